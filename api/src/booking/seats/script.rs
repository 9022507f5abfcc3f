//! The scripts that run inside Redis, as typed functions.
//!
//! All keys of one flight share the hash tag `{flight:ID}`, so a script finds them on one node of a
//! cluster. Every key has a time to live, and each script says on top what it takes and answers.

use std::collections::HashSet;
use std::sync::LazyLock;
use std::time::Duration;

use deadpool_redis::redis::aio::ConnectionLike;
use deadpool_redis::redis::{RedisResult, Script, Value};
use search::model::{FlightId, SeatIndex};

use super::answer::{self, Election, HoldAnswer};
use super::plan::CabinPlan;

/// A map that is older may not refuse: somebody may have freed a seat, or died with one.
pub const FRESH: Duration = Duration::from_secs(10);

/// How long a map lives, counted from its load and not extended by its use.
pub const LIFE: Duration = Duration::from_secs(15 * 60);

/// How long the one who was elected to read a map anew may take before another is.
pub const TERM: Duration = Duration::from_secs(2);

static HOLD: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("hold.lua")));
static MARK: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("mark.lua")));
static ELECT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("elect.lua")));
static LOAD: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("load.lua")));

/// The keys of one flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// One bit a seat, the first seat in the highest bit; 1 = taken. Bits beyond the last seat are 1.
    pub map: String,
    /// When the map was read, in microseconds of Redis's clock.
    pub read_at: String,
    /// There while somebody who was elected reads the map anew.
    pub elected: String,
}

impl Keys {
    /// The keys of a flight. `prefix` keeps those who share a server apart; it has no braces.
    pub fn new(prefix: &str, flight: FlightId) -> Self {
        let map = format!("{prefix}seats:{{flight:{}}}", flight.0);
        Self {
            read_at: format!("{map}:at"),
            elected: format!("{map}:elected"),
            map,
        }
    }
}

/// Takes seats for a party of `party`, together if possible; all or none.
pub async fn hold_any(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    plan: &CabinPlan,
    party: u16,
) -> RedisResult<HoldAnswer> {
    hold(redis, keys, plan, (party, &[])).await
}

/// Takes the named seats of a cabin; all or none.
pub async fn hold_named(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    plan: &CabinPlan,
    seats: &[SeatIndex],
) -> RedisResult<HoldAnswer> {
    hold(redis, keys, plan, (seats.len() as u16, seats)).await
}

async fn hold(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    plan: &CabinPlan,
    (party, named): (u16, &[SeatIndex]),
) -> RedisResult<HoldAnswer> {
    let blocks: Vec<_> = plan.blocks.iter().map(u16::to_string).collect();
    let mut call = HOLD.key(&keys.map);
    call.key(&keys.read_at).arg(FRESH.as_micros() as u64);
    call.arg(party).arg(plan.first).arg(plan.seats);
    call.arg(blocks.join(","));
    for seat in named {
        call.arg(seat.0);
    }
    let said: Vec<Value> = call.invoke_async(redis).await?;
    answer::of_hold(&said)
}

/// Marks seats as free. How many seats of the flight are left; `None` when there is no map.
pub async fn release(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    seats: &[SeatIndex],
) -> RedisResult<Option<u16>> {
    mark(redis, keys, 0, seats).await
}

/// Marks seats as taken. How many seats of the flight are left; `None` when there is no map.
pub async fn mark_taken(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    seats: &[SeatIndex],
) -> RedisResult<Option<u16>> {
    mark(redis, keys, 1, seats).await
}

async fn mark(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    bit: u8,
    seats: &[SeatIndex],
) -> RedisResult<Option<u16>> {
    let mut call = MARK.key(&keys.map);
    call.arg(bit);
    for seat in seats {
        call.arg(seat.0);
    }
    call.invoke_async(redis).await
}

/// Asks whether to read the claims of the flight from MySQL.
pub async fn elect(redis: &mut (impl ConnectionLike + Send), keys: &Keys) -> RedisResult<Election> {
    let mut call = ELECT.key(&keys.map);
    call.key(&keys.read_at).key(&keys.elected);
    call.arg(FRESH.as_micros() as u64)
        .arg(TERM.as_millis() as u64);
    let said: Vec<Value> = call.invoke_async(redis).await?;
    answer::of_election(&said)
}

/// Puts a map that was read after Redis's clock showed `read_at` microseconds, unless a better one
/// is there. Whether it was put.
pub async fn load(
    redis: &mut (impl ConnectionLike + Send),
    keys: &Keys,
    read_at: u64,
    map: &[u8],
) -> RedisResult<bool> {
    let mut call = LOAD.key(&keys.map);
    call.key(&keys.read_at);
    call.arg(FRESH.as_micros() as u64)
        .arg(LIFE.as_millis() as u64);
    call.arg(read_at).arg(map);
    call.invoke_async(redis).await
}

/// The map of a flight with `seats` seats, of which these are taken.
pub fn bitmap(seats: u16, taken: &HashSet<SeatIndex>) -> Vec<u8> {
    let mut map = vec![0; usize::from(seats).div_ceil(8)];
    let beyond = seats..map.len() as u16 * 8;
    let claimed = taken.iter().map(|seat| seat.0).filter(|seat| *seat < seats);
    for seat in claimed.chain(beyond) {
        map[usize::from(seat / 8)] |= 128 >> (seat % 8);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_flight_share_a_hash_tag() {
        let keys = Keys::new("blue:", FlightId(123));
        assert_eq!(keys.map, "blue:seats:{flight:123}");
        for key in [keys.read_at, keys.elected] {
            assert!(key.starts_with("blue:seats:{flight:123}:"), "{key}");
        }
    }

    #[test]
    fn what_is_no_seat_is_taken() {
        let taken = [0, 9, 11].map(SeatIndex).into();
        assert_eq!(bitmap(10, &taken), [0b1000_0000, 0b0111_1111]);
        assert_eq!(bitmap(8, &HashSet::new()), [0]);
    }
}
