//! The last transaction of a payment: what the provider said moves the payment and its order
//! together.
//!
//! Whoever comes second finds the payment settled and changes nothing: the same answer may come from
//! the call itself, from a lookup, and from both on two nodes.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::MySqlConnection;

use super::order::{IllegalMove, OrderEvent, OrderStatus, TicketStatus};
use super::payment::{PaymentId, PaymentStatus};
use super::seating;
use super::store::claims::{self, Seat};
use super::store::moves::{self, Order};
use super::store::payments::{self, Attempt};
use crate::accounts::UserId;
use crate::app::{App, fail_point, retried};
use crate::notify::mail::{self, Occasion};

/// How soon a payment without an answer is looked up.
const LOOK_UP: TimeDelta = TimeDelta::seconds(5);

/// When a payment that was declined without a decisive word is looked up again.
const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// What the provider said of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has the money.
    Captured {
        /// How the customer paid, in the provider's words.
        method: Option<String>,
        /// The provider's receipt.
        receipt_url: Option<String>,
    },
    /// It will not have it.
    Declined {
        /// Why, in the provider's code.
        code: String,
        /// Whether the provider's books say so; otherwise they are read again later.
        decisive: bool,
    },
    /// Nothing that decides.
    Unknown,
}

/// What a verdict changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The order of this customer is paid.
    Paid(UserId),
    /// The order waits for another payment, or is over.
    Declined,
    /// It is being found out.
    Unknown,
    /// The money came for an order that can no longer have it, and goes back.
    NotHonoured,
    /// Nothing: it stood so before.
    Unchanged(PaymentStatus),
}

/// Why a verdict could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such payment.
    #[error("no such payment")]
    NotFound,
    /// The order is not where its payment says.
    #[error("the order of a running payment is not paying")]
    Order(#[from] IllegalMove),
    /// MySQL refused or is away.
    #[error("could not settle the payment")]
    Db(#[from] sqlx::Error),
}

/// Writes what the provider said.
pub async fn settle(
    app: &App,
    payment: PaymentId,
    verdict: &Verdict,
) -> Result<Settled, SettleError> {
    let (settled, freed) = retried(|| write(app, payment, verdict)).await?;
    fail_point("settled");
    seating::release(app, &freed).await;
    Ok(settled)
}

async fn write(
    app: &App,
    payment: PaymentId,
    verdict: &Verdict,
) -> Result<(Settled, Vec<Seat>), SettleError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = payments::order_of(&mut tx, payment).await?;
    let order = order.ok_or(SettleError::NotFound)?;
    let order = moves::lock(&mut tx, order).await?;
    let order = order.ok_or(SettleError::NotFound)?;
    let attempt = payments::lock(&mut tx, payment).await?;
    let attempt = attempt.ok_or(SettleError::NotFound)?;
    let written = match (verdict, attempt.status) {
        (
            Verdict::Captured {
                method,
                receipt_url,
            },
            status,
        ) if status != PaymentStatus::Captured => {
            let receipt = (method.as_deref(), receipt_url.as_deref());
            payments::capture(&mut tx, payment, receipt, now).await?;
            (captured(&mut tx, &order, &attempt, now).await?, vec![])
        }
        (Verdict::Declined { code, decisive }, status) if status.is_running() => {
            let again = (!decisive).then_some(now + LOOK_AGAIN);
            payments::decline(&mut tx, payment, code, (now, again)).await?;
            let freed = declined(&mut tx, &order, (&attempt, code), now).await?;
            (Settled::Declined, freed)
        }
        (Verdict::Unknown, PaymentStatus::Confirming) => {
            payments::unknown(&mut tx, payment, (now, now + LOOK_UP)).await?;
            (Settled::Unknown, vec![])
        }
        (_, status) => (Settled::Unchanged(status), vec![]),
    };
    fail_point("settle-written");
    tx.commit().await?;
    Ok(written)
}

/// The money is there: the tickets are issued, if they still can be.
async fn captured(
    conn: &mut MySqlConnection,
    order: &Order,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<Settled, SettleError> {
    let amount = json!({ "amount": attempt.amount });
    if !attempt.status.is_running() || order.status != OrderStatus::Paying {
        payments::owe_back(conn, attempt, now).await?;
        moves::note(conn, order.id, "not_honoured", &amount, now).await?;
        return Ok(Settled::NotHonoured);
    }
    let status = order.status.after(OrderEvent::Captured)?;
    moves::move_to(conn, order, status, order.hold, now).await?;
    moves::move_tickets(conn, order.id, TicketStatus::Held, TicketStatus::Issued).await?;
    moves::note(conn, order.id, "paid", &amount, now).await?;
    mail::tell(conn, Occasion::Paid, order.id.0, now).await?;
    Ok(Settled::Paid(order.user))
}

/// The money is not there: the order waits a little longer, or its seats are free.
async fn declined(
    conn: &mut MySqlConnection,
    order: &Order,
    (attempt, code): (&Attempt, &str),
    now: DateTime<Utc>,
) -> Result<Vec<Seat>, SettleError> {
    let (event, hold) = order.hold.declined(attempt.created_at, now);
    let status = order.status.after(event)?;
    moves::move_to(conn, order, status, hold, now).await?;
    moves::note(conn, order.id, "declined", &json!({ "code": code }), now).await?;
    if event != OrderEvent::DeclinedTooLate {
        return Ok(vec![]);
    }
    let freed = claims::delete_of(conn, order.id, TicketStatus::Held).await?;
    moves::move_tickets(conn, order.id, TicketStatus::Held, TicketStatus::Expired).await?;
    Ok(freed)
}
