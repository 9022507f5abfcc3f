//! A customer gives tickets back: the refund begins, and the provider is commanded in a task of its own.

use uuid::Uuid;

use super::send::send;
use crate::app::App;
use crate::booking::{RefundAsk, RefundStatus, RequestError, request_refund as request};
use crate::idempotency::Claim;
use crate::payments::store::refunds as store;
use crate::payments::toss::Toss;
use crate::telemetry::chain;

/// Where a refund stands when its customer is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// It is done, or refused for good.
    Over,
    /// Nobody knows yet.
    Pending,
}

/// Gives tickets back: waits for the provider for a while, and tells where the refund stands.
pub(super) async fn give_back(
    app: &App,
    ask: &RefundAsk,
    claim: &Claim,
) -> Result<Given, RequestError> {
    let begun = request(app, ask, claim).await?;
    let (false, Some(toss)) = (begun.done, app.toss.clone()) else {
        return Ok(if begun.done {
            Given::Over
        } else {
            Given::Pending
        });
    };
    let patience = toss.pace.customer;
    let task = tokio::spawn(in_background(app.clone(), toss, begun.id));
    // The task goes on without its customer; should it die, the job finds out.
    if tokio::time::timeout(patience, task).await.is_err() {
        tracing::info!(refund.id = %begun.id, "a refund takes longer");
    }
    let facts = store::find(&app.db, begun.id).await?;
    let is_over = facts
        .is_some_and(|facts| matches!(facts.status, RefundStatus::Done | RefundStatus::Refused));
    Ok(if is_over { Given::Over } else { Given::Pending })
}

async fn in_background(app: App, toss: Toss, id: Uuid) {
    if let Err(error) = send(&app, &toss, id).await {
        tracing::error!(refund.id = %id, error = %chain(&error), "a refund could not be settled");
    }
}
