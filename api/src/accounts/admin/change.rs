//! Changing somebody's role or grade.
//!
//! Nobody changes their own, not even an administrator: there is always another who did it, and one
//! administrator is always left.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::MySqlConnection;

use crate::accounts::access::Admin;
use crate::accounts::store;
use crate::accounts::user::{Grade, Role, User, UserId};
use crate::app::{App, is_away, retried};
use crate::audit;
use crate::idempotency::{Claim, NotKept};
use crate::problem::{ApiError, FieldError, Text};

/// The longest time for which an administrator may set a grade.
const LONGEST_GRADE: TimeDelta = TimeDelta::days(5 * 366);

/// What is to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RankChange {
    role: Option<Role>,
    /// With the instant until which it holds.
    grade: Option<(Grade, DateTime<Utc>)>,
}

/// Why a role or a grade is not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    #[error("no such user, or they have left")]
    NotFound,
    #[error("nobody changes their own role or grade")]
    Oneself,
    #[error("who asks is no administrator any more")]
    NoAdmin,
    #[error(transparent)]
    Key(#[from] NotKept),
    #[error("could not change the user")]
    Db(#[from] sqlx::Error),
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::not_found(error),
            ChangeError::Oneself => Self::forbidden(error).detail(Text::fixed(
                "자신의 역할이나 등급은 다른 관리자가 바꿔야 합니다.",
                "One's own role or grade has to be changed by another administrator.",
            )),
            ChangeError::NoAdmin => Self::forbidden(error),
            ChangeError::Key(error) => error.into(),
            ChangeError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ChangeError::Db(_) => Self::internal(error),
        }
    }
}

/// What the audit log says of a user.
#[derive(Debug, Serialize)]
pub(super) struct Rank {
    role: Role,
    grade: Grade,
    grade_until: Option<DateTime<Utc>>,
}

impl From<&User> for Rank {
    fn from(user: &User) -> Self {
        Self {
            role: user.role,
            grade: user.grade,
            grade_until: user.grade_until,
        }
    }
}

impl RankChange {
    /// A change that was asked for, or everything that is wrong with it.
    pub(super) fn parse(
        role: Option<Role>,
        grade: Option<Grade>,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, Vec<FieldError>> {
        let refuse =
            |pointer: &str, ko, en| Err(vec![FieldError::pointer(pointer, Text::fixed(ko, en))]);
        let grade = match (grade, until) {
            (None, None) if role.is_none() => {
                return refuse("", "바꿀 것이 없습니다", "names nothing to change");
            }
            (None, None) => None,
            (Some(_), None) => {
                return refuse(
                    "/grade_until",
                    "등급과 함께 언제까지인지도 써 주세요",
                    "has to be given with a grade",
                );
            }
            (None, Some(_)) => {
                return refuse(
                    "/grade_until",
                    "등급 없이는 쓸 수 없습니다",
                    "means nothing without a grade",
                );
            }
            (Some(_), Some(until)) if until <= now => {
                return refuse(
                    "/grade_until",
                    "앞으로의 시각이어야 합니다",
                    "has to be in the future",
                );
            }
            (Some(_), Some(until)) if until > now + LONGEST_GRADE => {
                return refuse(
                    "/grade_until",
                    "5년 안이어야 합니다",
                    "has to be within five years",
                );
            }
            (Some(grade), Some(until)) => Some((grade, until)),
        };
        Ok(Self { role, grade })
    }
}

/// Changes somebody's role or grade, with an entry in the audit log.
pub(super) async fn change(
    app: &App,
    admin: Admin,
    id: UserId,
    change: RankChange,
    claim: &Claim,
) -> Result<User, ChangeError> {
    if admin.id == id {
        return Err(ChangeError::Oneself);
    }
    let user = retried(|| change_once(app, admin, id, change, claim)).await?;
    app.sessions.forget(id);
    Ok(user)
}

async fn change_once(
    app: &App,
    admin: Admin,
    id: UserId,
    change: RankChange,
    claim: &Claim,
) -> Result<User, ChangeError> {
    let mut tx = app.begin().await?;
    let mut user = locked(&mut tx, admin.id, id).await?;
    let before = Rank::from(&user);
    user.role = change.role.unwrap_or(user.role);
    if let Some((grade, until)) = change.grade {
        user.grade = grade;
        user.grade_until = Some(until);
    }
    store::users::set_rank(&mut tx, &user).await?;
    let subject = format!("user:{}", id.0);
    let act = admin.act("user.change", &subject, app.clock.now());
    audit::record(&mut tx, act, before, Rank::from(&user)).await?;
    claim
        .keep(&mut tx, StatusCode::OK, id.as_resource())
        .await?;
    tx.commit().await?;
    Ok(user)
}

/// The user, whose row is locked and that of who changes them, too, in the order of their ids: of two
/// administrators who dismiss each other at the same moment one stays.
async fn locked(
    conn: &mut MySqlConnection,
    admin: UserId,
    id: UserId,
) -> Result<User, ChangeError> {
    let first = store::users::find_for_update(conn, admin.min(id)).await?;
    let second = store::users::find_for_update(conn, admin.max(id)).await?;
    let (by, user) = if admin < id {
        (first, second)
    } else {
        (second, first)
    };
    if by.is_none_or(|by| by.role != Role::Admin) {
        return Err(ChangeError::NoAdmin);
    }
    user.ok_or(ChangeError::NotFound)
}
