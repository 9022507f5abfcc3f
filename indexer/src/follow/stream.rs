//! The connection to the server's change stream.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use mysql_async::binlog::events::{Event, TableMapEvent};
use mysql_async::binlog::{BinlogChecksumAlg, EventType};
use mysql_async::prelude::Queryable;
use mysql_async::{BinlogStream, BinlogStreamRequest, Error, Opts};
use search::StaleReason;

use super::place::Place;
use super::{FollowError, Interrupt};
use crate::account::{self, Account, reason};

/// A stream that says nothing for so long is broken: the server is asked for a sign of life every
/// second.
pub(super) const SILENCE: Duration = Duration::from_secs(5);

/// What the server needs to know before it sends: a sign of life each second (nanoseconds; each kind
/// of server takes the name that it knows), and that MariaDB's own events are understood.
const PREPARE: &str = "SET @master_heartbeat_period = 1000000000,
    @source_heartbeat_period = 1000000000, @mariadb_slave_capability = 4";

/// The log does not hold what was asked for.
const CANNOT_READ: u16 = 1236;
/// Somebody else follows under our id: MariaDB says so with a number of its own.
const SAME_ID: u16 = 4052;

/// Events as they come.
pub(super) struct Stream {
    inner: BinlogStream,
    account: Account,
    /// Whether an event of the log has come, or a sign that there is none to come.
    pub(super) heard: bool,
}

impl Stream {
    /// Asks for everything from a point on, under a server id of its own: two followers with one id
    /// would cut each other off.
    pub(super) async fn open(opts: &Opts, from: &Place) -> Result<Self, Interrupt> {
        let mut conn = account::connect(opts).await?;
        let account = Account::read(&mut conn).await?;
        let refused = |error| Interrupt::from(account.refused_stream(error));
        conn.query_drop(PREPARE).await.map_err(refused)?;
        let own: Option<u32> = conn
            .query_first("SELECT @@server_id")
            .await
            .map_err(refused)?;
        let request = BinlogStreamRequest::new(follower_id(own.unwrap_or(0)))
            .with_filename(from.file.as_bytes())
            .with_pos(from.resume_at());
        let inner = conn.get_binlog_stream(request).await.map_err(refused)?;
        Ok(Self {
            inner,
            account,
            heard: false,
        })
    }

    /// The next event, when it comes.
    pub(super) async fn next(&mut self) -> Result<Event, Interrupt> {
        let event = self.inner.next().await;
        self.checked(event)
    }

    /// The next event, if it is here already.
    pub(super) fn next_now(&mut self) -> Option<Result<Event, Interrupt>> {
        let event = self.inner.next().now_or_never()?;
        Some(self.checked(event))
    }

    /// What the rows of a table look like, if the stream has told.
    pub(super) fn table(&self, id: u64) -> Option<&TableMapEvent<'static>> {
        self.inner.get_tme(id)
    }

    fn checked(&mut self, event: Option<Result<Event, Error>>) -> Result<Event, Interrupt> {
        match event {
            Some(Ok(event)) if is_whole(&event) => {
                self.heard |= event.header().log_pos() > 0 && !describes_format(&event);
                Ok(event)
            }
            // MariaDB reads on from wherever it is told to.
            Some(Ok(_)) if !self.heard => {
                let why = "the log has no event where the index has come to";
                Err(Interrupt::Stale(StaleReason::LogGone, why.to_owned()))
            }
            Some(Ok(_)) => Err(damaged("an event does not have its checksum")),
            Some(Err(error)) => Err(self.interrupt(error)),
            None => Err(lost("the server has ended it")),
        }
    }

    fn interrupt(&self, error: Error) -> Interrupt {
        match &error {
            Error::Server(server) if server.code == CANNOT_READ => {
                // MySQL says under the same number that somebody has taken our id: the next
                // connection takes another.
                match server.message.contains("server_uuid/server_id") {
                    true => lost(&server.message),
                    false => Interrupt::Stale(StaleReason::LogGone, reason(&error)),
                }
            }
            Error::Server(server) if server.code == SAME_ID => lost(&server.message),
            Error::Server(_) => self.account.refused_stream(error).into(),
            error => lost(&reason(error)),
        }
    }
}

/// Why the stream is of no use any more, though another one may be.
pub(super) fn lost(why: &str) -> Interrupt {
    Interrupt::Failed(FollowError::Lost(why.to_owned()))
}

/// Why what came cannot be read.
pub(super) fn damaged(why: &str) -> Interrupt {
    Interrupt::Failed(FollowError::Damaged(why.to_owned()))
}

/// A random server id, neither 0 nor the server's own, above those that people give to servers.
fn follower_id(own: u32) -> u32 {
    let id = RandomState::new().hash_one(std::process::id()) as u32 | 1 << 31;
    if id == own { id ^ 1 } else { id }
}

fn describes_format(event: &Event) -> bool {
    event.header().event_type_raw() == EventType::FORMAT_DESCRIPTION_EVENT as u8
}

/// Whether an event is what the server wrote, as far as it says what it wrote.
fn is_whole(event: &Event) -> bool {
    let footer = event.footer();
    let written = event.checksum().filter(|_| footer.get_checksum_enabled());
    match (written, footer.get_checksum_alg()) {
        (Some(written), Ok(Some(alg @ BinlogChecksumAlg::BINLOG_CHECKSUM_ALG_CRC32))) => {
            event.calc_checksum(alg).to_le_bytes() == written
        }
        _ => true,
    }
}
