//! Webhooks of the provider: hints that something is worth a look, and nothing more.
//!
//! Nothing proves who sent one, so nothing in it is believed. It is kept as it came, answered, and
//! then the provider is asked.

use chrono::TimeDelta;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::store::webhooks as store;
use crate::app::App;

/// Webhooks that one round looks into, at most; the next goes on.
const BATCH: u32 = 200;

/// How long they are kept once somebody has looked.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Webhooks that one round forgets, at most.
const FORGOTTEN: u32 = 1_000;

/// The longest id, kind and key that are kept apart from the body, in characters.
const LONGEST: (usize, usize, usize) = (100, 60, 200);

/// What we read of a webhook; the rest is kept and passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hint {
    event_type: Option<String>,
    data: Option<Data>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    payment_key: Option<String>,
}

/// Keeps a webhook: its body as it came, and the id of its transmission, if it has one.
pub(super) async fn keep(app: &App, transmission: Option<&str>, body: &[u8]) -> sqlx::Result<()> {
    let hint: Hint = serde_json::from_slice(body).unwrap_or_default();
    let kind = hint.event_type.as_deref().unwrap_or("unknown");
    let key = hint.data.and_then(|data| data.payment_key);
    // A key that no payment can have is a hint at nothing.
    let key = key.filter(|key| key.chars().count() <= LONGEST.2);
    // With the body: whoever guesses an id does not keep the true one out.
    let digest = hex::encode(Sha256::digest(body));
    let id = start(transmission.unwrap_or_default(), LONGEST.0);
    let about = (&*format!("{digest}:{id}"), &*start(kind, LONGEST.1));
    let payload = String::from_utf8_lossy(body);
    store::insert(&app.db, about, key.as_deref(), &payload, app.clock.now()).await
}

/// Has every payment looked at that a webhook tells of, and forgets old webhooks; how many there were.
pub async fn work_off(app: &App) -> sqlx::Result<u64> {
    let now = app.clock.now();
    let waiting = store::waiting(&app.db, BATCH).await?;
    let count = waiting.len() as u64;
    for webhook in waiting {
        if let Some(key) = &webhook.payment_key {
            store::hint(&app.db, key, now).await?;
        }
        store::processed(&app.db, webhook.id, now).await?;
    }
    store::purge(&app.db, now - KEPT, FORGOTTEN).await?;
    Ok(count)
}

fn start(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
