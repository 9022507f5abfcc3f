//! Giving tickets back: what is kept of each, and the transactions before and after the provider.
//!
//! One refund of a payment runs at a time: a unique key says so. While it runs its tickets are
//! `refunding` and keep their seats; they are free when the money is certain to go back. A refund that
//! we owe is never given up. Nothing here calls the provider.

mod owed;
mod quote;
mod request;
mod rule;
mod settle;

pub use owed::refund_cancelled;
pub use quote::{QuoteError, RefundQuote, TicketQuote, quote};
pub use request::{RefundAsk, RequestError, Requested, request};
pub use rule::Rule;
pub(crate) use rule::{Step, Travel, Unit};
pub use settle::{RefundSettled, RefundVerdict, SettleRefundError, settle_refund};
