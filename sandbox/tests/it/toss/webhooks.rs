//! Being told of changes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sandbox::toss::{Schedule, Webhooks};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::shop::Shop;

/// What came: its id, how often it was tried before, the payment's status.
type Came = (String, String, String);

/// A shop's ear, which does not take the first `deaf` webhooks.
#[derive(Clone)]
struct Ear {
    came: Arc<Mutex<Vec<Came>>>,
    deaf: usize,
}

impl Ear {
    async fn open(deaf: usize) -> (Self, Webhooks) {
        let ear = Self {
            came: Arc::default(),
            deaf,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/hook", post(Self::hear))
            .with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let schedule = Schedule {
            minute: Duration::from_millis(1),
        };
        (ear, Webhooks { url, schedule })
    }

    async fn hear(State(ear): State<Self>, headers: HeaderMap, body: String) -> StatusCode {
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["eventType"], "PAYMENT_STATUS_CHANGED");
        let head = |name: &str| {
            let name = format!("tosspayments-webhook-transmission-{name}");
            headers[name].to_str().unwrap().to_owned()
        };
        let status = body["data"]["status"].as_str().unwrap().to_owned();
        let mut came = ear.came.lock().unwrap();
        came.push((head("id"), head("retried-count"), status));
        match came.len() > ear.deaf {
            true => StatusCode::OK,
            false => StatusCode::ACCEPTED,
        }
    }

    async fn wait_for(&self, count: usize) -> Vec<Came> {
        loop {
            let came = self.came.lock().unwrap().clone();
            if came.len() >= count {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn it_is_told_again_until_somebody_says_200() {
    let (ear, webhooks) = Ear::open(2).await;
    let shop = Shop::with_webhooks(Some(webhooks)).await;
    let key = shop.pay("order_1", 50_000).await;
    shop.confirm(&key, "order_1", 50_000, "a")
        .send()
        .await
        .unwrap();
    let came = ear.wait_for(3).await;
    let tries: Vec<_> = came.iter().map(|(_, tried, _)| tried.as_str()).collect();
    assert_eq!(tries, ["0", "1", "2"]);
    assert!(
        came.iter()
            .all(|(id, _, status)| *id == came[0].0 && status == "DONE")
    );
}

#[tokio::test]
async fn it_comes_first_or_twice_or_never() {
    let (ear, webhooks) = Ear::open(0).await;
    let shop = Shop::with_webhooks(Some(webhooks)).await;
    shop.set_faults(json!([
        {"on": "confirm", "effect": "webhook_first", "times": 1},
        {"on": "cancel", "effect": "webhook_lost", "times": 1},
        {"on": "cancel", "effect": "webhook_twice", "times": 1},
    ]))
    .await;
    let key = shop.pay("order_1", 50_000).await;
    shop.confirm(&key, "order_1", 50_000, "a")
        .send()
        .await
        .unwrap();
    assert_eq!(ear.wait_for(1).await.len(), 1, "before the answer");
    shop.cancel(&key, 10_000, "b").send().await.unwrap();
    shop.cancel(&key, 40_000, "c").send().await.unwrap();
    let came = ear.wait_for(3).await;
    assert_ne!(
        came[1].0, came[2].0,
        "two of them, each with an id of its own"
    );
    assert_eq!(shop.ledger("order_1").await, (50_000, 50_000));
}
