//! A flight as tantivy takes it in.
//!
//! tantivy's own document is a list that grows on the heap, field by field. A build hands over ten
//! million of them; this one is a plain array, which halved the time to index.

use tantivy::Document;
use tantivy::schema::Field;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf, Value};

/// How many fields a flight has.
pub(crate) const FIELDS: usize = 13;

/// The values of one flight, in the order of their fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlightDocument(pub(crate) [(Field, u64); FIELDS]);

/// One value: every field of ours is an unsigned number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(u64);

impl Document for FlightDocument {
    type Value<'a> = Number;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.0.iter())
    }
}

/// The fields of a document with their values.
pub(crate) struct Values<'a>(std::slice::Iter<'a, (Field, u64)>);

impl Iterator for Values<'_> {
    type Item = (Field, Number);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, value)| (*field, Number(*value)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<'a> Value<'a> for Number {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(ReferenceValueLeaf::U64(self.0))
    }
}
