//! What the scripts answer, read strictly: anything else is an error of Redis.

use std::slice;

use deadpool_redis::redis::{ErrorKind, RedisError, RedisResult, Value, from_redis_value_ref};
use search::model::SeatIndex;

/// What came of an attempt to take seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldAnswer {
    /// These seats are the caller's to claim.
    Held {
        /// In rising order, or in the order in which they were named.
        seats: Vec<SeatIndex>,
        /// Seats of the cabin that are still free.
        left: u16,
    },
    /// Fewer are free than were asked for.
    SoldOut {
        /// Seats of the cabin that are free.
        left: u16,
    },
    /// Of the named seats, these have been taken.
    Taken {
        /// In the order in which they were named.
        seats: Vec<SeatIndex>,
        /// Seats of the cabin that are free.
        left: u16,
    },
    /// There is no map.
    Cold,
    /// It would be a refusal, but the map is too old to be believed.
    Stale,
}

/// Who reads the claims of a flight from MySQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Election {
    /// The caller, now.
    Read {
        /// Redis's clock in microseconds, to be handed in with what is read.
        at: u64,
    },
    /// Nobody: the map is fresh.
    Fresh,
    /// Somebody else.
    Wait,
}

/// Reads the answer of `hold.lua`.
pub(super) fn of_hold(said: &[Value]) -> RedisResult<HoldAnswer> {
    let (kind, rest) = kind_of(said)?;
    let numbers: Vec<u16> = rest.iter().map(number).collect::<RedisResult<_>>()?;
    match (kind.as_str(), &numbers[..]) {
        ("held", [left, seats @ ..]) => Ok(HoldAnswer::Held {
            seats: seats.iter().copied().map(SeatIndex).collect(),
            left: *left,
        }),
        ("taken", [left, seats @ ..]) => Ok(HoldAnswer::Taken {
            seats: seats.iter().copied().map(SeatIndex).collect(),
            left: *left,
        }),
        ("sold_out", [left]) => Ok(HoldAnswer::SoldOut { left: *left }),
        ("cold", []) => Ok(HoldAnswer::Cold),
        ("stale", []) => Ok(HoldAnswer::Stale),
        _ => Err(strange(said)),
    }
}

/// Reads the answer of `elect.lua`.
pub(super) fn of_election(said: &[Value]) -> RedisResult<Election> {
    let (kind, rest) = kind_of(said)?;
    match (kind.as_str(), rest) {
        ("read", [at]) => Ok(Election::Read { at: number(at)? }),
        ("fresh", []) => Ok(Election::Fresh),
        ("wait", []) => Ok(Election::Wait),
        _ => Err(strange(said)),
    }
}

fn kind_of(said: &[Value]) -> RedisResult<(String, &[Value])> {
    let (kind, rest) = said.split_first().ok_or_else(|| strange(said))?;
    Ok((from_redis_value_ref(kind)?, rest))
}

/// A number that fits. The client would cut one that does not.
fn number<T: TryFrom<i64>>(value: &Value) -> RedisResult<T> {
    let number: i64 = from_redis_value_ref(value)?;
    T::try_from(number).map_err(|_| strange(slice::from_ref(value)))
}

fn strange(said: &[Value]) -> RedisError {
    let said = format!("{said:?}");
    (ErrorKind::UnexpectedReturnType, "a script answered", said).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: &str, numbers: &[i64]) -> Vec<Value> {
        let kind = Value::BulkString(kind.into());
        let numbers = numbers.iter().copied().map(Value::Int);
        std::iter::once(kind).chain(numbers).collect()
    }

    #[test]
    fn what_a_script_never_says_is_an_error() {
        let seats = vec![SeatIndex(7), SeatIndex(8)];
        let held = HoldAnswer::Held { seats, left: 3 };
        assert_eq!(of_hold(&said("held", &[3, 7, 8])).unwrap(), held);
        for nonsense in [
            said("held", &[]),
            said("sold_out", &[1, 2]),
            said("cold", &[1]),
            said("held", &[-1]),
            said("who", &[]),
            vec![],
        ] {
            assert!(of_hold(&nonsense).is_err(), "{nonsense:?}");
            assert!(of_election(&nonsense).is_err(), "{nonsense:?}");
        }
    }
}
