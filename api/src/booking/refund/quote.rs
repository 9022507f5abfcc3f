//! What goes back for tickets, and what is kept.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlConnection;

use super::rule::{self, Moment, Rule, Travel};
use crate::accounts::UserId;
use crate::app::App;
use crate::booking::order::{OrderId, OrderStatus, TicketId, TicketStatus};
use crate::booking::store::refunds::{self, Bought, Paid};
use crate::booking::store::whole;
use crate::pricing::PassengerKind;

/// What goes back for some tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundQuote {
    /// Each ticket.
    pub tickets: Vec<TicketQuote>,
}

/// What goes back for one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketQuote {
    /// Which.
    pub id: TicketId,
    /// What it cost, in KRW.
    pub paid: Won,
    /// What is kept.
    pub fee: Won,
    /// Why.
    pub rule: Rule,
}

/// Why there is no quote.
#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    /// There is no such order, or it is somebody else's.
    #[error("no such order")]
    NotFound,
    /// It is not paid.
    #[error("the order is not paid")]
    NotPaid(OrderStatus),
    /// A ticket that is named is not one of the order.
    #[error("a ticket is not one of the order")]
    NoSuchTicket,
    /// A ticket that is named is given back already.
    #[error("a ticket is given back already")]
    NotLive,
    /// The flights have left.
    #[error("the flight has left")]
    Departed,
    /// Children would travel alone, or infants without a lap.
    #[error("children would be left without an adult")]
    ChildrenAlone,
    /// A row cannot be.
    #[error("the order is paid, and no payment says so")]
    NoPayment,
    /// MySQL refused or is away.
    #[error("could not read what goes back")]
    Db(#[from] sqlx::Error),
}

impl RefundQuote {
    /// What the tickets cost.
    pub fn paid(&self) -> Won {
        Won(self.tickets.iter().map(|ticket| ticket.paid.0).sum())
    }

    /// What is kept.
    pub fn fee(&self) -> Won {
        Won(self.tickets.iter().map(|ticket| ticket.fee.0).sum())
    }

    /// What goes back.
    pub fn refund(&self) -> Won {
        self.paid() - self.fee()
    }

    /// The rule of the ticket of which most is kept.
    pub fn rule(&self) -> Rule {
        let dearest = self.tickets.iter().max_by_key(|ticket| ticket.fee.0);
        dearest.map_or(Rule::TimeLeft, |ticket| ticket.rule)
    }
}

/// What goes back for these tickets of somebody's order; for all that can be given back when none is
/// named.
pub async fn quote(
    app: &App,
    customer: UserId,
    order: OrderId,
    tickets: Option<&[TicketId]>,
) -> Result<RefundQuote, QuoteError> {
    let mut conn = app.db.acquire().await?;
    let whole = whole::find(&mut conn, order, Some(customer)).await?;
    let status = whole.ok_or(QuoteError::NotFound)?.head.status;
    if status != OrderStatus::Paid {
        return Err(QuoteError::NotPaid(status));
    }
    let paid = refunds::paid(&mut conn, order).await?;
    let paid = paid.ok_or(QuoteError::NoPayment)?;
    let (quote, _) = of_order(app, &mut conn, (order, &paid), tickets).await?;
    Ok(quote)
}

/// The same of an order that is paid, with the tickets themselves.
pub(super) async fn of_order(
    app: &App,
    conn: &mut MySqlConnection,
    (order, paid): (OrderId, &Paid),
    tickets: Option<&[TicketId]>,
) -> Result<(RefundQuote, Vec<Bought>), QuoteError> {
    let now = app.clock.now();
    let steps = refunds::rules(conn).await?;
    let bought = refunds::bought(conn, order).await?;
    let chosen = chosen(&bought, tickets, now)?;
    let tickets = chosen.iter().map(|ticket| {
        let moment = moment(app, ticket, (now, paid.captured_at));
        let (fee, rule) = rule::fee(&steps, &moment, &ticket.price);
        TicketQuote {
            id: ticket.id,
            paid: ticket.price.total(),
            fee,
            rule,
        }
    });
    let quote = RefundQuote {
        tickets: tickets.collect(),
    };
    Ok((quote, chosen))
}

fn moment(app: &App, ticket: &Bought, (now, paid_at): (DateTime<Utc>, DateTime<Utc>)) -> Moment {
    let airports = &app.catalog.airports;
    let is_domestic = airports.is_domestic(ticket.origin, ticket.destination);
    Moment {
        now,
        paid_at,
        departs_at: ticket.departs_at,
        days_left: ticket.day.since(airports.today(ticket.origin, now)),
        travel: match is_domestic {
            true => Travel::Domestic,
            false => Travel::International,
        },
        cancelled: ticket.cancelled,
    }
}

/// The tickets that are named; without names all that can be given back.
fn chosen(
    bought: &[Bought],
    tickets: Option<&[TicketId]>,
    now: DateTime<Utc>,
) -> Result<Vec<Bought>, QuoteError> {
    let live = |ticket: &Bought| ticket.status == TicketStatus::Issued;
    let flies = |ticket: &Bought| ticket.cancelled || ticket.departs_at > now;
    let chosen: Vec<Bought> = match tickets {
        Some(named) => {
            let known = |id: &TicketId| bought.iter().any(|ticket| ticket.id == *id);
            if !named.iter().all(known) {
                return Err(QuoteError::NoSuchTicket);
            }
            let named = bought.iter().filter(|ticket| named.contains(&ticket.id));
            named.cloned().collect()
        }
        None => {
            let all = bought.iter().filter(|ticket| live(ticket) && flies(ticket));
            all.cloned().collect()
        }
    };
    if !chosen.iter().all(live) {
        return Err(QuoteError::NotLive);
    }
    if chosen.is_empty() || !chosen.iter().all(flies) {
        return Err(QuoteError::Departed);
    }
    let stays = |ticket: &&Bought| live(ticket) && !chosen.iter().any(|c| c.id == ticket.id);
    let staying: Vec<&Bought> = bought.iter().filter(stays).collect();
    match chosen.iter().all(|gone| is_cared_for(&staying, gone)) {
        true => Ok(chosen),
        false => Err(QuoteError::ChildrenAlone),
    }
}

/// Whether those who still fly on the flight of `gone` have enough adults with them.
fn is_cared_for(staying: &[&Bought], gone: &Bought) -> bool {
    let count = |kind| {
        let on_it = staying.iter().filter(|ticket| ticket.flight == gone.flight);
        on_it.filter(|ticket| ticket.kind == kind).count()
    };
    let (adults, infants) = (count(PassengerKind::Adult), count(PassengerKind::Infant));
    let least = infants.max(count(PassengerKind::Child).min(1));
    adults >= least
}
