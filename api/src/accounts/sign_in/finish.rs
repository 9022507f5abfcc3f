//! Coming back from the provider: the attempt is looked up and gone, the code is exchanged, and
//! somebody is signed in.

use super::attempt::{ATTEMPT_LIVES, Attempt};
use super::begin::callback;
use super::provider::{Provider, ProviderError, Redemption};
use super::return_to::ReturnTo;
use super::store;
use crate::accounts::access::SignedIn;
use crate::accounts::store::users;
use crate::accounts::token::Token;
use crate::accounts::user::{Identity, User};
use crate::accounts::users::find_or_join;
use crate::app::{App, retried};
use crate::problem::repeated;

/// What a browser brings back.
#[derive(Default)]
pub(super) struct Return {
    pub(super) state: Option<String>,
    pub(super) code: Option<String>,
    /// Who says that they answer (RFC 9207).
    pub(super) issuer: Option<String>,
    /// Why there is no code.
    pub(super) error: Option<String>,
}

/// Whose browser it is.
#[derive(Debug)]
pub(super) struct Browser {
    /// What it is known by since the attempt began.
    pub(super) known_by: Option<Token>,
    /// Who has been signed in until now.
    pub(super) before: Option<SignedIn>,
    /// What it calls itself.
    pub(super) device: String,
}

/// Somebody who is signed in.
pub(super) struct Arrival {
    /// Opens the new session.
    pub(super) token: Token,
    /// Who they are to us.
    pub(super) user: User,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub(super) enum FinishError {
    /// No attempt has that state: it was used, or is too old, or never was.
    #[error("no attempt has that state")]
    NoAttempt,
    /// The attempt began in another browser.
    #[error("the attempt began in another browser")]
    OtherBrowser,
    /// Neither a code nor an error came back.
    #[error("the provider sent no code")]
    NoCode,
    /// The person did not want to.
    #[error("the person turned back at the provider")]
    Cancelled,
    /// The provider could not go on now.
    #[error("the provider answered that it is away")]
    Away,
    /// The provider would not go on.
    #[error("the provider answered with the error {0}")]
    Declined(String),
    /// Another provider answers than was asked.
    #[error("another issuer answered than was asked")]
    OtherIssuer,
    /// The provider is away, or does not vouch for the person.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// MySQL refused or is away.
    #[error("could not sign somebody in")]
    Db(#[from] sqlx::Error),
}

/// Signs in whoever comes back, and says where they wanted to go.
pub(super) async fn finish(
    app: &App,
    provider: &Provider,
    back: Return,
    browser: Browser,
) -> Result<(Arrival, ReturnTo), FinishError> {
    let state = back.state.as_deref().and_then(Token::parse);
    let state = state.ok_or(FinishError::NoAttempt)?;
    let attempt = retried(|| take(app, &state)).await?;
    let attempt = attempt.ok_or(FinishError::NoAttempt)?;
    if browser.known_by.as_ref().map(Token::hash) != Some(attempt.browser) {
        return Err(FinishError::OtherBrowser);
    }
    if back
        .issuer
        .is_some_and(|issuer| issuer != provider.issuer())
    {
        return Err(FinishError::OtherIssuer);
    }
    match back.error.as_deref() {
        Some("access_denied") => return Err(FinishError::Cancelled),
        Some("server_error" | "temporarily_unavailable") => return Err(FinishError::Away),
        Some(error) => return Err(FinishError::Declined(repeated(error))),
        None => {}
    }
    let code = back.code.filter(|code| !code.is_empty());
    let redemption = Redemption {
        code: code.ok_or(FinishError::NoCode)?,
        verifier: attempt.verifier,
        nonce: attempt.nonce,
        redirect_uri: callback(app),
    };
    let person = provider.redeem(redemption).await?;
    let arrival = retried(|| welcome(app, &person, &browser)).await?;
    Ok((arrival, attempt.return_to))
}

/// Opens a session for that person, who joins when they are new, and ends the one before: a token
/// that somebody else may know must not become that of whoever signs in.
pub(super) async fn welcome(
    app: &App,
    person: &Identity,
    browser: &Browser,
) -> sqlx::Result<Arrival> {
    let mut tx = app.begin().await?;
    let user = find_or_join(&mut tx, person, app.clock.now()).await?;
    if let Some(before) = browser.before {
        app.sessions.end(&mut tx, before.id, before.session).await?;
    }
    let user = users::find_for_update(&mut tx, user).await?;
    let user = user.ok_or(sqlx::Error::RowNotFound)?;
    let token = app.sessions.open(&mut tx, user.id, &browser.device).await?;
    tx.commit().await?;
    if let Some(before) = browser.before {
        app.sessions.forget(before.id);
    }
    tracing::info!(user.id = user.id.0, "somebody signed in");
    Ok(Arrival { token, user })
}

async fn take(app: &App, state: &Token) -> sqlx::Result<Option<Attempt>> {
    let mut tx = app.begin().await?;
    let since = app.clock.now() - ATTEMPT_LIVES;
    let attempt = store::take(&mut tx, state.hash(), since).await?;
    tx.commit().await?;
    Ok(attempt)
}
