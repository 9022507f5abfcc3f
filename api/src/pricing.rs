//! What a seat costs, the same for whoever searches and whoever books.
//!
//! Discounts come off the fare of one ticket, never off its charges: first the best event that is
//! valid for its flight, then the buyer's grade on what is left, each rounded down to 10 won. Nobody
//! names a discount in a request: what applies follows from the flight, the buyer and the time.

mod all;
mod create;
mod discounts;
mod draft;
mod event;
mod explanation;
mod fare;
mod live;
mod params;
mod percent;
mod period;
mod quote;
mod refusal;
mod reschedule;
mod routes;
mod store;
mod view;

pub use crate::accounts::Grade;
pub use all::{AllDiscounts, GradeRates};
pub use discounts::{Discounts, Membership};
pub use event::{Event, EventId, Scope};
pub use explanation::{Applied, Explanation, NotApplied, Source, Why};
pub use fare::{Party, PassengerKind, Price, Terms};
pub use live::{LiveDiscounts, keep_up};
pub use percent::Percent;
pub use period::Period;
pub use quote::{Quote, quote};
pub use routes::router;
pub use view::{DiscountView, NotAppliedView};
