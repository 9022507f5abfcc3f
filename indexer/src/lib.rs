//! MySQL's flights into the search index.
//!
//! MySQL is the truth and the index a view of it. [`rebuild`] builds a generation beside the one
//! that is served and swaps it in whole; [`follow`] keeps it up to date; [`rollback`] serves the one before again; [`status`] and
//! [`verify`] say how far the view is from the truth. One process at a time writes.
//!
//! Whatever fails or is killed leaves `CURRENT` as it was.

mod account;
mod config;
mod dates;
mod feed;
mod fleet;
mod follow;
mod limits;
pub mod measure;
mod progress;
mod rebuild;
mod repair;
mod rollback;
mod server;
mod settings;
mod source;
mod status;
mod verify;

pub use account::ServerError;
pub use config::{BadUrl, Config, parse_url};
pub use follow::{FollowError, Start, follow};
pub use limits::Limits;
pub use rebuild::{RebuildError, Report, rebuild};
pub use repair::{RepairError, repair};
pub use rollback::rollback;
pub use server::{Flavor, Position, Server};
pub use settings::{Settings, Sync, WrongSetting};
pub use source::{Source, SourceError};
pub use status::{ServerStatus, Status, status};
pub use verify::{Difference, Verdict, VerifyError, verify};
