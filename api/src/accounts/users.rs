//! Joining, as a person that an identity provider vouches for, and being erased.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use super::sessions::Sessions;
use super::store;
use super::user::{Identity, UserId};

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
