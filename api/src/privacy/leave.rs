//! Leaving: the profile is erased, orders no longer say whose they were, sessions end.
//!
//! Nobody leaves while a flight that is paid for is ahead or money is under way. Holds are given up.
//! The same person may join again, and is somebody new then.

use chrono::{DateTime, Utc};

use super::store;
use super::store::held::HeldSeat;
use crate::accounts::{self, UserId};
use crate::app::{App, is_away, retried};
use crate::problem::{ApiError, Code, Text};

/// Why somebody does not leave.
#[derive(Debug, thiserror::Error)]
pub(super) enum LeaveError {
    #[error("they have left already")]
    NotFound,
    #[error("{0}")]
    Open(Reason),
    #[error("could not erase the account")]
    Db(#[from] sqlx::Error),
}

/// What has to end first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("a payment runs")]
    Paying,
    #[error("a refund runs")]
    Refunding,
    #[error("a paid flight is ahead")]
    FlightAhead,
}

impl Reason {
    fn text(self) -> Text {
        match self {
            Self::Paying => Text::fixed(
                "결제가 진행 중입니다. 끝난 뒤에 탈퇴할 수 있습니다.",
                "A payment is under way. Leave when it is over.",
            ),
            Self::Refunding => Text::fixed(
                "환불이 진행 중입니다. 끝난 뒤에 탈퇴할 수 있습니다.",
                "A refund is under way. Leave when it is over.",
            ),
            Self::FlightAhead => Text::fixed(
                "결제한 항공편이 남아 있습니다. 환불하거나 여행을 마친 뒤에 탈퇴할 수 있습니다.",
                "A flight that is paid for is still ahead. Leave after it, or after a refund.",
            ),
        }
    }
}

impl From<LeaveError> for ApiError {
    fn from(error: LeaveError) -> Self {
        match &error {
            LeaveError::NotFound => Self::not_found(error),
            LeaveError::Open(reason) => {
                let detail = reason.text();
                Self::new(Code::OrdersOpen).detail(detail).because(error)
            }
            LeaveError::Db(cause) if is_away(cause) => Self::unavailable(error),
            LeaveError::Db(_) => Self::internal(error),
        }
    }
}

/// Erases somebody's account.
pub(super) async fn leave(app: &App, id: UserId) -> Result<(), LeaveError> {
    let now = app.clock.now();
    let freed = retried(|| leave_once(app, id, now)).await?;
    app.sessions.forget(id);
    for seat in freed {
        app.seats.release(seat.flight, &[seat.index]).await; // Redis may fail: the map heals itself
    }
    Ok(())
}

async fn leave_once(
    app: &App,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<HeldSeat>, LeaveError> {
    let mut tx = app.begin().await?;
    if !store::lock_user(&mut tx, id).await? {
        return Err(LeaveError::NotFound);
    }
    // Their orders stand still from here on: whoever pays for one locks it too.
    store::lock_orders(&mut tx, id).await?;
    if let Some(reason) = open(&mut tx, id, now).await? {
        return Err(LeaveError::Open(reason));
    }
    let freed = store::held::seats(&mut tx, id).await?;
    store::held::cancel(&mut tx, id, now).await?;
    store::forget_orders(&mut tx, id).await?;
    accounts::erase(&mut tx, &app.sessions, id, now).await?;
    tx.commit().await?;
    Ok(freed)
}

async fn open(
    conn: &mut sqlx::MySqlConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Reason>> {
    Ok(if store::is_paying(conn, id).await? {
        Some(Reason::Paying)
    } else if store::is_refunding(conn, id).await? {
        Some(Reason::Refunding)
    } else if store::flies_after(conn, id, now).await? {
        Some(Reason::FlightAhead)
    } else {
        None
    })
}
