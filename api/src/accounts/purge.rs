//! Deleting what nobody can use any more: sessions that are over, sign-ins that nobody came back from.

use super::sessions::Sessions;
use super::sign_in;
use crate::app::App;

/// Statements of one purge at most; the next goes on.
const MOST_STEPS: u32 = 100;

/// Deletes the sessions that are over; how many.
pub async fn purge_sessions(app: &App) -> sqlx::Result<u64> {
    let mut purged = 0;
    for _ in 0..MOST_STEPS {
        let step = app.sessions.sweep().await?;
        purged += step;
        if step < Sessions::MOST_SWEPT {
            break;
        }
    }
    Ok(purged)
}

/// Deletes the sign-ins that began too long ago to be finished; how many.
pub async fn purge_attempts(app: &App) -> sqlx::Result<u64> {
    let now = app.clock.now();
    let mut purged = 0;
    for _ in 0..MOST_STEPS {
        let mut conn = app.db.acquire().await?;
        let step = sign_in::clear(&mut conn, now).await?;
        purged += step;
        if step < sign_in::MOST_CLEARED {
            break;
        }
    }
    Ok(purged)
}
