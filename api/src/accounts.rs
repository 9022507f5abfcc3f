//! Who may do what: users, their sessions, their roles.
//!
//! A handler that takes [`SignedIn`] or [`Admin`] is reached by nobody else. A session is a row in
//! MySQL; each process remembers what it read for [`Sessions::REMEMBERED`], so a session or a role
//! that was taken away lives that much longer on other nodes. Redis knows nothing of it.

mod access;
mod admin;
mod contact;
mod cookie;
mod end;
mod grades;
mod profile;
mod purge;
mod routes;
mod sessions;
mod sign_in;
mod standing;
mod store;
mod token;
mod user;
mod users;
mod view;

pub use access::{Admin, SignedIn, Visitor};
pub use admin::{GrantError, Granted, grant};
pub use cookie::SessionCookie;
pub use grades::{Recomputed, StandingError, recompute, recompute_all, standing};
pub use purge::{purge_attempts, purge_sessions};
pub use routes::router;
pub use sessions::{FindSessionError, OpenSession, Session, Sessions};
pub use sign_in::Provider;
pub use standing::{NextGrade, Standing};
pub use token::Token;
pub use user::{Grade, Identity, Role, SessionId, User, UserId};
pub use users::{account, erase, find_or_join};
pub use view::{AccountView, SessionsView};
