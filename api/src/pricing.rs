//! What a seat costs, the same for whoever searches and whoever books.
//!
//! Discounts come off the fare of one ticket, never off its charges: first the best event that is
//! valid for its flight, then the buyer's grade on what is left, each rounded down to 10 won. Nobody
//! names a discount in a request: what applies follows from the flight, the buyer and the time.

mod all;
mod discounts;
mod event;
mod explanation;
mod fare;
mod grade;
mod live;
mod percent;
mod quote;
mod store;
mod view;

pub use all::{AllDiscounts, GradeRates};
pub use discounts::{Discounts, Membership};
pub use event::{Event, EventId, Period, Scope};
pub use explanation::{Applied, Explanation, NotApplied, Source, Why};
pub use fare::{Party, PassengerKind, Price, Terms};
pub use grade::Grade;
pub use live::{LiveDiscounts, keep_up};
pub use percent::Percent;
pub use quote::{Quote, quote};
pub use view::{DiscountView, NotAppliedView};
