//! Toss Payments as we call it: confirm, look up, cancel (core API, version 2022-11-16).
//!
//! A call is made once; whether it is made again is decided by its flow. Commands carry an
//! idempotency key: Toss answers the same key with its first answer, errors included, whatever the
//! body says.

mod answer;
mod code;
mod exchange;
mod mask;

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use search::model::Won;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

pub use answer::{Answer, Cancelled, Refusal, Silence, TossPayment, TossStatus};
pub use code::{CANCEL, CONFIRM, Meaning, of_cancel, of_confirm};
pub use exchange::{CallKind, Exchange};

use crate::booking::OrderId;
use crate::config::{Pace, TossConfig};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);

/// How long a lookup may take; nothing depends on a single one.
const LOOKUP: Duration = Duration::from_secs(10);

/// The provider.
#[derive(Clone, Debug)]
pub struct Toss {
    http: Client,
    base: Url,
    secret_key: SecretString,
    /// How long things may take.
    pub pace: Pace,
    /// Whether it is the provider itself and no sandbox.
    pub is_real: bool,
}

/// What a confirm says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmAsk<'a> {
    /// The payment, by its own key.
    pub payment_key: &'a str,
    /// The order that the widget was opened for.
    pub order_id: OrderId,
    /// What is collected, in KRW.
    pub amount: Won,
}

/// What a cancel says. All of it is always said: without an amount everything would go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelAsk<'a> {
    /// Why, at most 200 characters.
    pub cancel_reason: &'a str,
    /// What goes back, in KRW.
    pub cancel_amount: Won,
    /// What could go back before this; with another balance nothing is cancelled.
    pub refundable_amount: Won,
}

impl Toss {
    /// The provider as it is configured; it need not be up.
    pub fn new(config: &TossConfig) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // A redirect would carry a command to somebody else.
            http: Client::builder()
                .connect_timeout(CONNECT)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            base: config.url.clone(),
            secret_key: config.secret_key.clone(),
            pace: config.pace,
            is_real: config.is_real(),
        })
    }

    /// Collects the money of a payment that its buyer has agreed to.
    pub async fn confirm(&self, ask: &ConfirmAsk<'_>, key: &str) -> Exchange {
        let path = ["v1", "payments", "confirm"];
        self.command(CallKind::Confirm, &path, ask, key).await
    }

    /// Gives back a part or all of what was collected.
    pub async fn cancel(&self, payment_key: &str, ask: &CancelAsk<'_>, key: &str) -> Exchange {
        let path = ["v1", "payments", payment_key, "cancel"];
        self.command(CallKind::Cancel, &path, ask, key).await
    }

    /// What the provider knows of a payment.
    pub async fn look_up(&self, payment_key: &str) -> Exchange {
        self.ask(&["v1", "payments", payment_key]).await
    }

    /// What the provider knows of the newest payment of an order.
    pub async fn look_up_order(&self, order: OrderId) -> Exchange {
        let order = order.to_string();
        self.ask(&["v1", "payments", "orders", &order]).await
    }

    async fn command(
        &self,
        kind: CallKind,
        path: &[&str],
        ask: &impl Serialize,
        key: &str,
    ) -> Exchange {
        let request = self
            .http
            .post(self.address(path))
            .timeout(self.pace.answer)
            .header("idempotency-key", key)
            .json(ask);
        let said = mask::request(ask);
        exchange::run(kind, Some(key), said, self.signed(request)).await
    }

    async fn ask(&self, path: &[&str]) -> Exchange {
        let address = self.address(path);
        let said = address.path().to_owned();
        let request = self.http.get(address).timeout(LOOKUP.min(self.pace.answer));
        exchange::run(CallKind::Lookup, None, said, self.signed(request)).await
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(self.secret_key.expose_secret(), Some(""))
    }

    /// An address of the provider; what a customer brought cannot leave its segment.
    fn address(&self, path: &[&str]) -> Url {
        let mut address = self.base.clone();
        // Only an address that can have no path, such as mailto:, has no segments.
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toss() -> Toss {
        Toss::new(&TossConfig {
            url: "http://127.0.0.1:1/base/".parse().unwrap(),
            secret_key: "test_sk_x".into(),
            pace: Pace::default(),
        })
        .unwrap()
    }

    #[test]
    fn a_payment_key_stays_in_its_segment() {
        let address = toss().address(&["v1", "payments", "../../a?b#c/d", "cancel"]);
        assert_eq!(
            address.as_str(),
            "http://127.0.0.1:1/base/v1/payments/..%2F..%2Fa%3Fb%23c%2Fd/cancel"
        );
    }

    #[tokio::test]
    async fn nobody_there_is_a_call_that_was_not_made() {
        let exchange = toss().look_up("key").await;
        assert_eq!(exchange.answer, Answer::Silence(Silence::NotSent));
        assert_eq!(exchange.http_status, None);
    }
}
