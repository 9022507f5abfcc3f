//! A change of an order as it arrives in JSON.

use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{ContactBody, read_name};
use super::change::Change;
use super::order::TicketId;
use super::wanted::SeatNumber;
use crate::problem::{FieldError, Text};

/// What is to be different; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    /// The version that was looked at; when there is a later one the answer is 409.
    version: Option<u32>,
    contact: Option<ContactBody>,
    #[serde(default)]
    passengers: Vec<NameBody>,
    #[serde(default)]
    tickets: Vec<SeatBody>,
}

/// A passenger's new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NameBody {
    /// Position among the passengers, from 0.
    number: u8,
    given_name: String,
    surname: String,
}

/// A ticket's new seat, in the same cabin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeatBody {
    #[schema(value_type = String)]
    id: TicketId,
    #[schema(example = "12B")]
    seat: String,
}

impl ChangeBody {
    /// The change that it asks for, or everything that is wrong with it.
    pub(crate) fn read(self) -> Result<Change, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut change = Change {
            version: self.version,
            contact: self.contact.map(|contact| contact.read(&mut faults)),
            ..Change::default()
        };
        if change.contact.is_none() && self.passengers.is_empty() && self.tickets.is_empty() {
            let message = Text::fixed("바꿀 것이 없습니다", "has nothing to change");
            faults.push(FieldError::pointer("", message));
        }
        for (place, body) in self.passengers.into_iter().enumerate() {
            let mut name = |text: &str, member| {
                let pointer = || format!("/passengers/{place}/{member}");
                read_name(text, pointer).unwrap_or_else(|fault| {
                    faults.push(fault);
                    String::new()
                })
            };
            let given_name = name(&body.given_name, "given_name");
            let surname = name(&body.surname, "surname");
            change.names.push((body.number, given_name, surname));
        }
        for (place, body) in self.tickets.into_iter().enumerate() {
            let pointer = format!("/tickets/{place}");
            let is_twice = change.seats.iter().any(|(id, _)| *id == body.id);
            match SeatNumber::parse(&body.seat) {
                Some(_) if is_twice => {
                    let message = Text::fixed("두 번 있습니다", "is there twice");
                    faults.push(FieldError::pointer(format!("{pointer}/id"), message));
                }
                Some(seat) => change.seats.push((body.id, seat)),
                None => {
                    let message =
                        Text::fixed("12A와 같은 좌석 번호가 아닙니다", "is not a seat like 12A");
                    faults.push(FieldError::pointer(format!("{pointer}/seat"), message));
                }
            }
        }
        if faults.is_empty() {
            Ok(change)
        } else {
            Err(faults)
        }
    }
}
