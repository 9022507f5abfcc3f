//! Who may do what: users, their sessions, their roles.
//!
//! A handler that takes [`SignedIn`] or [`Admin`] is reached by nobody else. A session is a row in
//! MySQL; each process remembers what it read for [`Sessions::REMEMBERED`], so a session or a role
//! that was taken away lives that much longer on other nodes. Redis knows nothing of it.

mod access;
mod cookie;
mod grades;
mod sessions;
mod standing;
mod store;
mod token;
mod user;
mod users;

pub use access::{Admin, SignedIn, Visitor};
pub use cookie::SessionCookie;
pub use grades::{Recomputed, StandingError, recompute, recompute_all, standing};
pub use sessions::{FindSessionError, OpenSession, Session, Sessions};
pub use standing::{NextGrade, Standing};
pub use token::Token;
pub use user::{Grade, Identity, Role, SessionId, UserId};
pub use users::find_or_join;
