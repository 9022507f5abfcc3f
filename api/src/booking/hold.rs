//! Making an order: its seats are taken for a while, until it is paid.
//!
//! Redis proposes seats; what gives them is the insert of their claims in the transaction that writes
//! the whole order. No transaction is open while Redis is asked.

use chrono::TimeDelta;

use super::draft::Draft;
use super::glance::glance;
use super::offer::{Buyer, NoOffer, Offer, offer};
use super::seating::{self, Asked, NoSeats, Seating};
use super::store::claims::{ClaimError, Seat};
use super::wanted::{SeatNumber, Wanted};
use super::whole::WholeOrder;
use crate::app::{App, fail_point, retried};
use crate::idempotency::{Claim, NotKept};

/// Orders that one customer may have unpaid at once.
pub(crate) const MOST_HOLDS: i64 = 3;

/// How often the maps may propose seats that somebody has; after that MySQL is asked.
const TRIES_FROM_MAPS: u32 = 3;

/// How often seats are proposed at all.
const MOST_TRIES: u32 = 12;

/// Why there is no order.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// What is wanted cannot be had.
    #[error("there is no such order to be made")]
    Offer(#[from] NoOffer),
    /// There are no seats.
    #[error("there are no seats")]
    Seats(#[from] NoSeats),
    /// The customer has as many unpaid orders as anybody may have.
    #[error("the customer has {MOST_HOLDS} unpaid orders")]
    TooManyHolds,
    /// The account is gone.
    #[error("the account is gone")]
    NoAccount,
    /// Every reference that was drawn is in use.
    #[error("no reference is free")]
    NoReference,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not write the order")]
    Db(#[from] sqlx::Error),
}

/// Why the transaction did not go through.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error("a seat is taken")]
    Claim(#[from] ClaimError),
    #[error("the order is refused")]
    Refused(#[source] Box<HoldError>),
    #[error("could not write the order")]
    Db(#[from] sqlx::Error),
}

/// Takes seats for the customer and returns the order that has them.
pub(crate) async fn hold(
    app: &App,
    buyer: Buyer,
    wanted: &Wanted,
    claim: &Claim,
) -> Result<WholeOrder, HoldError> {
    let (offer, mut first) = offer_with_seats(app, buyer, wanted).await?;
    for attempt in 0..MOST_TRIES {
        let asked = match attempt {
            0..TRIES_FROM_MAPS => Asked::Maps,
            _ => Asked::Mysql,
        };
        let seating = match first.take() {
            Some(seating) => seating,
            None => seating::find(app, wanted, &offer.known, asked).await?,
        };
        fail_point("hold-seats");
        let draft = Draft::new(app, buyer, (wanted, &offer), &seating);
        match retried(|| draft.write(app, claim)).await {
            Ok(reference) => return Ok(draft.into_order(reference, &offer)),
            Err(WriteError::Claim(ClaimError::Taken(seat))) => {
                seating::let_go(app, wanted, &seating).await;
                app.seats.mark_taken(seat.flight, &[seat.index]).await;
                if let Some(error) = named(wanted, &offer, seat) {
                    return Err(error.into());
                }
            }
            Err(error) => {
                seating::let_go(app, wanted, &seating).await;
                return Err(error.into());
            }
        }
    }
    Err(NoSeats::Busy.into())
}

/// What the order costs, and its seats when the index knew its flights: those who get none are
/// refused before MySQL is asked for anything.
async fn offer_with_seats(
    app: &App,
    buyer: Buyer,
    wanted: &Wanted,
) -> Result<(Offer, Option<Seating>), HoldError> {
    let now = app.clock.now();
    let Some(known) = glance(app, wanted, now).await else {
        return Ok((offer(app, buyer, wanted, now).await?, None));
    };
    let seating = seating::find(app, wanted, &known, Asked::Maps).await?;
    let offer = offer(app, buyer, wanted, now).await;
    let is_same = |offer: &Offer| {
        let pairs = offer.known.iter().zip(&known);
        pairs
            .into_iter()
            .all(|(a, b)| a.facts.layout == b.facts.layout)
    };
    if offer.as_ref().is_ok_and(is_same) {
        return Ok((offer?, Some(seating)));
    }
    seating::let_go(app, wanted, &seating).await;
    Ok((offer?, None))
}

/// The refusal of a seat that is taken, when the customer named it; others are chosen again.
fn named(wanted: &Wanted, offer: &Offer, seat: Seat) -> Option<NoSeats> {
    let position = wanted.flights.iter().position(|f| f.id == seat.flight)?;
    wanted.flights[position].seats.as_ref()?;
    let number = SeatNumber::of(&offer.known[position].layout, seat.index);
    Some(NoSeats::Taken {
        position,
        seats: number.into_iter().collect(),
        left: None,
    })
}

impl From<HoldError> for WriteError {
    fn from(error: HoldError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<WriteError> for HoldError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Claim(ClaimError::Db(error)) | WriteError::Db(error) => Self::Db(error),
            WriteError::Refused(error) => *error,
            // Taken seats are chosen again; the caller has seen to that.
            WriteError::Claim(ClaimError::Taken(_)) => Self::Seats(NoSeats::Busy),
        }
    }
}

/// How long an order holds its seats.
pub(crate) fn hold_length(app: &App) -> TimeDelta {
    TimeDelta::seconds(app.config.booking.hold_seconds.into())
}
