//! How long to wait before another try.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(30);

/// Pauses that double, until something has worked.
#[derive(Debug)]
pub(super) struct Patience(Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Patience {
    pub(super) fn reset(&mut self) {
        self.0 = FIRST;
    }

    /// The next pause; the first one again when the last try `worked` for a while.
    pub(super) fn next(&mut self, worked: bool) -> Duration {
        if worked {
            self.reset();
        }
        let pause = self.0;
        self.0 = (pause * 2).min(LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit_until_something_works() {
        let mut patience = Patience::default();
        let pauses: Vec<_> = (0..20).map(|_| patience.next(false)).collect();
        assert_eq!(pauses[..3], [FIRST, FIRST * 2, FIRST * 4]);
        assert_eq!(pauses[19], LONGEST);
        assert_eq!(patience.next(true), FIRST);
    }
}
