//! Discounts as JSON.

mod explanation;

pub use explanation::{DiscountView, NotAppliedView};
