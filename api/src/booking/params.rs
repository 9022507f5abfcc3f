//! What lists of orders are asked, read from query parameters.

use super::order::{OrderId, OrderStatus};
use super::store::lists::Narrowing;
use crate::problem::{ApiError, Text};
use crate::request::Params;
use crate::request::params::value;
use uuid::Uuid;

/// Orders on a page, unless the parameters say otherwise.
const LIMIT: u32 = 20;

/// The most orders on a page.
const MOST: i64 = 100;

/// Which of one's orders.
const WHEN: &[(&str, bool)] = &[("upcoming", true), ("past", false)];

const STATUSES: &[(&str, OrderStatus)] = &[
    ("held", OrderStatus::Held),
    ("paying", OrderStatus::Paying),
    ("paid", OrderStatus::Paid),
    ("expired", OrderStatus::Expired),
    ("cancelled", OrderStatus::Cancelled),
];

/// A page of one's own orders.
#[derive(Clone, Debug)]
pub(crate) struct OrdersAsk {
    /// With a flight ahead, or without; `None`: all.
    pub(crate) ahead: Option<bool>,
    /// Where the page begins, and how long it is.
    pub(crate) page: (OrderId, u32),
}

/// A page of all orders.
#[derive(Clone, Debug)]
pub(crate) struct AdminOrdersAsk {
    /// What they are narrowed by.
    pub(crate) by: Narrowing,
    /// Where the page begins, and how long it is.
    pub(crate) page: (OrderId, u32),
}

impl OrdersAsk {
    /// Reads it, or names everything that is wrong.
    pub(crate) fn read(mut params: Params<'_>) -> Result<Self, ApiError> {
        let ahead = params.read("when", |text| value::word(text, WHEN));
        let page = page(&mut params);
        params.finish(Some(Self { ahead, page }))
    }
}

impl AdminOrdersAsk {
    /// Reads it, or names everything that is wrong.
    pub(crate) fn read(mut params: Params<'_>) -> Result<Self, ApiError> {
        let by = Narrowing {
            status: params.read("status", |text| value::word(text, STATUSES)),
            user: params
                .read("user", |text| value::number(text, 1, i64::MAX))
                .map(|user| user as u64),
            reference: params.take("reference").map(|text| text.to_uppercase()),
        };
        let page = page(&mut params);
        params.finish(Some(Self { by, page }))
    }
}

fn page(params: &mut Params<'_>) -> (OrderId, u32) {
    let limit = params.read("limit", |text| value::number(text, 1, MOST));
    let cursor = params.read("cursor", |text| {
        text.parse().map_err(|_| {
            Text::fixed(
                "next_cursor로 받은 값이 아닙니다",
                "is not a next_cursor of ours",
            )
        })
    });
    let first = OrderId(Uuid::from_bytes([0xff; 16]));
    (
        cursor.unwrap_or(first),
        limit.map_or(LIMIT, |limit| limit as u32),
    )
}
