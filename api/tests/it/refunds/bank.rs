//! A provider of a test's own, and orders that are paid with it.

use std::time::Duration;

use api::booking::{Scope, audit};
use api::config::{Pace, TossConfig};
use api::jobs;
use api::payments::Toss;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sandbox::mail::Mail;
use sandbox::{Clock, Sandbox};
use serde_json::{Value, json};
use sqlx::MySqlPool;
use tokio::net::TcpListener;

use crate::booking::kit::path;
use crate::client::Client;
use crate::house::{Answer, House};

/// What the shop's server proves itself with.
pub(crate) const SECRET: &str = "test_gsk_refunds";

/// The provider.
pub(crate) struct Bank {
    pub(crate) base: String,
    http: reqwest::Client,
}

impl Bank {
    pub(crate) async fn open() -> Self {
        let clock = Clock::default();
        let merchant = sandbox::toss::Merchant {
            client_key: "test_gck_refunds".into(),
            secret_key: SECRET.into(),
            webhooks: None,
        };
        let client = sandbox::google::Client {
            id: "gajo".into(),
            secret: "secret".into(),
            redirects: Vec::new(),
        };
        let google = sandbox::google::Google::open("http://127.0.0.1:1", client, clock.clone());
        let sandbox = Sandbox {
            google: google.unwrap(),
            toss: sandbox::toss::Toss::open(merchant, clock.clone()),
            mail: Mail::open(clock),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, sandbox::router(sandbox)).await });
        Self {
            base,
            http: reqwest::Client::new(),
        }
    }

    /// A house that takes its money there, and whose customers wait.
    pub(crate) async fn house(&self, db: MySqlPool) -> House {
        self.house_for(db, Duration::from_secs(20)).await
    }

    /// A house whose customers do not wait.
    pub(crate) async fn impatient_house(&self, db: MySqlPool) -> House {
        self.house_for(db, Duration::from_millis(500)).await
    }

    async fn house_for(&self, db: MySqlPool, customer: Duration) -> House {
        let config = TossConfig {
            url: self.base.parse().unwrap(),
            secret_key: SECRET.into(),
            pace: Pace {
                answer: Duration::from_secs(20),
                pauses: [Duration::from_millis(1); 2],
                customer,
            },
        };
        House::with(db, |parts| {
            parts.toss = Some(Toss::new(&config).unwrap());
            // On a machine that is busy with other tests.
            parts.config.http.limits.request = Duration::from_secs(60);
        })
        .await
    }

    /// What goes wrong with the next cancel.
    pub(crate) async fn next_cancel(&self, mut fault: Value) {
        fault["on"] = "cancel".into();
        fault["times"] = 1.into();
        self.faults(&json!([fault])).await;
    }

    /// What goes wrong from now on.
    pub(crate) async fn faults(&self, rules: &Value) {
        let faults = json!({ "rules": rules });
        let set = self.http.post(format!("{}/_faults", self.base));
        let set = set.json(&faults).send().await.unwrap();
        assert!(set.status().is_success());
    }

    /// What was charged and refunded for an order.
    pub(crate) async fn ledger(&self, order: &Value) -> (i64, i64) {
        let id = order["id"].as_str().unwrap();
        let ledger = self.http.get(format!("{}/_ledger?orderId={id}", self.base));
        let ledger: Value = ledger.send().await.unwrap().json().await.unwrap();
        let sum = |name: &str| ledger[name].as_i64().unwrap();
        (sum("charged"), sum("refunded"))
    }

    /// The buyer agrees to the total of an order, or to what the card company does not; the key.
    pub(crate) async fn pay(&self, order: &Value, outcome: Option<&str>) -> String {
        let pay = json!({ "orderId": order["id"], "amount": total(order), "outcome": outcome });
        self.agree(&pay).await
    }

    /// The buyer agrees to that amount.
    pub(crate) async fn pay_amount(&self, order: &Value, amount: i64) -> String {
        self.agree(&json!({ "orderId": order["id"], "amount": amount }))
            .await
    }

    async fn agree(&self, pay: &Value) -> String {
        let answer = self.http.post(format!("{}/_pay", self.base)).json(pay);
        let paid: Value = answer.send().await.unwrap().json().await.unwrap();
        paid["paymentKey"].as_str().unwrap().to_owned()
    }

    /// Orders and pays; the order as it is then.
    pub(crate) async fn paid(&self, customer: &Client<'_>, wanted: &Value) -> Value {
        let order = customer.ordered(wanted).await;
        let key = self.pay(&order, None).await;
        let confirmed = customer.confirm(&order, &key, total(&order)).await;
        confirmed.expect_status(StatusCode::OK).json()
    }
}

/// What an order costs.
pub(crate) fn total(order: &Value) -> i64 {
    order["price"]["total"].as_i64().unwrap()
}

impl Client<'_> {
    /// Pays an order with what the widget gave.
    pub(crate) async fn confirm(&self, order: &Value, key: &str, amount: i64) -> Answer {
        let body = json!({ "paymentKey": key, "orderId": order["id"], "amount": amount });
        self.post("/payments/confirm", body).await
    }

    /// The quote for these tickets of an order.
    pub(crate) async fn quote(&self, order: &Value, tickets: &[&Value]) -> Answer {
        let ids: Vec<_> = tickets.iter().map(|t| t["id"].as_str().unwrap()).collect();
        let query = match ids.is_empty() {
            true => String::new(),
            false => format!("?tickets={}", ids.join(",")),
        };
        self.get(&format!("{}/refund-quote{query}", path(order)))
            .await
    }

    /// Gives tickets back for that amount, with a key of its own.
    pub(crate) async fn refund(&self, order: &Value, tickets: &[&Value], amount: i64) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        self.refund_with(&key, order, tickets, amount).await
    }

    /// The same with that key.
    pub(crate) async fn refund_with(
        &self,
        key: &str,
        order: &Value,
        tickets: &[&Value],
        amount: i64,
    ) -> Answer {
        let ids: Vec<_> = tickets.iter().map(|t| &t["id"]).collect();
        let mut body = json!({ "reason": "마음이 바뀌어서", "expected_amount": amount });
        if !ids.is_empty() {
            body["tickets"] = json!(ids);
        }
        let with = self.with("idempotency-key", key);
        with.post(&format!("{}/refunds", path(order)), body).await
    }
}

impl House {
    /// How many calls of that kind the provider got.
    pub(crate) async fn payment_calls(&self, kind: &str) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM payment_calls WHERE kind = ?")
            .bind(kind)
            .fetch_one(&self.db)
            .await
            .unwrap()
    }

    /// A webhook as it comes, with the id of its transmission.
    pub(crate) async fn webhook(&self, body: Vec<u8>, transmission: Option<&str>) -> Answer {
        let request = Request::post("/webhooks/toss").header("content-type", "application/json");
        let request = transmission.into_iter().fold(request, |request, id| {
            request.header("tosspayments-webhook-transmission-id", id)
        });
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A webhook about a payment, which anybody may send.
    pub(crate) async fn hint(&self, payment_key: &str) {
        let body = json!({
            "eventType": "PAYMENT_STATUS_CHANGED",
            "createdAt": "2026-12-01T00:00:00.000000",
            "data": { "paymentKey": payment_key, "status": "DONE", "totalAmount": 1 },
        });
        let answer = self
            .webhook(body.to_string().into_bytes(), Some("whtrans_x"))
            .await;
        answer.expect_status(StatusCode::OK);
    }

    /// Runs the job of that name; it works.
    pub(crate) async fn run(&self, name: &str) {
        let job = jobs::TABLE.iter().find(|job| job.name == name).unwrap();
        let before = self.app.metrics.jobs.runs_of(name).failures;
        jobs::run(&self.app, job).await;
        let runs = self.app.metrics.jobs.runs_of(name);
        assert_eq!(runs.failures, before, "{:?}", runs.last_error);
    }

    /// Checks that the books agree.
    pub(crate) async fn expect_books(&self) {
        let found = audit(&self.app, Scope::All).await.unwrap();
        assert_eq!(found.differences(), 0, "{found}");
    }
}
