//! A provider on a port of its own, and a shop that calls it.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use sandbox::google::Google;
use sandbox::mail::Mail;
use sandbox::toss::{Merchant, Toss, Webhooks};
use sandbox::{Clock, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const SECRET: &str = "test_gsk_shop";

/// A shop and its provider.
pub(crate) struct Shop {
    pub(crate) base: String,
    pub(crate) clock: Clock,
    pub(crate) client: Client,
}

impl Shop {
    /// A provider of its own that tells nobody.
    pub(crate) async fn open() -> Self {
        Self::with_webhooks(None).await
    }

    pub(crate) async fn with_webhooks(webhooks: Option<Webhooks>) -> Self {
        let clock = Clock::default();
        let merchant = Merchant {
            client_key: "test_gck_shop".into(),
            secret_key: SECRET.into(),
            webhooks,
        };
        let google = sandbox::google::Client {
            id: "gajo".into(),
            secret: "secret".into(),
            redirects: Vec::new(),
        };
        let sandbox = Sandbox {
            google: Google::open("http://127.0.0.1:1", google, clock.clone()).unwrap(),
            toss: Toss::open(merchant, clock.clone()),
            mail: Mail::open(clock.clone()),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, sandbox::router(sandbox)).await });
        let client = Client::builder().timeout(Duration::from_secs(20)).build();
        Self {
            base,
            clock,
            client: client.unwrap(),
        }
    }

    /// What the buyer does; the key of the payment.
    pub(crate) async fn pay(&self, order: &str, amount: i64) -> String {
        self.pay_as(json!({"orderId": order, "amount": amount}))
            .await
    }

    pub(crate) async fn pay_as(&self, pay: Value) -> String {
        let paid = self
            .client
            .post(self.at("/_pay"))
            .json(&pay)
            .send()
            .await
            .unwrap();
        let paid: Value = paid.json().await.unwrap();
        paid["paymentKey"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn set_faults(&self, rules: Value) {
        let faults = json!({"seed": 1, "rules": rules});
        let set = self
            .client
            .post(self.at("/_faults"))
            .json(&faults)
            .send()
            .await
            .unwrap();
        assert_eq!(set.status(), StatusCode::NO_CONTENT);
    }

    /// A confirm that is not sent yet.
    pub(crate) fn confirm(
        &self,
        payment: &str,
        order: &str,
        amount: i64,
        key: &str,
    ) -> RequestBuilder {
        let body = json!({"paymentKey": payment, "orderId": order, "amount": amount});
        self.post("/v1/payments/confirm", &body, key)
    }

    /// A cancel that is not sent yet.
    pub(crate) fn cancel(&self, payment: &str, amount: i64, key: &str) -> RequestBuilder {
        let body = json!({"cancelReason": "no more", "cancelAmount": amount});
        self.post(&format!("/v1/payments/{payment}/cancel"), &body, key)
    }

    pub(crate) fn post(&self, path: &str, body: &Value, key: &str) -> RequestBuilder {
        let request = self.client.post(self.at(path)).basic_auth(SECRET, Some(""));
        request.header("Idempotency-Key", key).json(body)
    }

    /// The payment as a lookup shows it.
    pub(crate) async fn look_up(&self, payment: &str) -> Value {
        let path = format!("/v1/payments/{payment}");
        let request = self.client.get(self.at(&path)).basic_auth(SECRET, Some(""));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Charged and refunded, in won.
    pub(crate) async fn ledger(&self, order: &str) -> (i64, i64) {
        let path = format!("/_ledger?orderId={order}");
        let ledger = self.client.get(self.at(&path)).send().await.unwrap();
        let ledger: Value = ledger.json().await.unwrap();
        let sum = |name: &str| ledger[name].as_i64().unwrap();
        (sum("charged"), sum("refunded"))
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// The status and the code or the payment's status of an answer.
pub(crate) async fn told(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    let word = body["code"].as_str().or(body["status"].as_str());
    (status, word.unwrap_or_default().to_owned())
}
