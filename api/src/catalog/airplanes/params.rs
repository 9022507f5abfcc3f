//! The parameters of the list of airplanes.

use search::model::AirlineCode;
use utoipa::IntoParams;

use super::airplane::AirplaneId;
use crate::catalog::{Catalog, page};
use crate::problem::ApiError;
use crate::request::Params;

/// Which airplanes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub(super) struct AirplaneParams {
    /// The airline that flies them; all when missing.
    #[param(example = "KE")]
    airline: Option<String>,
}

/// A question for a page of airplanes.
pub(super) struct AirplanesAsk {
    pub(super) airline: Option<AirlineCode>,
    /// The last airplane of the page before.
    pub(super) after: AirplaneId,
    pub(super) limit: u32,
}

impl AirplanesAsk {
    /// Reads the question.
    pub(super) fn read(mut params: Params<'_>, catalog: &Catalog) -> Result<Self, ApiError> {
        let airline = params.read("airline", |code| catalog.airline(code));
        let (limit, after) = (page::limit(&mut params), page::after(&mut params));
        params.finish(Some(Self {
            airline,
            after: AirplaneId(after),
            limit,
        }))
    }
}
