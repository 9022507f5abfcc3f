//! What the payment widget needs.

use search::model::Won;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::booking::order::OrderId;
use crate::booking::whole::WholeOrder;
use crate::config::Config;

/// What the payment widget needs to collect the total of a held order.
#[derive(Serialize, ToSchema)]
#[schema(as = Checkout)]
pub(super) struct CheckoutView {
    client_key: String,
    /// Stands for the customer at the provider; tells nothing about them.
    customer_key: String,
    #[schema(value_type = String)]
    order_id: OrderId,
    #[schema(example = "ICN-NRT 2026-12-24")]
    order_name: String,
    #[schema(value_type = i64, example = 192_300)]
    amount: Won,
    success_url: String,
    fail_url: String,
}

impl CheckoutView {
    pub(super) fn new(config: &Config, order: &WholeOrder) -> Self {
        let base = &config.http.base_url;
        Self {
            client_key: config.payments.client_key.clone(),
            customer_key: customer_key(order.head.id),
            order_id: order.head.id,
            order_name: order_name(order),
            amount: Won(order.head.price.total()),
            success_url: format!("{base}/payments/toss/success"),
            fail_url: format!("{base}/payments/toss/fail"),
        }
    }
}

/// A key that nobody can guess, since nobody can guess the order's id.
fn customer_key(order: OrderId) -> String {
    let mut digest = Sha256::new();
    digest.update(b"customer of ");
    digest.update(order.0.as_bytes());
    hex::encode(&digest.finalize()[..16])
}

fn order_name(order: &WholeOrder) -> String {
    let Some((first, _)) = order.flights.first() else {
        return order.head.reference.clone();
    };
    let (from, to, day) = (first.origin, first.destination, first.day.date());
    match order.flights.len() {
        1 => format!("{}-{} {day}", from.as_str(), to.as_str()),
        flights => format!("{}-{} {day} +{}", from.as_str(), to.as_str(), flights - 1),
    }
}
