//! Money: an order's total is collected from the provider, and given back.
//!
//! The provider is called outside of every transaction. What it says moves a payment and its order
//! together, in one transaction of [`crate::booking`]; what it does not say is found out. Webhooks
//! and lookups may come before, after and instead of an answer: each of them asks the provider's
//! books, and whoever is first settles the payment.

mod back;
mod body;
mod collect;
mod confirm;
mod find_out;
mod judge;
mod line;
mod reason;
mod refunds;
mod routes;
mod store;
mod toss;
mod view;
mod webhooks;

pub use find_out::find_out;
pub use refunds::work_off as work_refunds_off;
pub use routes::router;
pub use toss::{
    Answer, CANCEL, CONFIRM, CallKind, CancelAsk, Cancelled, ConfirmAsk, Exchange, Meaning,
    Refusal, Silence, Toss, TossPayment, TossStatus, of_cancel, of_confirm,
};
pub use webhooks::work_off as work_webhooks_off;
