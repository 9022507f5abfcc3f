//! Letters to customers: put into the outbox by the flow that makes them due, sent by a job.
//!
//! A letter is written when it is sent, from the order as it is then; the outbox holds ids alone. It
//! leaves at least once: a process that dies between sending and saying so sends it again, under the
//! same `Message-ID`, by which mail programs drop the second. Each attempt moves the row forward
//! before anything is called, so two nodes do not send one letter. What fails waits longer each time;
//! after [`MOST_ATTEMPTS`] it is dead and stays for an administrator to see. Where no mail server is
//! set, letters that are due are dropped: nobody wants them once one is set weeks later.

mod letter;
mod mailer;
mod store;
mod told;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;
use uuid::Uuid;

pub use mailer::{BadServer, Mailer};
pub use store::{Unsent, unsent};

use super::outbox;
use crate::app::App;
use letter::write;
use mailer::SendError;
use store::Waiting;

/// Letters that one round sends at most; the next goes on.
const BATCH: u32 = 100;

/// How often a letter is tried: for about 13 hours.
pub const MOST_ATTEMPTS: u16 = 20;

/// How long a letter waits after its first failure; each further one doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);

/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Seats are held, until when.
    Held,
    /// The order is paid: the tickets.
    Paid,
    /// A refund ended, one way or the other.
    Refund,
    /// A flight was cancelled by the airline.
    FlightCancelled,
}

/// What a letter is about, as the outbox keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The order.
    pub order: Uuid,
    /// The refund, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Uuid>,
}

/// What a round of sending came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// Letters that the server took, or that nobody needs any more.
    pub done: u64,
    /// Those that wait for another attempt, or are dead.
    pub failed: u64,
}

impl Occasion {
    /// Every occasion.
    pub const ALL: [Self; 4] = [Self::Held, Self::Paid, Self::Refund, Self::FlightCancelled];

    /// Its name in the outbox.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Held => "mail_held",
            Self::Paid => "mail_paid",
            Self::Refund => "mail_refund",
            Self::FlightCancelled => "mail_flight_cancelled",
        }
    }

    fn of(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.kind() == kind)
    }
}

/// Notes, in the transaction that makes it so, that the customer of an order is to be told.
pub async fn put(
    conn: &mut MySqlConnection,
    occasion: Occasion,
    about: About,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    outbox::put(conn, occasion.kind(), &about, now).await
}

/// The same of an order as a whole.
pub async fn tell(
    conn: &mut MySqlConnection,
    occasion: Occasion,
    order: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let about = About {
        order,
        refund: None,
    };
    put(conn, occasion, about, now).await
}

/// Sends the letters that are due, up to a batch. Stops early when the server is away.
pub async fn send_due(app: &App) -> sqlx::Result<Posted> {
    let mut posted = Posted::default();
    let Some(mailer) = &app.mailer else {
        posted.done = store::drop_due(&app.db, app.clock.now(), BATCH).await?;
        return Ok(posted);
    };
    for letter in store::due(&app.db, app.clock.now(), BATCH).await? {
        let attempt = letter.attempts + 1;
        let next = app.clock.now() + wait_after(attempt);
        if !store::take(&app.db, &letter, next).await? {
            continue; // another node has it
        }
        match deliver(app, mailer, &letter).await {
            Ok(()) => {
                store::done(&app.db, letter.id).await?;
                posted.done += 1;
            }
            Err(error) => {
                let is_hopeless = matches!(error, SendError::Unwritable);
                let dead = is_hopeless || attempt >= MOST_ATTEMPTS;
                let dead_at = dead.then(|| app.clock.now());
                store::failed(&app.db, letter.id, &error.to_string(), dead_at).await?;
                posted.failed += 1;
                // The address stays out of the log; the order's id finds it.
                tracing::warn!(outbox.id = letter.id, order.id = %letter.about.order, attempt, dead, %error, "a letter was not sent");
                if matches!(error, SendError::Away) {
                    break;
                }
            }
        }
    }
    Ok(posted)
}

async fn deliver(app: &App, mailer: &Mailer, waiting: &Waiting) -> Result<(), SendError> {
    let told = store::told(app, waiting.about).await?;
    // The customer has left, or the seats that were held are no longer.
    let Some(told) = told.filter(|told| told.is_wanted(waiting.occasion)) else {
        return Ok(());
    };
    let letter = write(waiting.occasion, &told, &app.config.http.base_url);
    mailer.send(waiting.id, &told.email, letter).await
}

/// How long a letter waits after so many failures.
fn wait_after(attempts: u16) -> TimeDelta {
    let doublings = u32::from(attempts.saturating_sub(1)).min(10);
    (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_waits_longer_each_time_but_never_more_than_an_hour() {
        let seconds = |attempts| wait_after(attempts).num_seconds();
        assert_eq!(
            [1, 2, 3, 7, 8, 20].map(seconds),
            [30, 60, 120, 1_920, 3_600, 3_600]
        );
        let all: i64 = (1..MOST_ATTEMPTS).map(seconds).sum();
        assert_eq!(all / 3_600, 13);
    }

    #[test]
    fn each_occasion_is_found_by_its_kind() {
        for occasion in Occasion::ALL {
            assert_eq!(Occasion::of(occasion.kind()), Some(occasion));
        }
        assert_eq!(Occasion::of("flight_moved"), None);
    }
}
