//! Looking at the seats of a flight, as they are at this moment.

use search::model::FlightId;

use super::seat_map::SeatMap;
use super::store;
use crate::app::{App, is_away};
use crate::catalog::CatalogError;
use crate::problem::ApiError;

/// Why there is no seat map.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeatsError {
    /// No flight has the id, or it is cancelled.
    #[error("no such flight")]
    NoSuchFlight,
    /// The flight's airplane has a layout that does not exist.
    #[error("flight {0} has no seat layout")]
    NoLayout(FlightId),
    /// Its layout cannot be read.
    #[error(transparent)]
    Layout(#[from] CatalogError),
    /// MySQL refused or is away.
    #[error("could not read the seats")]
    Db(#[from] sqlx::Error),
}

impl From<SeatsError> for ApiError {
    fn from(error: SeatsError) -> Self {
        match &error {
            SeatsError::NoSuchFlight => Self::not_found(error),
            SeatsError::Layout(CatalogError::Db(cause)) | SeatsError::Db(cause)
                if is_away(cause) =>
            {
                Self::unavailable(error)
            }
            SeatsError::NoLayout(_) | SeatsError::Layout(_) | SeatsError::Db(_) => {
                Self::internal(error)
            }
        }
    }
}

/// The seats of a flight, from MySQL: the index may be a moment behind.
pub(crate) async fn seats(app: &App, flight: FlightId) -> Result<SeatMap, SeatsError> {
    let layout = store::layout_of(&app.db, flight)
        .await?
        .ok_or(SeatsError::NoSuchFlight)?;
    let layout = app
        .catalog
        .layout(&app.db, layout)
        .await?
        .ok_or(SeatsError::NoLayout(flight))?;
    let taken = store::taken_seats(&app.db, flight).await?;
    Ok(SeatMap::new(&layout, &taken))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn a_layout_that_mysql_cannot_give_now_may_be_asked_for_again() {
        let away = CatalogError::Db(sqlx::Error::PoolTimedOut);
        let error = ApiError::from(SeatsError::Layout(away));
        assert_eq!(error.code(), Code::Unavailable);

        let wrong = CatalogError::Db(sqlx::Error::RowNotFound);
        let error = ApiError::from(SeatsError::Layout(wrong));
        assert_eq!(error.code(), Code::Internal);
    }
}
