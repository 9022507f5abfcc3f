//! Money: an order's total is collected from the provider, and given back.
//!
//! The provider is called outside of every transaction. What it says moves a payment and its order
//! together, in one transaction of [`crate::booking`]; what it does not say is found out.

mod toss;

pub use toss::{
    Answer, CallKind, CancelAsk, Cancelled, ConfirmAsk, Exchange, Meaning, Refusal, Silence, Toss,
    TossPayment, TossStatus, of_cancel, of_confirm,
};
