//! Paying: each call, and each surprise that Toss has for those who make it.

mod faults;
mod pages;
mod payments;
mod shop;
mod webhooks;
