//! The answer of `/flight-plans/{id}/proof`.

use chrono::{DateTime, Utc};
use search::model::{Cabin, FlightId};
use serde::Serialize;
use utoipa::ToSchema;

use super::sum::{CabinSum, Sum};

/// The seats of a flight, counted in one snapshot of the database. `held` + `sold` + `blocked` =
/// `claims`, and `claims` is at most `capacity`: a seat has one claim or none.
#[derive(Serialize, ToSchema)]
#[schema(as = Proof)]
pub(super) struct ProofView {
    /// The flight.
    #[schema(value_type = u64, example = 1_234_567)]
    flight_id: FlightId,
    /// When it was counted.
    as_of: DateTime<Utc>,
    /// Seats that the airplane has.
    #[schema(example = 189)]
    capacity: usize,
    /// Seats that are taken.
    #[schema(example = 148)]
    claims: usize,
    /// Seats of orders that wait for their payment.
    #[schema(example = 3)]
    held: usize,
    /// Seats of tickets that were paid for.
    #[schema(example = 140)]
    sold: usize,
    /// Seats that the operator keeps from sale.
    #[schema(example = 5)]
    blocked: usize,
    /// Whether each live ticket has the claim of its seat, and each claim its ticket.
    #[schema(example = true)]
    adds_up: bool,
    /// Its cabins from the front.
    cabins: Vec<CabinProofView>,
}

/// The seats of a cabin, counted.
#[derive(Serialize, ToSchema)]
#[schema(as = CabinProof)]
struct CabinProofView {
    /// Which cabin.
    #[schema(value_type = String, example = "economy")]
    cabin: Cabin,
    /// Seats in it.
    #[schema(example = 189)]
    capacity: usize,
    /// Seats that are taken.
    #[schema(example = 148)]
    claims: usize,
    /// Seats that nobody has.
    #[schema(example = 41)]
    free: usize,
}

impl ProofView {
    /// The answer for a flight.
    pub(super) fn new(flight_id: FlightId, as_of: DateTime<Utc>, sum: &Sum) -> Self {
        Self {
            flight_id,
            as_of,
            capacity: sum.capacity,
            claims: sum.claims,
            held: sum.held,
            sold: sum.sold,
            blocked: sum.blocked,
            adds_up: sum.adds_up,
            cabins: sum.cabins.iter().map(CabinProofView::from).collect(),
        }
    }
}

impl From<&CabinSum> for CabinProofView {
    fn from(sum: &CabinSum) -> Self {
        Self {
            cabin: sum.cabin,
            capacity: sum.capacity,
            claims: sum.claims,
            // The key makes more claims than seats impossible.
            free: sum.capacity.saturating_sub(sum.claims),
        }
    }
}
