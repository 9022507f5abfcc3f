//! Lists of orders as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::OrderView;
use crate::booking::order::{OrderId, OrderStatus};
use crate::booking::store::lists::ListedOrder;

/// A page of one's own orders.
#[derive(Serialize, ToSchema)]
#[schema(as = Orders)]
pub(crate) struct OrdersView {
    /// The newest first.
    pub(crate) items: Vec<OrderView>,
    /// For the next page; none after the last.
    #[schema(value_type = Option<String>)]
    pub(crate) next_cursor: Option<OrderId>,
}

/// A page of all orders.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminOrders)]
pub(crate) struct AdminOrdersView {
    /// The newest first.
    items: Vec<AdminOrderView>,
    /// For the next page; none after the last.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<OrderId>,
}

/// An order in short.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminOrder)]
struct AdminOrderView {
    #[schema(value_type = String)]
    id: OrderId,
    reference: String,
    user_id: u64,
    status: OrderStatus,
    total: i64,
    created_at: DateTime<Utc>,
    hold_expires_at: DateTime<Utc>,
}

impl AdminOrdersView {
    /// A page of these.
    pub(crate) fn new(page: Vec<ListedOrder>, next_cursor: Option<OrderId>) -> Self {
        let items = page.into_iter().map(|order| AdminOrderView {
            id: order.id,
            reference: order.reference,
            user_id: order.user,
            status: order.status,
            total: order.total,
            created_at: order.created_at,
            hold_expires_at: order.hold_expires_at,
        });
        Self {
            items: items.collect(),
            next_cursor,
        }
    }
}
