//! The first transaction of a refund: its tickets are on the way back, and the provider is not asked
//! yet.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use search::model::Won;
use serde_json::json;
use sqlx::MySqlConnection;
use uuid::Uuid;

use super::quote::{self, QuoteError, RefundQuote};
use super::settle::{self, RefundVerdict};
use crate::accounts::UserId;
use crate::app::{App, fail_point, retried};
use crate::booking::order::{OrderId, OrderStatus, TicketId, TicketStatus};
use crate::booking::seating;
use crate::booking::store::claims::Seat;
use crate::booking::store::moves::{self, Order};
use crate::booking::store::refunds::{self, Cause, NewRefund, Paid};
use crate::idempotency::{Claim, NotKept};

/// When somebody else looks, should the process die that asks the provider.
pub(super) const FIRST_CHECK: TimeDelta = TimeDelta::seconds(75);

/// What a customer wants back.
#[derive(Clone, Debug)]
pub struct RefundAsk {
    /// Of which order.
    pub order: OrderId,
    /// Whose it has to be.
    pub customer: UserId,
    /// Which tickets; all that can be given back when none is named.
    pub tickets: Option<Vec<TicketId>>,
    /// Why, in the customer's words.
    pub reason: String,
    /// What the customer was told would go back.
    pub expected: Won,
}

/// A refund that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requested {
    /// Which.
    pub id: Uuid,
    /// Whether it is over already, since nothing goes back.
    pub done: bool,
}

/// Why no refund begins.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no quote.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// Another amount goes back now.
    #[error("another amount goes back now")]
    PriceChanged(RefundQuote),
    /// A refund of the payment runs.
    #[error("a refund of the payment runs")]
    Running,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not begin the refund")]
    Db(#[from] sqlx::Error),
}

/// Begins a refund.
pub async fn request(app: &App, ask: &RefundAsk, claim: &Claim) -> Result<Requested, RequestError> {
    let (requested, freed) = retried(|| begin(app, ask, claim)).await?;
    fail_point("refund-requested");
    seating::release(app, &freed).await;
    Ok(requested)
}

async fn begin(
    app: &App,
    ask: &RefundAsk,
    claim: &Claim,
) -> Result<(Requested, Vec<Seat>), RequestError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = moves::lock(&mut tx, ask.order).await?;
    let order = order.filter(|order| order.user == ask.customer);
    let order = order.ok_or(QuoteError::NotFound)?;
    // Before anything is refused: a repeated request is shown the order as it is.
    claim.keep(&mut tx, StatusCode::OK, order.id.0).await?;
    if order.status != OrderStatus::Paid {
        return Err(QuoteError::NotPaid(order.status).into());
    }
    let paid = refunds::lock_paid(&mut tx, order.id).await?;
    let paid = paid.ok_or(QuoteError::NoPayment)?;
    if refunds::is_running(&mut tx, paid.id).await? {
        return Err(RequestError::Running);
    }
    let wanted = ask.tickets.as_deref();
    let (quote, _) = quote::of_order(app, &mut tx, (order.id, &paid), wanted).await?;
    if quote.refund() != ask.expected {
        return Err(RequestError::PriceChanged(quote));
    }
    let why = (Cause::Customer, ask.reason.as_str());
    let id = write(&mut tx, (&order, &paid), &quote, why, now).await?;
    let done = quote.refund() == Won(0);
    let freed = match done {
        // The provider is not told of nothing.
        true => {
            settle::write(&mut tx, id, &RefundVerdict::Done(None), now)
                .await?
                .1
        }
        false => vec![],
    };
    fail_point("refund-written");
    tx.commit().await?;
    Ok((Requested { id, done }, freed))
}

/// Writes a refund of an order that is locked and paid, and has its tickets on the way back.
pub(super) async fn write(
    conn: &mut MySqlConnection,
    (order, paid): (&Order, &Paid),
    quote: &RefundQuote,
    (cause, reason): (Cause, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    let new = NewRefund {
        id,
        cause,
        reason,
        amount: quote.refund(),
        fee: quote.fee(),
        check_at: match cause {
            Cause::Customer => now + FIRST_CHECK,
            // Nobody waits for it: the job asks the provider.
            Cause::FlightCancelled | Cause::NotHonoured => now,
        },
    };
    refunds::insert(conn, (order.id, paid), &new, now).await?;
    for ticket in &quote.tickets {
        let amount = (ticket.paid - ticket.fee, ticket.fee);
        refunds::insert_ticket(conn, id, ticket.id, amount).await?;
    }
    refunds::move_tickets(conn, id, TicketStatus::Issued, TicketStatus::Refunding).await?;
    moves::move_to(conn, order, order.status, order.hold, now).await?;
    let detail = json!({
        "amount": quote.refund(), "fee": quote.fee(), "tickets": quote.tickets.len(),
    });
    moves::note(conn, order.id, "refund_requested", &detail, now).await?;
    Ok(id)
}
