//! Membership grades.

use serde::{Deserialize, Serialize};

/// What a member has earned by what was paid in the last 12 months.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(rename_all = "UPPERCASE")]
#[sqlx(rename_all = "lowercase")]
pub enum Grade {
    /// Everybody's.
    Basic,
    /// The second.
    Premium,
    /// The highest.
    Vip,
}

impl Grade {
    /// As it is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::Premium => "PREMIUM",
            Self::Vip => "VIP",
        }
    }
}
