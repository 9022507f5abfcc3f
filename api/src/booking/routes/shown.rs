//! Orders as answers, also to requests that are repeated.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::accounts::UserId;
use crate::app::App;
use crate::booking::order::OrderId;
use crate::booking::show;
use crate::booking::view::OrderView;
use crate::booking::whole::WholeOrder;
use crate::idempotency::{self, Ask, Caller, Claim, Done};
use crate::problem::{ApiError, Language};

/// To whom orders are shown, and how.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The service.
    pub(crate) app: App,
    /// Whose orders; `None`: anybody's.
    pub(crate) owner: Option<UserId>,
    /// In which language.
    pub(crate) language: Language,
}

impl Shown {
    /// One's own orders.
    pub(crate) fn to(app: &App, owner: UserId, language: Language) -> Self {
        Self {
            app: app.clone(),
            owner: Some(owner),
            language,
        }
    }

    /// An order as it is now, as an answer that a repeated request is shown anew.
    pub(crate) async fn done(&self, status: StatusCode, id: OrderId) -> Result<Done, ApiError> {
        let order = show::show(&self.app, id, self.owner).await?;
        self.whole(status, &order)
    }

    /// The same of an order that was read already.
    pub(crate) fn whole(&self, status: StatusCode, order: &WholeOrder) -> Result<Done, ApiError> {
        let view = OrderView::new(&self.app, order, self.language);
        Ok(Done::json(status, &view, self.language)?.about(order.head.id.0))
    }
}

/// Runs a write about an order once; a repeated request is shown the order as it is.
pub(crate) async fn once<R, F>(
    app: &App,
    caller: UserId,
    ask: Ask,
    run: R,
    shown: Shown,
) -> Result<Response, ApiError>
where
    R: FnOnce(Arc<Ask>, Claim) -> F + Send + 'static,
    F: Future<Output = Result<Done, ApiError>> + Send,
{
    let again = move |id: Uuid| async move { shown.done(StatusCode::OK, OrderId(id)).await };
    idempotency::once(app, Caller::user(caller.0), ask, run, again).await
}
