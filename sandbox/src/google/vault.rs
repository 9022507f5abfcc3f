//! What is handed out under a name that nobody can guess, and is good for a while.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::CsrfToken;

/// Bytes of chance in a name.
const NAME_BYTES: u32 = 32;

/// Things by their secret names. So many and no more: the oldest make room.
pub(super) struct Vault<T> {
    lives: TimeDelta,
    most: usize,
    kept: Mutex<Kept<T>>,
}

struct Kept<T> {
    by_name: HashMap<String, (DateTime<Utc>, T)>,
    oldest_first: VecDeque<String>,
}

impl<T: Clone> Vault<T> {
    /// An empty vault of things that are good for so long.
    pub(super) fn new(lives: TimeDelta, most: usize) -> Self {
        let kept = Kept {
            by_name: HashMap::new(),
            oldest_first: VecDeque::new(),
        };
        Self {
            lives,
            most,
            kept: Mutex::new(kept),
        }
    }

    /// Keeps a thing from `now` on and returns its name.
    pub(super) fn keep(&self, thing: T, now: DateTime<Utc>) -> String {
        let name = CsrfToken::new_random_len(NAME_BYTES).secret().clone();
        let mut kept = self.lock();
        if kept.by_name.len() >= self.most
            && let Some(oldest) = kept.oldest_first.pop_front()
        {
            kept.by_name.remove(&oldest);
        }
        kept.by_name.insert(name.clone(), (now + self.lives, thing));
        kept.oldest_first.push_back(name.clone());
        name
    }

    /// The thing of that name, if it is still good.
    pub(super) fn find(&self, name: &str, now: DateTime<Utc>) -> Option<T> {
        let kept = self.lock();
        let (until, thing) = kept.by_name.get(name)?;
        (now < *until).then(|| thing.clone())
    }

    /// The same, for the last time.
    pub(super) fn take(&self, name: &str, now: DateTime<Utc>) -> Option<T> {
        let mut kept = self.lock();
        let (until, thing) = kept.by_name.remove(name)?;
        kept.oldest_first.retain(|other| other != name);
        (now < until).then_some(thing)
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        // Nothing panics while it holds the lock.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn a_thing_is_taken_once_and_in_time() {
        let vault = Vault::new(TimeDelta::minutes(10), 8);
        let name = vault.keep("a", START);
        assert_eq!(vault.find(&name, START), Some("a"));
        assert_eq!(vault.take(&name, START), Some("a"));
        assert_eq!(vault.take(&name, START), None);

        let late = vault.keep("b", START);
        assert_eq!(vault.take(&late, START + TimeDelta::minutes(10)), None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let vault = Vault::new(TimeDelta::minutes(10), 2);
        let names = ["a", "b", "c"].map(|thing| vault.keep(thing, START));
        let found = names.map(|name| vault.find(&name, START));
        assert_eq!(found, [None, Some("b"), Some("c")]);
    }
}
