//! The words for people: ids, roles, grades.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Which person.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
    ToSchema,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct UserId(pub u64);

impl UserId {
    /// The id as what an idempotent write is about.
    pub(in crate::accounts) fn as_resource(self) -> Uuid {
        Uuid::from_u64_pair(0, self.0)
    }
}

/// Which of a person's sessions, as they name it when they end it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
    ToSchema,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct SessionId(pub u64);

/// What a person may do. Only an administrator changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[sqlx(rename_all = "lowercase")]
pub enum Role {
    /// Books for themselves.
    Customer,
    /// Runs the service, and may do what a customer may.
    Admin,
}

/// What a person has earned by flying. Never chosen by themselves.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
    ToSchema,
)]
#[serde(rename_all = "UPPERCASE")]
#[sqlx(rename_all = "lowercase")]
pub enum Grade {
    /// Everybody's.
    Basic,
    /// The middle one.
    Premium,
    /// The highest.
    Vip,
}

impl Grade {
    /// As people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::Premium => "PREMIUM",
            Self::Vip => "VIP",
        }
    }
}

/// A person as an identity provider vouches for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who vouches.
    pub issuer: String,
    /// The issuer's own name for the person, which never becomes another's.
    pub subject: String,
    /// Verified by the issuer.
    pub email: String,
    /// As the person wrote it there.
    pub name: String,
}

/// Somebody who has an account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Which.
    pub id: UserId,
    /// As the identity provider last said.
    pub email: String,
    /// As they want to be called.
    pub name: String,
    /// If they gave one: digits, a plus in front of a country code.
    pub phone: Option<String>,
    /// What they may do.
    pub role: Role,
    /// What they have earned.
    pub grade: Grade,
    /// Until then the grade is what an administrator said.
    pub grade_until: Option<DateTime<Utc>>,
    /// When they joined.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_rise() {
        assert!(Grade::Basic < Grade::Premium && Grade::Premium < Grade::Vip);
    }
}
