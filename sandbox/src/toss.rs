//! Taking and returning money as Toss Payments does it: confirm, look up, cancel, webhooks.
//!
//! The protocol, the codes and the time limits are Toss's (core API, version 2022-11-16), and so are its
//! surprises: an answer is replayed under its idempotency key whatever the body says, errors included;
//! two confirms at once get a 500; partial cancels that add up never become `CANCELED`. What the buyer
//! does in the widget is done by a page (`/toss/pay`) or by `POST /_pay`. Faults are switched on by
//! `POST /_faults`, and `GET /_ledger` shows every movement of money.
//!
//! Absent on purpose: every method but cards, billing, settlement.

mod api;
mod book;
mod codes;
mod courier;
mod door;
mod faults;
mod page;
mod payment;
mod replies;
mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};

use crate::Clock;
use book::Book;
use courier::Courier;
pub use courier::{Schedule, Webhooks};
use faults::Faults;
use replies::Replies;

/// The shop that takes payments.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// What its pages show to the widget.
    pub client_key: String,
    /// How its server proves that it is itself.
    pub secret_key: String,
    /// Where it is told of changes; `None` when nobody is to be told.
    pub webhooks: Option<Webhooks>,
}

/// The provider.
#[derive(Clone)]
pub struct Toss(Arc<State>);

/// What the addresses share.
struct State {
    merchant: Merchant,
    clock: Clock,
    book: Mutex<Book>,
    replies: Mutex<Replies>,
    faults: Mutex<Faults>,
    courier: Courier,
}

impl Toss {
    /// A provider that nobody has paid with yet.
    pub fn open(merchant: Merchant, clock: Clock) -> Self {
        Self(Arc::new(State {
            courier: Courier::new(merchant.webhooks.clone()),
            merchant,
            clock,
            book: Mutex::default(),
            replies: Mutex::default(),
            faults: Mutex::default(),
        }))
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.0.book)
    }

    fn replies(&self) -> MutexGuard<'_, Replies> {
        lock(&self.0.replies)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.0.faults)
    }
}

/// What a thread that panicked has left is whole: every change is made in one step.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The addresses of this provider: Toss's own below `/v1`, the buyer's page, and the switches.
pub fn router(toss: Toss) -> Router {
    Router::new()
        .route("/v1/payments/confirm", post(api::confirm))
        .route("/v1/payments/{key}", get(api::by_key))
        .route("/v1/payments/orders/{id}", get(api::by_order))
        .route("/v1/payments/{key}/cancel", post(api::cancel))
        .route("/toss/pay", get(page::ask).post(page::answer))
        .route("/_pay", post(page::pay))
        .route("/_ledger", get(book::ledger))
        .route(
            "/_faults",
            get(faults::list).post(faults::set).delete(faults::clear),
        )
        .with_state(toss)
}
