//! Joining: the account of a person that an identity provider vouches for.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

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
