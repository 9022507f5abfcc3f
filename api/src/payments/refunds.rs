//! Money that goes back: the provider is commanded, and what it does not say is found out.
//!
//! No time limit ever makes a refund declined. The n of the idempotency key grows only after an answer
//! and a look at the books that shows nothing was done; what the provider believes can go back is
//! always said, so a command that was done after all does nothing the second time.

mod body;
mod books;
mod give_back;
mod refusal;
mod routes;
mod send;
mod view;

pub(super) use routes::router;
pub use send::work_off;
