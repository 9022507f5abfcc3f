//! Beginning to sign in: where the browser is sent, and what is kept until it comes back.

use chrono::{DateTime, Utc};
use openidconnect::{Nonce, PkceCodeChallenge};
use sqlx::MySqlConnection;

use super::attempt::{ATTEMPT_LIVES, Attempt};
use super::provider::{Outbound, Provider, ProviderError};
use super::return_to::ReturnTo;
use super::store;
use crate::accounts::token::Token;
use crate::app::{App, retried};

/// What somebody wants who begins.
#[derive(Debug)]
pub(super) struct Wish {
    /// Where to afterwards.
    pub(super) return_to: ReturnTo,
    /// The address they will sign in with, for the provider.
    pub(super) login_hint: Option<String>,
    /// What their browser is known by, from an earlier attempt.
    pub(super) browser: Option<Token>,
}

/// A beginning.
pub(super) struct Begun {
    /// The provider's address, with the question in it.
    pub(super) url: String,
    /// What the browser is known by.
    pub(super) browser: Token,
}

/// Why nobody is sent to the provider.
#[derive(Debug, thiserror::Error)]
pub(super) enum BeginError {
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("could not note the attempt")]
    Db(#[from] sqlx::Error),
}

/// Notes an attempt and says where to send the browser.
pub(super) async fn begin(app: &App, provider: &Provider, wish: Wish) -> Result<Begun, BeginError> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (state, nonce) = (Token::random(), Nonce::new_random());
    let browser = wish.browser.unwrap_or_else(Token::random);
    let outbound = Outbound {
        redirect_uri: callback(app),
        state: state.to_text(),
        nonce: nonce.clone(),
        challenge,
        login_hint: wish.login_hint,
    };
    // Asked first: an attempt that leads nowhere is not kept.
    let url = provider.address(outbound).await?;
    let attempt = Attempt {
        browser: browser.hash(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        return_to: wish.return_to,
    };
    retried(|| note(app, &state, &attempt)).await?;
    Ok(Begun { url, browser })
}

/// Our page that the provider sends browsers back to.
pub(super) fn callback(app: &App) -> String {
    format!("{}/login/oauth2/code/google", app.config.http.base_url)
}

/// Attempts that each new one clears away, so that they cannot heap up between two purges.
const CLEARED_BY_EACH: u64 = 100;

/// As many attempts are deleted in one statement, so that none is long.
pub(crate) const MOST_CLEARED: u64 = 1_000;

/// Deletes some of the attempts that are too old at `now` to be finished; how many.
pub(crate) async fn clear(conn: &mut MySqlConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    store::clear(conn, now - ATTEMPT_LIVES, MOST_CLEARED).await
}

async fn note(app: &App, state: &Token, attempt: &Attempt) -> sqlx::Result<()> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    store::clear(&mut tx, now - ATTEMPT_LIVES, CLEARED_BY_EACH).await?;
    store::insert(&mut tx, state.hash(), attempt, now).await?;
    tx.commit().await
}
