//! What goes back, as JSON.

use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use crate::booking::{RefundQuote, Rule, TicketId};

/// What goes back for some tickets.
#[derive(Serialize, ToSchema)]
#[schema(as = RefundQuote)]
pub(super) struct QuoteView {
    tickets: Vec<TicketQuoteView>,
    /// What they cost.
    #[schema(value_type = i64)]
    paid: Won,
    /// What is kept.
    #[schema(value_type = i64)]
    fee: Won,
    /// What goes back.
    #[schema(value_type = i64)]
    refund: Won,
    /// Why, of the ticket of which most is kept.
    rule: Rule,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TicketRefundQuote)]
struct TicketQuoteView {
    #[schema(value_type = String)]
    id: TicketId,
    #[schema(value_type = i64)]
    paid: Won,
    #[schema(value_type = i64)]
    fee: Won,
    #[schema(value_type = i64)]
    refund: Won,
    rule: Rule,
}

impl From<&RefundQuote> for QuoteView {
    fn from(quote: &RefundQuote) -> Self {
        let tickets = quote.tickets.iter().map(|ticket| TicketQuoteView {
            id: ticket.id,
            paid: ticket.paid,
            fee: ticket.fee,
            refund: ticket.paid - ticket.fee,
            rule: ticket.rule,
        });
        Self {
            tickets: tickets.collect(),
            paid: quote.paid(),
            fee: quote.fee(),
            refund: quote.refund(),
            rule: quote.rule(),
        }
    }
}
