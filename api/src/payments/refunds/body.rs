//! What a refund is asked with.

use search::model::Won;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::UserId;
use crate::booking::{OrderId, RefundAsk, TicketId};
use crate::problem::{ApiError, FieldError, Text};
use crate::request::Params;

/// The longest reason, in characters: it goes to the provider with our id in front.
const LONGEST_REASON: usize = 150;

/// Tickets that may be named: nine passengers on as many flights as an order has.
const MOST_TICKETS: usize = 100;

const NO_TICKET: Text = Text::fixed(
    "이 주문의 항공권이 아닙니다",
    "is not a ticket of this order",
);

const NO_REASON: Text = Text::fixed(
    "1~150자의 사유여야 합니다",
    "is not a reason of 1 to 150 characters",
);

const NO_AMOUNT: Text = Text::fixed("금액이 아닙니다", "is not an amount in KRW");

/// Tickets to give back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RefundRequest)]
pub(super) struct RefundBody {
    /// Which; all that can be given back when left out.
    tickets: Option<Vec<String>>,
    /// Why.
    #[schema(min_length = 1, max_length = 150)]
    reason: String,
    /// `refund` of the quote, in KRW.
    expected_amount: i64,
}

impl RefundBody {
    /// What is asked for; every member that is wrong is named.
    pub(super) fn read(self, order: OrderId, customer: UserId) -> Result<RefundAsk, ApiError> {
        let mut wrong = Vec::new();
        let tickets = self.tickets.as_deref().map(ids);
        let tickets = match tickets {
            Some(None) => {
                wrong.push(FieldError::pointer("/tickets", NO_TICKET));
                None
            }
            Some(Some(tickets)) => Some(tickets),
            None => None,
        };
        let reason = self.reason.trim();
        let has_control = reason.chars().any(char::is_control);
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON || has_control {
            wrong.push(FieldError::pointer("/reason", NO_REASON));
        }
        if self.expected_amount < 0 {
            wrong.push(FieldError::pointer("/expected_amount", NO_AMOUNT));
        }
        match wrong.is_empty() {
            true => Ok(RefundAsk {
                order,
                customer,
                tickets,
                reason: reason.to_owned(),
                expected: Won(self.expected_amount),
            }),
            false => Err(ApiError::invalid(wrong)),
        }
    }
}

/// The tickets that a quote is asked for, with commas between them.
pub(super) fn tickets(mut params: Params<'_>) -> Result<Option<Vec<TicketId>>, ApiError> {
    let tickets = params.read("tickets", |text| {
        let named: Vec<String> = text.split(',').map(str::to_owned).collect();
        ids(&named).ok_or(NO_TICKET)
    });
    params.finish(Some(tickets))
}

/// The ids of at least one ticket, none twice.
fn ids(texts: &[String]) -> Option<Vec<TicketId>> {
    if texts.is_empty() || texts.len() > MOST_TICKETS {
        return None;
    }
    let mut ids: Vec<TicketId> = Vec::with_capacity(texts.len());
    for text in texts {
        let id = text.trim().parse().ok()?;
        if ids.contains(&id) {
            return None;
        }
        ids.push(id);
    }
    Some(ids)
}
