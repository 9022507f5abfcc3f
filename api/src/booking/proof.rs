//! The proof that no seat of a flight was sold twice: what MySQL knows, counted in one snapshot.

mod routes;
mod store;
mod sum;
mod view;

pub use routes::router;

use search::model::FlightId;

use crate::app::{App, is_away};
use crate::catalog::CatalogError;
use crate::problem::ApiError;

use sum::Sum;

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
enum ProofError {
    /// No flight has the id.
    #[error("no such flight")]
    NoSuchFlight,
    /// The flight's airplane has a layout that does not exist.
    #[error("flight {0} has no seat layout")]
    NoLayout(FlightId),
    /// Its layout cannot be read.
    #[error(transparent)]
    Layout(#[from] CatalogError),
    /// MySQL refused or is away.
    #[error("could not count the seats")]
    Db(#[from] sqlx::Error),
}

impl From<ProofError> for ApiError {
    fn from(error: ProofError) -> Self {
        match &error {
            ProofError::NoSuchFlight => Self::not_found(error),
            ProofError::Layout(CatalogError::Db(cause)) | ProofError::Db(cause)
                if is_away(cause) =>
            {
                Self::unavailable(error)
            }
            ProofError::NoLayout(_) | ProofError::Layout(_) | ProofError::Db(_) => {
                Self::internal(error)
            }
        }
    }
}

/// Counts the seats of a flight, also of a cancelled one.
async fn prove(app: &App, flight: FlightId) -> Result<Sum, ProofError> {
    let layout = store::layout_of(&app.db, flight)
        .await?
        .ok_or(ProofError::NoSuchFlight)?;
    let layout = app
        .catalog
        .layout(&app.db, layout)
        .await?
        .ok_or(ProofError::NoLayout(flight))?;
    let facts = store::facts(&app.db, flight).await?;
    Ok(Sum::of(&layout, &facts))
}
