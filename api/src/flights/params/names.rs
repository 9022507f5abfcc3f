//! The words that parameters may be, as the OpenAPI document lists them: those of the parsers.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::filters::SORTS;
use super::travellers::CABINS;

/// The name of a cabin.
pub(crate) enum CabinName {}

impl PartialSchema for CabinName {
    fn schema() -> RefOr<Schema> {
        one_of(CABINS)
    }
}

impl ToSchema for CabinName {}

/// The name of an order.
pub(super) enum SortName {}

impl PartialSchema for SortName {
    fn schema() -> RefOr<Schema> {
        one_of(SORTS)
    }
}

impl ToSchema for SortName {}

fn one_of<T>(words: &[(&'static str, T)]) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().map(|(word, _)| *word)))
        .into()
}
