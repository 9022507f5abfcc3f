//! An app that has been at the provider itself hands over the code it came back with.

use super::finish::{Arrival, Browser, welcome};
use super::provider::{Provider, ProviderError, Redemption};
use crate::app::{App, retried};

/// Why an app is not signed in.
#[derive(Debug, thiserror::Error)]
pub(super) enum RedeemError {
    /// The provider is away, or does not vouch for the person.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// MySQL refused or is away.
    #[error("could not sign somebody in")]
    Db(#[from] sqlx::Error),
}

/// Signs in the person whose code it is, on that device.
pub(super) async fn redeem(
    app: &App,
    provider: &Provider,
    redemption: Redemption,
    device: String,
) -> Result<Arrival, RedeemError> {
    let person = provider.redeem(redemption).await?;
    let app_itself = Browser {
        known_by: None,
        before: None,
        device,
    };
    Ok(retried(|| welcome(app, &person, &app_itself)).await?)
}
