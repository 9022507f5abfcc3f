//! Discounts as JSON.

mod event;
mod explanation;
mod grade;

pub(super) use event::{EventList, EventView};
pub use explanation::{DiscountView, NotAppliedView};
pub(super) use grade::GradeView;
