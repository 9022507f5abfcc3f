//! Webhooks: told until somebody answers 200, seven times more at the most.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

/// Minutes from one attempt to the next.
const RETRIES: [u32; 7] = [1, 4, 16, 64, 256, 1_024, 4_096];

/// How long the merchant may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long after a change the webhook sets out.
const DELAY: Duration = Duration::from_millis(50);

/// Where a merchant is told of changes.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// The address.
    pub url: String,
    /// How fast time goes for attempts.
    pub schedule: Schedule,
}

/// How long one of Toss's minutes takes here, so that three days need not be waited for.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// One minute.
    pub minute: Duration,
}

/// Brings webhooks.
pub(super) struct Courier {
    webhooks: Option<Webhooks>,
    client: reqwest::Client,
}

impl Courier {
    pub(super) fn new(webhooks: Option<Webhooks>) -> Self {
        Self {
            webhooks,
            client: reqwest::Client::new(),
        }
    }

    /// Tells of a payment's change, in its own time.
    pub(super) fn tell(&self, payment: &Value, now: DateTime<Utc>) {
        let letter = self.letter(payment, now);
        tokio::spawn(async move {
            tokio::time::sleep(DELAY).await;
            if let Some(letter) = letter {
                letter.deliver().await;
            }
        });
    }

    /// Tells of it at once, a single time, and waits for the answer.
    pub(super) async fn tell_now(&self, payment: &Value, now: DateTime<Utc>) {
        if let Some(letter) = self.letter(payment, now) {
            // Whoever does not listen is not told again.
            _ = letter.attempt(0).await;
        }
    }

    fn letter(&self, payment: &Value, now: DateTime<Utc>) -> Option<Letter> {
        let webhooks = self.webhooks.clone()?;
        // Seoul's time, of which the offset is not told.
        let created = now + TimeDelta::hours(9);
        Some(Letter {
            id: format!("whtrans_{}", Uuid::now_v7().simple()),
            body: json!({
                "eventType": "PAYMENT_STATUS_CHANGED",
                "createdAt": created.format("%FT%T%.6f").to_string(),
                "data": payment,
            }),
            sent_at: now.to_rfc3339_opts(SecondsFormat::Secs, false),
            client: self.client.clone(),
            webhooks,
        })
    }
}

/// One webhook under way.
struct Letter {
    id: String,
    body: Value,
    sent_at: String,
    client: reqwest::Client,
    webhooks: Webhooks,
}

impl Letter {
    async fn deliver(self) {
        let mut retried = 0;
        while !self.attempt(retried).await {
            let Some(minutes) = RETRIES.get(retried as usize) else {
                tracing::warn!(webhook.id = self.id, "nobody took the webhook");
                return;
            };
            tokio::time::sleep(self.webhooks.schedule.minute * *minutes).await;
            retried += 1;
        }
    }

    /// Whether the merchant answered 200.
    async fn attempt(&self, retried: u32) -> bool {
        let sent = self
            .client
            .post(&self.webhooks.url)
            .timeout(PATIENCE)
            .header("tosspayments-webhook-transmission-time", &self.sent_at)
            .header("tosspayments-webhook-transmission-retried-count", retried)
            .header("tosspayments-webhook-transmission-id", &self.id)
            .json(&self.body)
            .send()
            .await;
        sent.is_ok_and(|answer| answer.status().as_u16() == StatusCode::OK.as_u16())
    }
}
