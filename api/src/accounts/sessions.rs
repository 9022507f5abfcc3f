//! Sessions: opened when somebody signs in, found on every request, ended.
//!
//! A session ends 30 days after its last use or 90 days after it began, whichever comes first; when
//! its user ends it; and when a user has too many, the longest unused goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sqlx::{MySqlConnection, MySqlPool};

use super::store::sessions as store;
use super::token::{Token, TokenHash};
use super::user::{Grade, Role, SessionId, UserId};
use crate::app::{Clock, is_away};

/// Sessions that a process remembers, some hundred bytes each.
const MOST_REMEMBERED: u64 = 100_000;

/// Sessions that a user may have.
const MOST_OF_A_USER: usize = 20;

/// The longest description of a device, in characters.
const LONGEST_DEVICE: usize = 200;

/// Uses within this time of the last noted one are not noted: a read should not cost a write.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

/// Everybody's sessions.
#[derive(Clone, Debug)]
pub struct Sessions(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    db: MySqlPool,
    clock: Clock,
    known: Cache<TokenHash, Known>,
    /// How often something was forgotten: who read before that must not remember it after.
    forgotten: AtomicU64,
}

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which of the user's sessions.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// What they have earned.
    pub grade: Grade,
}

/// An open session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// What it is ended by.
    pub id: SessionId,
    /// On what device it was opened, as far as that was told.
    pub device: String,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the hour.
    pub last_seen_at: DateTime<Utc>,
}

/// Why nobody can say whose a session is.
#[derive(Debug, thiserror::Error)]
#[error("could not look up the session")]
pub struct FindSessionError(#[from] sqlx::Error);

/// A session as it was read.
#[derive(Clone, Copy, Debug)]
struct Known {
    session: Session,
    read_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl FindSessionError {
    /// Whether MySQL is away, so that asking again may help.
    pub fn is_away(&self) -> bool {
        is_away(&self.0)
    }
}

impl Sessions {
    /// How long after its last use a session ends.
    pub const IDLE: TimeDelta = TimeDelta::days(30);

    /// How long after its beginning a session ends.
    pub const LONGEST: TimeDelta = TimeDelta::days(90);

    /// How long a process goes by what it read from MySQL.
    pub const REMEMBERED: TimeDelta = TimeDelta::seconds(30);

    /// As many dead sessions are deleted in one statement, so that none is long.
    pub const MOST_SWEPT: u64 = 1_000;

    /// The sessions in a database.
    pub fn new(db: MySqlPool, clock: Clock) -> Self {
        let known = Cache::builder()
            .max_capacity(MOST_REMEMBERED)
            .time_to_live(Self::REMEMBERED.to_std().unwrap_or(Duration::ZERO))
            .support_invalidation_closures()
            .build();
        Self(Arc::new(Parts {
            db,
            clock,
            known,
            forgotten: AtomicU64::new(0),
        }))
    }

    /// Opens a session for a user on a device, such as `Firefox on Linux`; a device that needs more
    /// than 200 characters is cut off. The token is the caller's alone: it cannot be read again.
    pub async fn open(
        &self,
        conn: &mut MySqlConnection,
        user: UserId,
        device: &str,
    ) -> sqlx::Result<Token> {
        let now = self.0.clock.now();
        let open = store::of_user(conn, user, since(now)).await?;
        for longest_unused in open.iter().skip(MOST_OF_A_USER - 1) {
            store::delete(conn, user, longest_unused.id).await?;
        }
        let device: String = device.chars().take(LONGEST_DEVICE).collect();
        let token = Token::random();
        store::insert(conn, token.hash(), (user, &device), now).await?;
        Ok(token)
    }

    /// Who shows that token; `None` when nobody may with it, any more or ever.
    pub async fn find(&self, token: &Token) -> Result<Option<Session>, FindSessionError> {
        let now = self.0.clock.now();
        let hash = token.hash();
        if let Some(known) = self.0.known.get(&hash)
            && now < known.read_at + Self::REMEMBERED
        {
            return Ok((now < known.ends_at).then_some(known.session));
        }
        Ok(self.read(hash, now).await?)
    }

    /// Reads a session and remembers it.
    async fn read(&self, hash: TokenHash, now: DateTime<Utc>) -> sqlx::Result<Option<Session>> {
        let forgotten = self.0.forgotten.load(Ordering::SeqCst);
        let Some(row) = store::find(&self.0.db, hash).await? else {
            self.0.known.invalidate(&hash);
            return Ok(None);
        };
        let ends_at = (row.created_at + Self::LONGEST).min(row.last_seen_at + Self::IDLE);
        if ends_at <= now {
            return Ok(None);
        }
        if row.last_seen_at + NOTED_EVERY <= now {
            store::touch(&self.0.db, hash, now).await?;
        }
        let session = Session {
            id: row.id,
            user: row.user,
            role: row.role,
            grade: row.grade,
        };
        let known = Known {
            session,
            read_at: now,
            ends_at,
        };
        self.0.known.insert(hash, known);
        if self.0.forgotten.load(Ordering::SeqCst) != forgotten {
            self.0.known.invalidate(&hash);
        }
        Ok(Some(session))
    }

    /// A user's open sessions, the last used first.
    pub async fn list(
        &self,
        conn: &mut MySqlConnection,
        user: UserId,
    ) -> sqlx::Result<Vec<OpenSession>> {
        store::of_user(conn, user, since(self.0.clock.now())).await
    }

    /// Ends one of a user's sessions; whether they had it. To be followed by [`Sessions::forget`].
    pub async fn end(
        &self,
        conn: &mut MySqlConnection,
        user: UserId,
        id: SessionId,
    ) -> sqlx::Result<bool> {
        store::delete(conn, user, id).await
    }

    /// Ends a user's sessions but one, or all; how many. To be followed by [`Sessions::forget`].
    pub async fn end_others(
        &self,
        conn: &mut MySqlConnection,
        user: UserId,
        but: Option<SessionId>,
    ) -> sqlx::Result<u64> {
        // Ids count from 1.
        store::delete_others(conn, user, but.unwrap_or(SessionId(0))).await
    }

    /// Deletes some of the sessions that are over; how many. When it is [`Sessions::MOST_SWEPT`] there
    /// may be more.
    pub async fn sweep(&self) -> sqlx::Result<u64> {
        let (begun, used) = since(self.0.clock.now());
        store::delete_over(&self.0.db, (begun, used), Self::MOST_SWEPT).await
    }

    /// Makes this process ask MySQL again who a user is. To be called after the commit of whatever
    /// ended a session or changed what its user may do.
    pub fn forget(&self, user: UserId) {
        self.0.forgotten.fetch_add(1, Ordering::SeqCst);
        let of_user = move |_: &TokenHash, known: &Known| known.session.user == user;
        // It fails only for a cache that was built without this.
        if self.0.known.invalidate_entries_if(of_user).is_err() {
            self.0.known.invalidate_all();
        }
    }
}

/// A session that is open at `now` began and was used after these.
fn since(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    (now - Sessions::LONGEST, now - Sessions::IDLE)
}
