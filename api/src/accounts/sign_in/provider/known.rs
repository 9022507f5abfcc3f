//! What the provider has said of itself: its addresses and its keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwapOption;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{
    ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use super::believe::OidcClient;
use super::http::Http;
use super::{ProviderError, chain};
use crate::app::Clock;
use crate::config::OidcConfig;

/// How long what the provider says is kept.
pub(super) const KEPT: TimeDelta = TimeDelta::hours(1);

/// How long after asking for new keys nobody asks again.
pub(super) const KEYS_AGAIN: TimeDelta = TimeDelta::seconds(30);

/// How long what was known still serves when the provider does not answer, before it is asked again.
const ASKED_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// What the provider says of itself, and until when it need not be asked again.
pub(super) struct Known {
    pub(super) client: Client,
    metadata: CoreProviderMetadata,
    us: Us,
    until: DateTime<Utc>,
}

/// What the provider knows us by.
#[derive(Clone)]
struct Us {
    id: ClientId,
    secret: ClientSecret,
}

/// A client that knows where to send people and codes.
pub(super) type Client = OidcClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The last that was known. Whoever finds it missing or old asks; others wait for that answer.
#[derive(Default)]
pub(super) struct Memory {
    known: ArcSwapOption<Known>,
    /// Counts the questions that failed.
    failures: AtomicU64,
    /// Held by whoever asks: when new keys were last asked for.
    keys_at: Mutex<Option<DateTime<Utc>>>,
}

impl Memory {
    /// What is known of the provider, asked for when it is missing or old.
    pub(super) async fn known(
        &self,
        config: &OidcConfig,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, ProviderError> {
        if let Some(known) = self.fresh(clock.now()) {
            return Ok(known);
        }
        let failures = self.failures.load(Ordering::SeqCst);
        let _asking = self.keys_at.lock().await;
        if let Some(known) = self.fresh(clock.now()) {
            return Ok(known);
        }
        if self.failures.load(Ordering::SeqCst) > failures {
            // Whoever asked while we waited: their failure is ours, or all would wait in turn.
            return Err(ProviderError::Away("it was just asked in vain".into()));
        }
        let now = clock.now();
        match (discover(config, http, now).await, self.known.load_full()) {
            (Ok(known), _) => Ok(self.remember(known)),
            // What it said before holds until its keys are gone.
            (Err(_), Some(old)) => Ok(self.remember(old.but(None, now + ASKED_AGAIN))),
            (Err(error), None) => {
                self.failures.fetch_add(1, Ordering::SeqCst);
                Err(error)
            }
        }
    }

    /// The same with keys that are newer than those of `old`; those that are known when the provider
    /// was asked for them a moment ago.
    pub(super) async fn with_new_keys(
        &self,
        old: &Arc<Known>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, ProviderError> {
        let mut keys_at = self.keys_at.lock().await;
        let current = self.known.load_full().unwrap_or_else(|| Arc::clone(old));
        let now = clock.now();
        let asked_lately = keys_at.is_some_and(|at| now < at + KEYS_AGAIN);
        if asked_lately || !Arc::ptr_eq(&current, old) {
            return Ok(current);
        }
        *keys_at = Some(now);
        let keys = CoreJsonWebKeySet::fetch_async(old.metadata.jwks_uri(), http).await;
        let keys = keys.map_err(|error| ProviderError::Away(chain(&error)))?;
        Ok(self.remember(old.but(Some(keys), old.until)))
    }

    fn remember(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        self.known.store(Some(Arc::clone(&known)));
        known
    }

    fn fresh(&self, now: DateTime<Utc>) -> Option<Arc<Known>> {
        self.known.load_full().filter(|known| now < known.until)
    }
}

impl Known {
    fn new(metadata: CoreProviderMetadata, us: Us, until: DateTime<Utc>) -> Self {
        let secret = Some(us.secret.clone());
        Self {
            client: Client::from_provider_metadata(metadata.clone(), us.id.clone(), secret),
            metadata,
            us,
            until,
        }
    }

    /// The same provider, with other keys perhaps.
    fn but(&self, keys: Option<CoreJsonWebKeySet>, until: DateTime<Utc>) -> Self {
        let metadata = match keys {
            Some(keys) => self.metadata.clone().set_jwks(keys),
            None => self.metadata.clone(),
        };
        Self::new(metadata, self.us.clone(), until)
    }

    /// What the provider knows us by.
    pub(super) fn id(&self) -> &ClientId {
        &self.us.id
    }
}

async fn discover(
    config: &OidcConfig,
    http: &Http,
    now: DateTime<Utc>,
) -> Result<Known, ProviderError> {
    let issuer = IssuerUrl::new(config.issuer.clone())
        .map_err(|error| ProviderError::Refused(format!("the issuer is no address: {error}")))?;
    let metadata = CoreProviderMetadata::discover_async(issuer, http).await;
    let metadata = metadata.map_err(|error| ProviderError::Away(chain(&error)))?;
    let us = Us {
        id: ClientId::new(config.client_id.clone()),
        secret: ClientSecret::new(config.client_secret.expose_secret().to_owned()),
    };
    Ok(Known::new(metadata, us, now + KEPT))
}
