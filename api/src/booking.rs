//! Orders from hold to ticket.
//!
//! An order moves only through [`OrderStatus::after`]. No seat is sold twice: the primary key of
//! `seat_claims` says so; the seat maps in Redis ([`seats`]) only make the refusal early and polite.
//! Nothing here calls the payment provider.

mod auditor;
mod body;
mod change;
mod change_body;
mod draft;
mod expire;
mod extend;
mod flight_cancelled;
mod give_up;
mod glance;
mod hold;
mod offer;
mod order;
mod params;
mod payment;
pub mod proof;
mod refund;
mod refusal;
mod routes;
mod rules;
mod seating;
pub mod seats;
mod settle;
mod show;
mod start_paying;
mod store;
mod trace;
mod view;
mod wanted;
mod whole;

pub use auditor::{Audit, Check, MOST_NAMED, Scope, audit, check};
pub use expire::{Round, expire_due};
pub use flight_cancelled::cancel_held;
pub use order::{
    BadId, Hold, IllegalMove, OrderEvent, OrderId, OrderStatus, PassengerNumber, TicketId,
    TicketStatus,
};
pub use payment::{Payment, PaymentId, PaymentStatus, RefundStatus};
pub use refund::{
    QuoteError, RefundAsk, RefundQuote, RefundSettled, RefundVerdict, RequestError, Requested,
    Rule, SettleRefundError, TicketQuote, quote as refund_quote, refund_cancelled,
    request as request_refund, settle_refund,
};
pub use routes::router;
pub(crate) use routes::{Shown, once};
pub use settle::{SettleError, Settled, Verdict, settle};
pub use start_paying::{Confirm, StartPayingError, Started, start_paying};
pub use view::OrderView;
