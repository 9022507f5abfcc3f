//! The first transaction of a payment: from here on the seats stay until the outcome is known.
//!
//! A hold whose time has passed may still be paid for a while, when its very seats are free and its
//! flights still go: they are claimed here, before any money moves.

use chrono::{DateTime, TimeDelta, Utc};
use search::model::Won;
use serde_json::json;

use super::order::{IllegalMove, OrderEvent, OrderId, OrderStatus, TicketStatus};
use super::payment::{Payment, PaymentId};
use super::rules::LATEST;
use super::seating;
use super::store::claims::{self, ClaimError, Seat};
use super::store::moves::{self, Order};
use super::store::{flights, payments};
use crate::accounts::UserId;
use crate::app::{App, fail_point, retried};

/// When somebody looks whether a payment was ever answered.
const FIRST_CHECK: TimeDelta = TimeDelta::seconds(75);

/// What a customer brings back from the payment widget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm<'a> {
    /// Which order.
    pub order: OrderId,
    /// Whose it has to be; `None`: order, key and amount together prove enough.
    pub payer: Option<UserId>,
    /// The provider's key of the payment.
    pub payment_key: &'a str,
    /// What the widget asked for.
    pub amount: Won,
}

/// Where a payment stands once it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// It begins: the caller confirms it with the provider.
    New(PaymentId),
    /// The same key was here before; this is what is known.
    Known(Payment),
}

/// Why no payment begins. No money has moved.
#[derive(Debug, thiserror::Error)]
pub enum StartPayingError {
    /// There is no such order, or it is somebody else's.
    #[error("no such order")]
    NotFound,
    /// The amount is not the order's.
    #[error("the order costs {total:?}, not {amount:?}")]
    AmountMismatch {
        /// What the order costs.
        total: Won,
        /// What the widget asked for.
        amount: Won,
    },
    /// Another payment of the order runs.
    #[error("another payment of the order runs")]
    Running,
    /// The order is paid or cancelled.
    #[error("the order does not allow it")]
    NotAllowed(#[from] IllegalMove),
    /// A flight of the order was cancelled.
    #[error("a flight of the order is cancelled")]
    FlightCancelled,
    /// A flight of the order leaves too soon to be booked again.
    #[error("a flight of the order leaves too soon")]
    Departed,
    /// The hold is over, and a seat is gone or too much time has passed.
    #[error("the hold is over")]
    HoldExpired,
    /// MySQL refused or is away.
    #[error("could not start the payment")]
    Db(#[from] sqlx::Error),
}

impl From<ClaimError> for StartPayingError {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Taken(_) => Self::HoldExpired,
            ClaimError::Db(error) => Self::Db(error),
        }
    }
}

/// Begins the payment of an order, or says what is known of it.
pub async fn start_paying(app: &App, ask: &Confirm<'_>) -> Result<Started, StartPayingError> {
    let (started, claimed) = retried(|| begin(app, ask)).await?;
    seating::mark_taken(app, &claimed).await;
    Ok(started)
}

async fn begin(app: &App, ask: &Confirm<'_>) -> Result<(Started, Vec<Seat>), StartPayingError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = moves::lock(&mut tx, ask.order).await?;
    let order = order.filter(|order| ask.payer.is_none_or(|payer| order.user == payer));
    let order = order.ok_or(StartPayingError::NotFound)?;
    if let Some(known) = payments::by_key(&mut tx, ask.payment_key).await? {
        return match known.order == order.id {
            true => Ok((Started::Known(known), vec![])),
            false => Err(StartPayingError::NotFound),
        };
    }
    if order.total != ask.amount {
        let (total, amount) = (order.total, ask.amount);
        return Err(StartPayingError::AmountMismatch { total, amount });
    }
    if order.status == OrderStatus::Paying {
        return Err(StartPayingError::Running);
    }
    let status = order.status.after(OrderEvent::ConfirmStarted)?;
    if !order.hold.may_be_revived(now) {
        return Err(StartPayingError::HoldExpired);
    }
    let claimed = check_seats(&mut tx, &order, now).await?;
    moves::move_to(&mut tx, &order, status, order.hold, now).await?;
    let payment = PaymentId::new();
    payments::insert(&mut tx, payment, ask, (now, now + FIRST_CHECK)).await?;
    moves::note(&mut tx, order.id, "paying", &json!({}), now).await?;
    fail_point("paying-written");
    tx.commit().await?;
    Ok((Started::New(payment), claimed))
}

/// Sees that the flights go, and takes the seats again when they were let go; returns those.
async fn check_seats(
    conn: &mut sqlx::MySqlConnection,
    order: &Order,
    now: DateTime<Utc>,
) -> Result<Vec<Seat>, StartPayingError> {
    let earliest = match order.hold.is_over(now) {
        true => now + LATEST,
        false => now,
    };
    for flight in moves::flights_of(conn, order.id).await? {
        let departs_at = flights::lock_scheduled(conn, flight).await?;
        let departs_at = departs_at.ok_or(StartPayingError::FlightCancelled)?;
        if departs_at <= earliest {
            return Err(StartPayingError::Departed);
        }
    }
    if order.status != OrderStatus::Expired {
        return Ok(vec![]);
    }
    let seats = claims::seats_of(conn, order.id, TicketStatus::Expired).await?;
    for seat in &seats {
        claims::insert(conn, *seat).await?;
    }
    moves::move_tickets(conn, order.id, TicketStatus::Expired, TicketStatus::Held).await?;
    Ok(seats)
}
