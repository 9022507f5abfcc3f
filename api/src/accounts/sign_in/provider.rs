//! The client of the identity provider: what it says of itself, where to send people, and what a
//! code is worth.
//!
//! The provider is asked when it is first needed, so that the service starts without it. What it
//! says is kept for [`known::KEPT`], and longer while it is away. Its keys are read again when a token names
//! one that is not known, at most every [`known::KEYS_AGAIN`]: whoever sends such tokens cannot make us ask
//! it more often.

mod believe;
mod http;
mod known;

use std::borrow::Cow;
use std::error::Error;
use std::sync::Arc;

use openidconnect::core::{CoreAuthenticationFlow, CoreErrorResponseType};
use openidconnect::{
    AuthorizationCode, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, StandardErrorResponse, reqwest,
};
use serde::Deserialize;
use tokio::time::timeout;

use crate::accounts::user::Identity;
use crate::app::Clock;
use crate::config::OidcConfig;
use crate::telemetry;
use believe::Doubt;
use http::Http;
use known::{Known, Memory};

/// An identity provider that vouches for people.
#[derive(Clone)]
pub struct Provider(Arc<Parts>);

struct Parts {
    config: OidcConfig,
    clock: Clock,
    http: Http,
    memory: Memory,
}

/// A question to take to the provider.
pub(super) struct Outbound {
    /// Where the answer is to come.
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: Nonce,
    pub(super) challenge: PkceCodeChallenge,
    /// The address of the person who is expected.
    pub(super) login_hint: Option<String>,
}

/// A code, and what shows that it came from the question that we, or an app, asked.
pub(super) struct Redemption {
    pub(super) code: String,
    pub(super) verifier: String,
    pub(super) nonce: String,
    pub(super) redirect_uri: String,
}

/// Why the provider does not vouch for anybody.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProviderError {
    /// It cannot be reached, is too slow, or says what makes no sense.
    #[error("the identity provider is away: {0}")]
    Away(String),
    /// It does not take the code: used, too old, or not for this verifier or address.
    #[error("the identity provider does not take the code")]
    CodeRefused,
    /// It does not take us: our settings are not those that it knows.
    #[error("the identity provider refuses this service: {0}")]
    Refused(String),
    /// What it sent does not hold.
    #[error("the id token does not hold: {0}")]
    NotBelieved(String),
    /// It does not say that the e-mail address is the person's.
    #[error("the e-mail address is not verified")]
    EmailNotVerified,
}

impl Provider {
    /// The provider of these settings. Nothing is sent yet.
    pub fn new(config: OidcConfig, clock: Clock) -> reqwest::Result<Self> {
        Ok(Self(Arc::new(Parts {
            http: Http::new(config.patience)?,
            memory: Memory::default(),
            config,
            clock,
        })))
    }

    /// What it is known by, letter by letter.
    pub fn issuer(&self) -> &str {
        &self.0.config.issuer
    }

    /// Whether an app may have people sent back there.
    pub(super) fn allows(&self, redirect_uri: &str) -> bool {
        self.0
            .config
            .redirects
            .iter()
            .any(|known| known == redirect_uri)
    }

    /// The address at the provider that carries a question.
    pub(super) async fn address(&self, outbound: Outbound) -> Result<String, ProviderError> {
        let known = self.in_time(self.known()).await?;
        let redirect = redirect_url(outbound.redirect_uri)?;
        let request = known
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(outbound.state),
                move || outbound.nonce,
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_redirect_uri(Cow::Owned(redirect))
            .set_pkce_challenge(outbound.challenge);
        let request = match outbound.login_hint {
            Some(hint) => request.add_extra_param("login_hint", hint),
            None => request,
        };
        let (url, _, _) = request.url();
        Ok(url.into())
    }

    /// The person that a code stands for. A code is sent once, whatever comes back.
    pub(super) async fn redeem(&self, what: Redemption) -> Result<Identity, ProviderError> {
        self.in_time(self.redeem_slowly(what)).await
    }

    async fn redeem_slowly(&self, what: Redemption) -> Result<Identity, ProviderError> {
        let known = self.known().await?;
        let request = known
            .client
            .exchange_code(AuthorizationCode::new(what.code));
        let answer = request
            .map_err(|error| ProviderError::Away(format!("it names no token endpoint: {error}")))?
            .set_redirect_uri(Cow::Owned(redirect_url(what.redirect_uri)?))
            .set_pkce_verifier(PkceCodeVerifier::new(what.verifier))
            .request_async(&self.0.http)
            .await;
        let tokens = answer.map_err(refusal)?;
        let (now, nonce) = (self.0.clock.now(), Nonce::new(what.nonce));
        match believe::identity(&known, &tokens, &nonce, now) {
            Err(Doubt::UnknownKey) => {
                let known = self.known_with_new_keys(&known).await?;
                Ok(believe::identity(&known, &tokens, &nonce, now)?)
            }
            settled => Ok(settled?),
        }
    }

    async fn known(&self) -> Result<Arc<Known>, ProviderError> {
        let parts = &*self.0;
        parts
            .memory
            .known(&parts.config, &parts.http, &parts.clock)
            .await
    }

    async fn known_with_new_keys(&self, old: &Arc<Known>) -> Result<Arc<Known>, ProviderError> {
        let parts = &*self.0;
        let memory = &parts.memory;
        memory.with_new_keys(old, &parts.http, &parts.clock).await
    }

    /// What takes longer than anybody waits counts as no answer.
    async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let answer = timeout(self.0.config.patience, work).await;
        answer.unwrap_or_else(|_| Err(ProviderError::Away("it takes too long".into())))
    }
}

impl From<Doubt> for ProviderError {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::EmailNotVerified => Self::EmailNotVerified,
            Doubt::UnknownKey => Self::NotBelieved("its key is not known".into()),
            Doubt::Wrong(why) => Self::NotBelieved(why),
        }
    }
}

/// What a failed exchange means. Of the provider's answer only what names the error is repeated: the
/// rest may hold tokens.
fn refusal<E: Error + 'static>(
    error: RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>,
) -> ProviderError {
    match error {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::InvalidGrant => ProviderError::CodeRefused,
            CoreErrorResponseType::Extension(name)
                if ["server_error", "temporarily_unavailable"].contains(&name.as_str()) =>
            {
                ProviderError::Away(format!("it answers {name}"))
            }
            other => ProviderError::Refused(other.to_string()),
        },
        RequestTokenError::Request(error) => ProviderError::Away(chain(&error)),
        RequestTokenError::Parse(_, body) if has_id_token(&body) => {
            ProviderError::NotBelieved("it cannot be read".into())
        }
        RequestTokenError::Parse(..) => ProviderError::Away("its answer cannot be read".into()),
        RequestTokenError::Other(_) => {
            ProviderError::Away("it does not answer as it should".into())
        }
    }
}

/// Whether an answer that could not be read is one, but for its id token.
fn has_id_token(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "access_token")]
        _access: String,
        #[serde(rename = "id_token")]
        _id: String,
    }
    serde_json::from_slice::<Answer>(body).is_ok()
}

fn redirect_url(text: String) -> Result<RedirectUrl, ProviderError> {
    RedirectUrl::new(text)
        .map_err(|error| ProviderError::Refused(format!("the redirect is no address: {error}")))
}

/// An error with its causes.
fn chain(error: &(dyn Error + 'static)) -> String {
    telemetry::chain(error)
}
