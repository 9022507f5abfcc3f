//! Airplanes as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::airplane::Airplane;

/// An airplane.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Airplane)]
pub(super) struct AirplaneView {
    #[schema(example = 7)]
    id: u32,
    #[schema(example = "HL8222")]
    registration: String,
    /// The airline that flies it.
    #[schema(example = "KE")]
    airline: String,
    #[schema(example = "738")]
    aircraft_type: String,
    /// The id of its seat layout.
    #[schema(example = 1)]
    layout: u32,
    /// Whether it stands for a fleet, as those of the demo do, and so may be in two places.
    pooled: bool,
}

/// A page of airplanes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Airplanes)]
pub(super) struct AirplanesView {
    pub(super) items: Vec<AirplaneView>,
    /// What to give as `cursor` for the next page; null on the last.
    pub(super) next_cursor: Option<String>,
}

impl From<&Airplane> for AirplaneView {
    fn from(airplane: &Airplane) -> Self {
        Self {
            id: airplane.id.0,
            registration: airplane.registration.clone(),
            airline: airplane.airline.to_string(),
            aircraft_type: airplane.aircraft.to_string(),
            layout: airplane.layout.0,
            pooled: airplane.pooled,
        }
    }
}
