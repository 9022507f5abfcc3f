//! An administrator changes an order: contact, names, seats.
//!
//! Only tickets that are held or issued change, under the order's lock. A seat that is freed and one
//! that is taken change in one transaction: either the passenger has the new seat or still the old.

use chrono::{DateTime, Utc};
use search::model::SeatIndex;
use serde_json::{Value, json};
use sqlx::MySqlConnection;

use super::order::{OrderId, OrderStatus, TicketId, TicketStatus};
use super::seating;
use super::show::{ShowError, show};
use super::store::claims::{self, ClaimError, Seat};
use super::store::{edits, moves};
use super::wanted::{Contact, SeatNumber};
use super::whole::{TicketRow, WholeOrder};
use crate::accounts::UserId;
use crate::app::{App, retried};
use crate::audit::{self, Act};
use crate::idempotency::{Claim, NotKept};
use crate::problem::{FieldError, Text};
use axum::http::StatusCode;

/// What an administrator wants to be different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// The version that was looked at, so that nobody's change is lost.
    pub(crate) version: Option<u32>,
    /// A new contact.
    pub(crate) contact: Option<Contact>,
    /// New names, given name first, by the passenger's position.
    pub(crate) names: Vec<(u8, String, String)>,
    /// New seats.
    pub(crate) seats: Vec<(TicketId, SeatNumber)>,
}

/// Why an order is not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It cannot be shown, which comes first.
    #[error("could not read the order")]
    Show(#[from] ShowError),
    /// Parts of the change are wrong.
    #[error("{} parts of the change are wrong", .0.len())]
    Faults(Vec<FieldError>),
    /// The order is neither held nor paid.
    #[error("the order is {0:?}")]
    NotAllowed(OrderStatus),
    /// Somebody changed it meanwhile.
    #[error("the order is at version {0} by now")]
    Changed(u32),
    /// Somebody has the seat.
    #[error("a seat is taken")]
    SeatTaken(String),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not change the order")]
    Db(#[from] sqlx::Error),
}

/// Changes an order.
pub(crate) async fn change(
    app: &App,
    admin: UserId,
    id: OrderId,
    wanted: &Change,
    claim: &Claim,
) -> Result<(), ChangeError> {
    let order = show(app, id, None).await?;
    let plan = Plan::new(&order, wanted)?;
    retried(|| plan.write(app, admin, claim)).await?;
    seating::release(app, &plan.leave).await;
    seating::mark_taken(app, &plan.enter).await;
    Ok(())
}

/// A change that fits the order as it was read.
struct Plan<'a> {
    order: &'a WholeOrder,
    wanted: &'a Change,
    leave: Vec<Seat>,
    enter: Vec<Seat>,
    before: Value,
    after: Value,
}

impl<'a> Plan<'a> {
    fn new(order: &'a WholeOrder, wanted: &'a Change) -> Result<Self, ChangeError> {
        let mut faults = Vec::new();
        let passengers = order.passengers.len();
        for (place, (passenger, ..)) in wanted.names.iter().enumerate() {
            if usize::from(*passenger) >= passengers {
                let message = Text::fixed("없는 승객입니다", "is no passenger of the order");
                let pointer = format!("/passengers/{place}/number");
                faults.push(FieldError::pointer(pointer, message));
            }
        }
        let (mut leave, mut enter) = (Vec::new(), Vec::new());
        for (place, (ticket, number)) in wanted.seats.iter().enumerate() {
            match seat_change(order, *ticket, *number) {
                Ok((from, to)) => {
                    leave.push(from);
                    enter.push(to);
                }
                Err(message) => {
                    let pointer = format!("/tickets/{place}");
                    faults.push(FieldError::pointer(pointer, message));
                }
            }
        }
        if !faults.is_empty() {
            return Err(ChangeError::Faults(faults));
        }
        leave.sort_unstable();
        enter.sort_unstable();
        Ok(Self {
            before: values(order, wanted, None),
            after: values(order, wanted, Some(wanted)),
            order,
            wanted,
            leave,
            enter,
        })
    }

    async fn write(&self, app: &App, admin: UserId, claim: &Claim) -> Result<(), ChangeError> {
        let (id, now) = (self.order.head.id, app.clock.now());
        let mut tx = app.begin().await?;
        let order = moves::lock(&mut tx, id).await?;
        let order = order.ok_or(ShowError::NotFound)?;
        if !matches!(order.status, OrderStatus::Held | OrderStatus::Paid) {
            return Err(ChangeError::NotAllowed(order.status));
        }
        // What the plan was made of is what is changed.
        let expected = self.wanted.version.unwrap_or(self.order.head.version);
        if order.version != expected || order.version != self.order.head.version {
            return Err(ChangeError::Changed(order.version));
        }
        if order.status == OrderStatus::Held && order.hold.is_over(now) {
            return Err(ChangeError::NotAllowed(OrderStatus::Expired));
        }
        claim.keep(&mut tx, StatusCode::OK, id.0).await?;
        moves::move_to(&mut tx, &order, order.status, order.hold, now).await?;
        self.write_parts(&mut tx, id).await?;
        self.record(&mut tx, (admin, id), now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn write_parts(
        &self,
        conn: &mut MySqlConnection,
        id: OrderId,
    ) -> Result<(), ChangeError> {
        if let Some(contact) = &self.wanted.contact {
            edits::contact(conn, id, contact).await?;
        }
        for (passenger, given_name, surname) in &self.wanted.names {
            edits::name(conn, id, *passenger, (given_name, surname)).await?;
        }
        // The rows of the old seats stay locked until the end: nobody slips in between.
        for seat in &self.leave {
            claims::delete(conn, *seat).await?;
        }
        for seat in &self.enter {
            match claims::insert(conn, *seat).await {
                Ok(()) => edits::seat(conn, *seat).await?,
                Err(ClaimError::Taken(seat)) => {
                    return Err(ChangeError::SeatTaken(self.number(seat.ticket)));
                }
                Err(ClaimError::Db(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn record(
        &self,
        conn: &mut MySqlConnection,
        (admin, id): (UserId, OrderId),
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        moves::note(conn, id, "changed", &json!({}), now).await?;
        let act = Act {
            admin: Some(admin.0),
            action: "order.change",
            subject: &format!("order:{id}"),
            at: now,
        };
        audit::record(conn, act, Some(&self.before), Some(&self.after)).await
    }

    fn number(&self, ticket: TicketId) -> String {
        let mut seats = self.wanted.seats.iter();
        let found = seats.find(|(wanted, _)| *wanted == ticket);
        found.map_or_else(String::new, |(_, number)| number.to_string())
    }
}

/// From where to where a ticket's seat moves, or why not.
fn seat_change(
    order: &WholeOrder,
    ticket: TicketId,
    number: SeatNumber,
) -> Result<(Seat, Seat), Text> {
    let mut tickets = order.tickets.iter();
    let row: &TicketRow = tickets
        .find(|row| row.id == ticket)
        .ok_or_else(|| Text::fixed("이 주문에 없는 항공권입니다", "is no ticket of the order"))?;
    if !matches!(row.status, TicketStatus::Held | TicketStatus::Issued) {
        return Err(Text::fixed(
            "취소되었거나 환불 중인 항공권입니다",
            "is a ticket that is cancelled or being refunded",
        ));
    }
    let old: SeatIndex = row
        .seat
        .ok_or_else(|| Text::fixed("유아는 좌석이 없습니다", "is an infant's, without a seat"))?;
    let mut flights = order.flights.iter();
    let position = flights.position(|(facts, _)| facts.id == row.flight);
    let place = position.and_then(|p| Some((order.flights.get(p)?.1, order.layouts.get(p)?)));
    let new = place.and_then(|(cabin, layout)| {
        let index = number.index(layout)?;
        (layout.cabin_of(index) == Some(cabin)).then_some(index)
    });
    let new = new.ok_or_else(|| {
        Text::fixed(
            "이 객실에 없는 좌석입니다",
            "names a seat its cabin has not",
        )
    })?;
    let seat = |index| Seat {
        flight: row.flight,
        index,
        ticket,
    };
    Ok((seat(old), seat(new)))
}

/// The values that a change is about, as they are or, with `new`, as they will be. Names and contacts
/// are personal: the log says which changed, not to what.
fn values(order: &WholeOrder, wanted: &Change, new: Option<&Change>) -> Value {
    let seats = wanted.seats.iter().map(|(ticket, number)| {
        let old = order.tickets.iter().find(|row| row.id == *ticket);
        let old = old.and_then(|row| order.seat_number(row));
        let seat = match new {
            Some(_) => Some(number.to_string()),
            None => old,
        };
        json!({ "ticket": ticket, "seat": seat })
    });
    let names: Vec<u8> = wanted.names.iter().map(|(number, ..)| *number).collect();
    json!({
        "version": order.head.version + u32::from(new.is_some()),
        "contact_changed": wanted.contact.is_some(),
        "names_changed": names,
        "seats": seats.collect::<Vec<_>>(),
    })
}
