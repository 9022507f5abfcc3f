//! The last transaction of a refund: what the provider said moves the refund, its tickets and its
//! order together. Whoever comes second changes nothing.

use chrono::{DateTime, Utc};
use search::model::Won;
use serde_json::json;
use sqlx::MySqlConnection;
use uuid::Uuid;

use crate::accounts::UserId;
use crate::app::{App, fail_point, retried};
use crate::booking::order::{IllegalMove, OrderEvent, OrderStatus, TicketStatus};
use crate::booking::seating;
use crate::booking::store::claims::{self, Seat};
use crate::booking::store::moves::{self, Order};
use crate::booking::store::refunds::{self, Cause, NewRefund, Running};
use crate::notify::mail::{self, About, Occasion};

/// Why the fee of a flight goes back that was cancelled while its ticket was given back.
const FEE_BACK: &str = "항공편이 취소되어 수수료를 돌려드립니다";

/// What the provider said of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundVerdict {
    /// The money is on its way; the transaction's key.
    Done(Option<String>),
    /// It will not go back; the provider's code.
    Refused(String),
    /// Nothing that decides, with its code; ask again then.
    Unknown(Option<String>, DateTime<Utc>),
}

/// What a verdict changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundSettled {
    /// The money of this customer is on its way back.
    Done(UserId),
    /// The tickets live again.
    Refused,
    /// The provider refuses what we owe: it stays, and somebody has to look.
    Owed,
    /// It is being found out.
    Unknown,
    /// Nothing: it was over before.
    Unchanged,
}

/// Why a verdict could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SettleRefundError {
    /// There is no such refund.
    #[error("no such refund")]
    NotFound,
    /// The order is not where its refund says.
    #[error("the order of a running refund is not paid")]
    Order(#[from] IllegalMove),
    /// MySQL refused or is away.
    #[error("could not settle the refund")]
    Db(#[from] sqlx::Error),
}

/// Writes what the provider said.
pub async fn settle_refund(
    app: &App,
    id: Uuid,
    verdict: &RefundVerdict,
) -> Result<RefundSettled, SettleRefundError> {
    let (settled, freed) = retried(|| transaction(app, id, verdict)).await?;
    fail_point("refund-settled");
    seating::release(app, &freed).await;
    Ok(settled)
}

async fn transaction(
    app: &App,
    id: Uuid,
    verdict: &RefundVerdict,
) -> Result<(RefundSettled, Vec<Seat>), SettleRefundError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let written = write_settled(&mut tx, id, verdict, now).await?;
    fail_point("refund-settle-written");
    tx.commit().await?;
    Ok(written)
}

/// The same inside the transaction of a refund of nothing, which cannot fail but for MySQL.
pub(super) async fn write(
    conn: &mut MySqlConnection,
    id: Uuid,
    verdict: &RefundVerdict,
    now: DateTime<Utc>,
) -> sqlx::Result<(RefundSettled, Vec<Seat>)> {
    match write_settled(conn, id, verdict, now).await {
        Ok(written) => Ok(written),
        Err(SettleRefundError::Db(error)) => Err(error),
        Err(error) => Err(sqlx::Error::Protocol(error.to_string())),
    }
}

async fn write_settled(
    conn: &mut MySqlConnection,
    id: Uuid,
    verdict: &RefundVerdict,
    now: DateTime<Utc>,
) -> Result<(RefundSettled, Vec<Seat>), SettleRefundError> {
    let order = refunds::order_of(conn, id).await?;
    let order = moves::lock(conn, order.ok_or(SettleRefundError::NotFound)?).await?;
    let order = order.ok_or(SettleRefundError::NotFound)?;
    let Some(running) = refunds::lock_running(conn, id).await? else {
        return Ok((RefundSettled::Unchanged, vec![]));
    };
    match verdict {
        RefundVerdict::Done(key) => {
            let freed = done(conn, &order, &running, key.as_deref(), now).await?;
            Ok((RefundSettled::Done(order.user), freed))
        }
        RefundVerdict::Refused(code) if running.cause == Cause::Customer => {
            refused(conn, &order, &running, code, now).await?;
            Ok((RefundSettled::Refused, vec![]))
        }
        RefundVerdict::Refused(code) => {
            refunds::unknown(conn, id, Some(code), now + LOOK_AGAIN).await?;
            Ok((RefundSettled::Owed, vec![]))
        }
        RefundVerdict::Unknown(code, check_at) => {
            refunds::unknown(conn, id, code.as_deref(), *check_at).await?;
            Ok((RefundSettled::Unknown, vec![]))
        }
    }
}

/// When the provider is asked again for what we owe and it refuses.
const LOOK_AGAIN: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// The money goes back: the seats are free.
async fn done(
    conn: &mut MySqlConnection,
    order: &Order,
    refund: &Running,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<Seat>, SettleRefundError> {
    let freed = refunds::seats(conn, refund.id).await?;
    for seat in &freed {
        claims::delete(conn, *seat).await?;
    }
    refunds::move_tickets(
        conn,
        refund.id,
        TicketStatus::Refunding,
        TicketStatus::Cancelled,
    )
    .await?;
    refunds::finish(conn, refund, key, now).await?;
    let is_over =
        order.status == OrderStatus::Paid && refunds::live_tickets(conn, order.id).await? == 0;
    let status = match is_over {
        true => order.status.after(OrderEvent::RefundedInFull)?,
        false => order.status,
    };
    moves::move_to(conn, order, status, order.hold, now).await?;
    let detail = json!({ "amount": refund.amount, "fee": refund.fee });
    moves::note(conn, order.id, "refunded", &detail, now).await?;
    tell(conn, order, refund, now).await?;
    owe_fee(conn, order, refund, now).await?;
    Ok(freed)
}

/// A flight that was cancelled meanwhile is given back without a fee.
async fn owe_fee(
    conn: &mut MySqlConnection,
    order: &Order,
    refund: &Running,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if refund.cause != Cause::Customer {
        return Ok(());
    }
    let fees = refunds::fees_of_cancelled(conn, refund.id).await?;
    let total: i64 = fees.iter().map(|(_, fee)| fee.0).sum();
    if total == 0 {
        return Ok(());
    }
    let paid = refunds::lock_payment(conn, refund.payment).await?;
    let Some(paid) = paid else {
        return Ok(());
    };
    let id = Uuid::now_v7();
    let new = NewRefund {
        id,
        cause: Cause::FlightCancelled,
        reason: FEE_BACK,
        amount: Won(total),
        fee: Won(0),
        check_at: now,
    };
    refunds::insert(conn, (order.id, &paid), &new, now).await?;
    for (ticket, fee) in fees {
        refunds::insert_ticket(conn, id, ticket, (fee, Won(0))).await?;
    }
    Ok(())
}

/// The provider will not: the tickets live again, and the customer is told.
async fn refused(
    conn: &mut MySqlConnection,
    order: &Order,
    refund: &Running,
    code: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    refunds::move_tickets(
        conn,
        refund.id,
        TicketStatus::Refunding,
        TicketStatus::Issued,
    )
    .await?;
    refunds::refuse(conn, refund.id, code, now).await?;
    moves::move_to(conn, order, order.status, order.hold, now).await?;
    moves::note(
        conn,
        order.id,
        "refund_refused",
        &json!({ "code": code }),
        now,
    )
    .await?;
    tell(conn, order, refund, now).await
}

async fn tell(
    conn: &mut MySqlConnection,
    order: &Order,
    refund: &Running,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let about = About {
        order: order.id.0,
        refund: Some(refund.id),
    };
    mail::put(conn, Occasion::Refund, about, now).await
}
