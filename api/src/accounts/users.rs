//! Joining, as a person that an identity provider vouches for, and being erased.

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, MySqlPool};

use super::grades::{self, StandingError};
use super::sessions::Sessions;
use super::store;
use super::user::{Identity, UserId};
use super::view::AccountView;

/// The account of that person, made when they have none. Whoever left and returns is new.
///
/// The e-mail follows the provider's; the name is the customer's own to change, and stays.
pub async fn find_or_join(
    conn: &mut MySqlConnection,
    person: &Identity,
    now: DateTime<Utc>,
) -> sqlx::Result<UserId> {
    let person = Identity {
        email: person.email.to_lowercase(),
        ..person.clone()
    };
    store::users::upsert(conn, &person, now).await
}

/// Somebody's account as they see it.
pub async fn account(
    db: &MySqlPool,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<AccountView, StandingError> {
    let user = store::users::find(db, id).await?;
    let user = user.ok_or(StandingError::NoSuchMember)?;
    let standing = grades::standing(db, id, now).await?;
    Ok(AccountView::new(user, &standing))
}

/// Erases who a user was and ends their sessions, in the transaction of whatever else goes with it. To
/// be followed by [`Sessions::forget`].
pub async fn erase(
    conn: &mut MySqlConnection,
    sessions: &Sessions,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sessions.end_others(conn, id, None).await?;
    store::users::erase(conn, id, now).await
}
