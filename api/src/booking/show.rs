//! Looking at orders.

use chrono::{DateTime, Utc};

use super::order::OrderId;
use super::store::{lists, whole};
use super::whole::WholeOrder;
use crate::accounts::UserId;
use crate::app::App;
use crate::catalog::CatalogError;

/// Why an order is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// There is no such order, or it is somebody else's.
    #[error("no such order")]
    NotFound,
    /// A flight's airplane has a layout that does not exist.
    #[error("a flight has no seat layout")]
    NoLayout,
    /// A layout cannot be read.
    #[error("could not read a seat layout")]
    Layout(#[from] CatalogError),
    /// MySQL refused or is away.
    #[error("could not read the order")]
    Db(#[from] sqlx::Error),
}

/// An order; only of `owner`, when there is one.
pub(crate) async fn show(
    app: &App,
    id: OrderId,
    owner: Option<UserId>,
) -> Result<WholeOrder, ShowError> {
    let mut conn = app.db.acquire().await?;
    let order = whole::find(&mut conn, id, owner).await?;
    drop(conn);
    let mut order = order.ok_or(ShowError::NotFound)?;
    for (facts, _) in &order.flights {
        let layout = app.catalog.layout(&app.db, facts.layout).await?;
        order.layouts.push(layout.ok_or(ShowError::NoLayout)?);
    }
    Ok(order)
}

/// A page of a customer's orders, the newest first, and where the next begins. `ahead`: only those
/// with a flight that leaves after `now`, or only those without one.
pub(crate) async fn page(
    app: &App,
    owner: UserId,
    (before, limit): (OrderId, u32),
    (ahead, now): (Option<bool>, DateTime<Utc>),
) -> Result<(Vec<WholeOrder>, Option<OrderId>), ShowError> {
    let ids = lists::of_user(&app.db, owner, (before, limit + 1), (ahead, now)).await?;
    let (ids, next) = cut(ids, limit, |id| *id);
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        orders.push(show(app, id, Some(owner)).await?);
    }
    Ok((orders, next))
}

/// A page of at most `limit` out of one more, and the cursor when there is more.
pub(crate) fn cut<T>(
    mut page: Vec<T>,
    limit: u32,
    id: impl Fn(&T) -> OrderId,
) -> (Vec<T>, Option<OrderId>) {
    let more = page.len() > limit as usize;
    page.truncate(limit as usize);
    let next = page.last().filter(|_| more).map(id);
    (page, next)
}
