//! Making the first administrator, at the command line.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use super::change::Rank;
use crate::accounts::store;
use crate::accounts::user::{Role, UserId};
use crate::audit::{self, Act};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    /// They are an administrator now.
    Now(UserId),
    /// They were one already.
    Before(UserId),
}

/// Why somebody is not made an administrator.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// Nobody has joined with that e-mail.
    #[error("nobody has signed in with that e-mail yet; sign in once, then run this again")]
    NotFound,
    /// An e-mail is not a key.
    #[error("{0} accounts have that e-mail; change the role of the right one in /admin/users")]
    Several(usize),
    /// MySQL refused or is away.
    #[error("could not change the user")]
    Db(#[from] sqlx::Error),
}

/// Makes the one account with that e-mail an administrator's, in a transaction that the caller has
/// begun and commits.
pub async fn grant(
    conn: &mut MySqlConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Granted, GrantError> {
    let email = email.trim().to_lowercase();
    let id = match store::users::with_email(conn, &email).await?[..] {
        [] => return Err(GrantError::NotFound),
        [id] => id,
        ref several => return Err(GrantError::Several(several.len())),
    };
    let user = store::users::find_for_update(conn, id).await?;
    let mut user = user.ok_or(GrantError::NotFound)?;
    if user.role == Role::Admin {
        return Ok(Granted::Before(id));
    }
    let before = Rank::from(&user);
    user.role = Role::Admin;
    store::users::set_rank(conn, &user).await?;
    let act = Act {
        admin: None,
        action: "user.change",
        subject: &format!("user:{}", id.0),
        at: now,
    };
    audit::record(conn, act, before, Rank::from(&user)).await?;
    Ok(Granted::Now(id))
}
