//! JSON by hand, for what is written most: the itineraries of an answer.
//!
//! Writing an answer took 60 % of the instructions of a search (counted with a SIMD library in
//! place of serde_json), two thirds of that in keys and strings. Here keys are literals, and
//! codes and times, which hold nothing to escape, are copied; names, which may hold anything,
//! still go through serde. The views keep their `Serialize`: debug builds compare every answer
//! with what serde makes of it.

use search::model::FlightNumber;
use serde::Serialize;

/// A body that is being written.
pub(super) struct Json(pub(super) Vec<u8>);

impl Json {
    /// Punctuation and keys.
    #[inline]
    pub(super) fn put(&mut self, literal: &'static str) {
        self.0.extend_from_slice(literal.as_bytes());
    }

    /// A number.
    #[inline]
    pub(super) fn number(&mut self, number: impl itoa::Integer) {
        let mut digits = itoa::Buffer::new();
        self.0.extend_from_slice(digits.format(number).as_bytes());
    }

    /// ASCII text that holds nothing to escape: a code, a time.
    #[inline]
    pub(super) fn plain(&mut self, text: &[u8]) {
        self.0.push(b'"');
        self.0.extend_from_slice(text);
        self.0.push(b'"');
    }

    /// A flight number, with at least three digits.
    pub(super) fn flight_number(&mut self, flight: FlightNumber) {
        self.0.push(b'"');
        self.0.extend_from_slice(flight.airline.as_bytes());
        let padding = match flight.number {
            0..=9 => "00",
            10..=99 => "0",
            _ => "",
        };
        self.put(padding);
        self.number(flight.number);
        self.0.push(b'"');
    }

    /// Anything else.
    pub(super) fn value(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        serde_json::to_writer(&mut self.0, value)
    }

    /// An array; `write` writes one item.
    pub(super) fn array<T>(
        &mut self,
        items: impl Iterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        self.put("[");
        for (n, item) in items.enumerate() {
            if n > 0 {
                self.put(",");
            }
            write(self, item)?;
        }
        self.put("]");
        Ok(())
    }
}
