//! Numbers that look random and depend on nothing but the seed and a key.
//!
//! A key is the seed and its parts joined by `|`, hashed by FNV-1a with a finalizer that spreads the
//! bits of short keys. `data/schedule-model.md` states it and gives the test vectors.

use std::fmt::{Display, Write};
use std::hash::Hasher;

use fnv::FnvHasher;

/// A key under construction. It is copied freely: a common beginning is hashed once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u64);

impl Key {
    /// The key of the seed alone.
    pub(crate) fn new(seed: u64) -> Self {
        let mut writer = KeyWriter(FnvHasher::default());
        writer.add(&seed);
        Self(writer.0.finish())
    }

    /// This key with one more part.
    pub(crate) fn with(self, part: impl Display) -> Self {
        let mut writer = KeyWriter(FnvHasher::with_key(self.0));
        writer.add(&"|");
        writer.add(&part);
        Self(writer.0.finish())
    }

    /// A number of 64 bits.
    pub(crate) fn number(self) -> u64 {
        let mut h = self.0;
        h ^= h >> 30;
        h = h.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        h ^= h >> 27;
        h = h.wrapping_mul(0x94d0_49bb_1331_11eb);
        h ^ h >> 31
    }

    /// A number from 0 up to, not including, 1.
    pub(crate) fn unit(self) -> f64 {
        const STEPS: f64 = (1_u64 << 53) as f64;
        (self.number() >> 11) as f64 / STEPS
    }

    /// A place in a list of `length` things.
    pub(crate) fn index(self, length: usize) -> usize {
        (self.number() % length as u64) as usize
    }
}

struct KeyWriter(FnvHasher);

impl KeyWriter {
    fn add(&mut self, part: &dyn Display) {
        write!(self, "{part}").expect("hashing never fails");
    }
}

impl Write for KeyWriter {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hash_to_the_numbers_of_the_model() {
        let seed = Key::new(20_260_101);
        assert_eq!(seed.with("a").number(), 16_995_230_374_096_057_240);
        let freq = seed.with("freq").with("KE").with("ICN").with("JFK").with(0);
        assert_eq!(freq.number(), 6_338_759_283_596_980_994);
        assert_eq!(freq.unit(), 0.343_624_829_306_925_3);
        let pick = seed.with("pick").with("KE").with("CJU").with("GMP");
        assert_eq!(pick.number(), 4_401_398_530_012_838_501);
    }

    #[test]
    fn another_seed_gives_other_numbers() {
        assert_ne!(Key::new(1).with("a").unit(), Key::new(2).with("a").unit());
    }
}
