//! How fast anybody may ask: token buckets in this process, one for each session and each address.
//!
//! A session may write 5 times a second (30 at once) and read 50 times; an address, behind which many
//! people may be, 20 times that. Each process counts for itself.

mod buckets;

use std::net::IpAddr;
use std::time::Duration;

use axum::http::Method;

use crate::app::Clock;
use crate::problem::{ApiError, Code};

use buckets::Buckets;

/// How often, and how often at once.
#[derive(Clone, Copy, Debug)]
struct Rate {
    per_second: u32,
    burst: u32,
}

const SESSION_WRITES: Rate = Rate {
    per_second: 5,
    burst: 30,
};

const SESSION_READS: Rate = Rate {
    per_second: 50,
    burst: 50,
};

/// An address may do as much as so many sessions.
const SESSIONS_OF_AN_ADDRESS: u32 = 20;

/// What everybody has left.
#[derive(Debug)]
pub struct Rates(Option<Limits>);

#[derive(Debug)]
struct Limits {
    session_writes: Buckets<u64>,
    session_reads: Buckets<u64>,
    address_writes: Buckets<IpAddr>,
    address_reads: Buckets<IpAddr>,
}

/// Somebody asks faster than anybody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; the next may come in {} ms", self.after.as_millis())]
pub struct TooFast {
    /// When to ask again.
    pub after: Duration,
}

impl From<TooFast> for ApiError {
    fn from(error: TooFast) -> Self {
        let whole_seconds = error.after.as_millis().div_ceil(1_000) as u64;
        Self::new(Code::RateLimited)
            .retry_after(Duration::from_secs(whole_seconds))
            .because(error)
    }
}

impl Rates {
    /// Buckets that are full.
    pub fn limited(clock: &Clock) -> Self {
        let of_address = |rate: Rate| Rate {
            per_second: rate.per_second * SESSIONS_OF_AN_ADDRESS,
            burst: rate.burst * SESSIONS_OF_AN_ADDRESS,
        };
        Self(Some(Limits {
            session_writes: Buckets::new(SESSION_WRITES, clock),
            session_reads: Buckets::new(SESSION_READS, clock),
            address_writes: Buckets::new(of_address(SESSION_WRITES), clock),
            address_reads: Buckets::new(of_address(SESSION_READS), clock),
        }))
    }

    /// No limits: for benches, and for a laptop.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// Takes from what a session has left.
    pub fn take_of_session(&self, session: u64, method: &Method) -> Result<(), TooFast> {
        match &self.0 {
            Some(limits) if is_read(method) => limits.session_reads.take(session),
            Some(limits) => limits.session_writes.take(session),
            None => Ok(()),
        }
    }

    /// Takes from what an address has left. Of IPv6 it is the network of a household that counts.
    pub fn take_of_address(&self, address: IpAddr, method: &Method) -> Result<(), TooFast> {
        match &self.0 {
            Some(limits) if is_read(method) => limits.address_reads.take(household(address)),
            Some(limits) => limits.address_writes.take(household(address)),
            None => Ok(()),
        }
    }
}

fn is_read(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// The first 64 bits of an IPv6 address: the rest is for its owner to choose.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    /// How many of `asked` are let through.
    fn let_through(asked: usize, take: impl Fn() -> Result<(), TooFast>) -> usize {
        (0..asked).filter(|_| take().is_ok()).count()
    }

    #[test]
    fn a_bucket_is_emptied_and_fills_again() {
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let rates = Rates::limited(&clock);
        let write = || rates.take_of_session(1, &Method::POST);
        assert_eq!(let_through(100, write), 30);
        assert_eq!(write().unwrap_err().after, Duration::from_millis(200));
        clock.set(clock.now() + TimeDelta::seconds(1));
        assert_eq!(let_through(100, write), 5);
        clock.set(clock.now() + TimeDelta::hours(1));
        assert_eq!(let_through(100, write), 30);
    }

    #[test]
    fn each_has_its_own_for_reading_and_for_writing() {
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH);
        let rates = Rates::limited(&clock);
        for session in [1, 2] {
            for (method, burst) in [(Method::GET, 50), (Method::DELETE, 30)] {
                let take = || rates.take_of_session(session, &method);
                assert_eq!(let_through(100, take), burst, "{method}");
            }
        }
    }

    #[test]
    fn an_ipv6_household_is_one() {
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH);
        let rates = Rates::limited(&clock);
        let address = |n: u32| format!("2001:db8::{n:x}").parse().unwrap();
        let taken = (0..2_000).filter(|n| rates.take_of_address(address(*n), &Method::GET).is_ok());
        assert_eq!(taken.count(), 1_000);
        let neighbour = "2001:db8:0:1::1".parse().unwrap();
        assert!(rates.take_of_address(neighbour, &Method::GET).is_ok());
    }

    #[test]
    fn without_limits_nobody_is_too_fast() {
        let rates = Rates::unlimited();
        assert_eq!(
            let_through(1_000, || rates.take_of_session(1, &Method::POST)),
            1_000
        );
    }
}
