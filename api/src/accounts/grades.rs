//! Grades that follow what was paid.
//!
//! A grade is looked at again after each payment and each night. One that an administrator set stays
//! until its day, whatever is paid.

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, MySqlPool};

use super::standing::{Standing, counts_after};
use super::store::grades as store;
use super::user::{Grade, UserId};
use crate::app::{App, is_away, retried};
use crate::problem::ApiError;

/// How many members are looked at in one statement.
const BATCH: u32 = 500;

/// Why a member's standing is not told.
#[derive(Debug, thiserror::Error)]
pub enum StandingError {
    /// Nobody has the id, or they left.
    #[error("no such member")]
    NoSuchMember,
    /// MySQL refused or is away.
    #[error("could not read what was paid")]
    Db(#[from] sqlx::Error),
}

impl From<StandingError> for ApiError {
    fn from(error: StandingError) -> Self {
        match &error {
            StandingError::NoSuchMember => Self::not_found(error),
            StandingError::Db(cause) if is_away(cause) => Self::unavailable(error),
            StandingError::Db(_) => Self::internal(error),
        }
    }
}

/// What a look at all grades came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// Members that were looked at.
    pub members: u64,
    /// Those whose grade changed.
    pub changed: u64,
}

/// A member's grade and how far the next one is.
pub async fn standing(
    db: &MySqlPool,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Standing, StandingError> {
    let mut conn = db.acquire().await?;
    let held = store::held(&mut conn, user).await?;
    let held = held.ok_or(StandingError::NoSuchMember)?;
    let paid = store::paid(&mut conn, user, counts_after(now)).await?;
    let thresholds = store::thresholds(&mut conn).await?;
    Ok(Standing {
        grade: held.grade,
        until: held.until.filter(|until| now < *until),
        paid,
        next: thresholds.next(held.grade, paid),
    })
}

/// Gives a member the grade that their payments have earned, and tells it; `None` when they left. In
/// a transaction of its own, since a member is locked before an order.
pub async fn recompute(app: &App, user: UserId) -> sqlx::Result<Option<Grade>> {
    let now = app.clock.now();
    retried(|| async {
        let mut tx = app.begin().await?;
        let settled = settle(&mut tx, user, now).await?;
        tx.commit().await?;
        if settled.is_some_and(|(before, after)| before != after) {
            app.sessions.forget(user);
        }
        Ok(settled.map(|(_, after)| after.grade))
    })
    .await
}

/// The same for everybody, some hundred at a time.
pub async fn recompute_all(app: &App) -> sqlx::Result<Recomputed> {
    let now = app.clock.now();
    let mut done = Recomputed::default();
    let mut conn = app.db.acquire().await?;
    let thresholds = store::thresholds(&mut conn).await?;
    drop(conn);
    let mut after = UserId(0);
    loop {
        let mut conn = app.db.acquire().await?;
        let members = store::members(&mut conn, after, (counts_after(now), BATCH)).await?;
        drop(conn);
        let Some(last) = members.last() else {
            return Ok(done);
        };
        after = last.id;
        for member in &members {
            // Looked at once more under a lock: a payment may have come in between.
            if member.held.at(now, thresholds.earned(member.paid)) != member.held
                && recompute(app, member.id).await? != Some(member.held.grade)
            {
                done.changed += 1;
            }
        }
        done.members += members.len() as u64;
    }
}

/// The grade a member has, and until when an administrator has set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) grade: Grade,
    pub(super) until: Option<DateTime<Utc>>,
}

impl Held {
    /// What a member has at `now` who earned that grade.
    fn at(self, now: DateTime<Utc>, earned: Grade) -> Self {
        match self.until {
            Some(until) if now < until => self,
            _ => Self {
                grade: earned,
                until: None,
            },
        }
    }
}

/// What a member had, and has from now on.
async fn settle(
    conn: &mut MySqlConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(Held, Held)>> {
    let Some(held) = store::lock(conn, user).await? else {
        return Ok(None);
    };
    let paid = store::paid(conn, user, counts_after(now)).await?;
    let earned = store::thresholds(conn).await?.earned(paid);
    let settled = held.at(now, earned);
    if settled != held {
        store::set(conn, user, settled).await?;
    }
    Ok(Some((held, settled)))
}
