//! Transactions: all of them start here, READ COMMITTED, and those that lost a race run again.

use std::error::Error;

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;
use sqlx::{MySql, MySqlPool, Transaction};

use super::App;

/// How often an operation is begun before its failure is the caller's.
const MOST_ATTEMPTS: u32 = 3;

/// The server ended this transaction, so that another may go on.
const DEADLOCK: u16 = 1213;

/// Somebody else kept a row locked for too long.
const LOCK_WAIT_TIMEOUT: u16 = 1205;

/// Both statements in one message: a transaction costs no round trip more than a plain one.
const BEGIN: &str = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION";

impl App {
    /// Begins a transaction: READ COMMITTED, so that a statement sees what others have committed and
    /// locks only the rows it finds. Dropping it undoes it.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, MySql>> {
        begin(&self.db).await
    }
}

/// The same for whoever has no [`App`].
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where transactions begin"
)]
pub async fn begin(db: &MySqlPool) -> sqlx::Result<Transaction<'static, MySql>> {
    db.begin_with(BEGIN).await
}

/// Runs an operation with a transaction of its own, again when the server undid it for the sake of
/// another (deadlock, lock wait): at most three times. Whatever `operation` does beside its
/// transaction it may do more than once.
pub async fn retried<T, E, F>(mut operation: impl FnMut() -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
    E: Error + 'static,
{
    let mut attempt = 1;
    loop {
        match operation().await {
            Err(error) if attempt < MOST_ATTEMPTS && lost_a_race(&error) => {
                tracing::debug!(attempt, "a transaction lost a race and runs again");
                attempt += 1;
            }
            result => return result,
        }
    }
}

/// Whether the server undid a transaction that may succeed when it runs again.
pub fn lost_a_race(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(number) = number_of(error) {
            return [DEADLOCK, LOCK_WAIT_TIMEOUT].contains(&number);
        }
        next = error.source();
    }
    false
}

/// The server's number for a failure. A transparent error shows the cause of its cause, so that the
/// database's own error may be all that is seen of one.
fn number_of(error: &(dyn Error + 'static)) -> Option<u16> {
    let database = match error.downcast_ref() {
        Some(sqlx::Error::Database(database)) => Some(database),
        _ => error.downcast_ref::<Box<dyn DatabaseError>>(),
    };
    let mysql = match database {
        Some(database) => database.try_downcast_ref(),
        None => error.downcast_ref::<MySqlDatabaseError>(),
    };
    mysql.map(MySqlDatabaseError::number)
}
