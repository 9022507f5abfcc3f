//! A payment as an order knows it: one attempt to collect its total. Pure.

use chrono::{DateTime, Utc};
use search::model::Won;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::order::OrderId;

/// Identifies a payment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct PaymentId(pub Uuid);

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// The provider is being told to collect it.
    Confirming,
    /// The provider gave no clear answer; it is being found out.
    Unknown,
    /// The provider has the money.
    Captured,
    /// The provider refused.
    Declined,
}

impl PaymentStatus {
    /// Whether its outcome is not known yet.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Confirming | Self::Unknown)
    }
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum RefundStatus {
    /// The provider is being told.
    Requested,
    /// The provider gave no clear answer; it is being found out.
    Unknown,
    /// The money is on its way.
    Done,
    /// The provider refused.
    Refused,
}

/// What is known of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// Of which order.
    pub order: OrderId,
    /// How much.
    pub amount: Won,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How the customer paid, in the provider's words.
    pub method: Option<String>,
    /// The provider's receipt.
    pub receipt_url: Option<String>,
    /// Why the provider refused.
    pub failure_code: Option<String>,
    /// When the provider is asked next.
    pub next_check_at: Option<DateTime<Utc>>,
}

impl PaymentId {
    /// A new id; later ones sort after earlier ones.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for PaymentId {
    fn default() -> Self {
        Self::new()
    }
}
