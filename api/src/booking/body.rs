//! An order as it arrives in JSON.

use chrono::NaiveDate;
use search::model::{Cabin, FlightId, Won};
use serde::Deserialize;
use utoipa::ToSchema;

use super::wanted::{
    Contact, MOST_FLIGHTS, MOST_PASSENGERS, SeatNumber, Traveller, Wanted, WantedFlight,
};
use crate::pricing::PassengerKind;
use crate::problem::{FieldError, Language, Text};

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// What to book, for whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderBody {
    /// In the order of travel, each once.
    flights: Vec<FlightBody>,
    /// Everybody who travels, 1 to 9.
    passengers: Vec<PassengerBody>,
    contact: ContactBody,
    /// What it should cost in KRW; when it costs something else the answer is 409.
    #[schema(example = 192_300)]
    expected_total: Option<i64>,
}

/// A flight to book.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlightBody {
    #[schema(example = 1_234_567)]
    flight_id: u64,
    #[schema(value_type = String, example = "economy")]
    cabin: Cabin,
    /// These seats, one for each who has a seat, in the order of the passengers; any when left out.
    #[schema(example = json!(["12A"]))]
    seats: Option<Vec<String>>,
}

/// Somebody who travels.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PassengerBody {
    #[serde(rename = "type")]
    kind: KindBody,
    /// As in the passport.
    #[schema(example = "GILDONG")]
    given_name: String,
    /// As in the passport.
    #[schema(example = "HONG")]
    surname: String,
    /// Needed for children and infants.
    birth_date: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KindBody {
    Adult,
    Child,
    Infant,
}

/// How the customer is reached.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactBody {
    #[schema(example = "hong@example.com")]
    email: String,
    #[schema(example = "010-1234-5678")]
    phone: String,
}

impl OrderBody {
    /// The order that it asks for, or everything that is wrong with it.
    pub(crate) fn read(self, language: Language) -> Result<Wanted, Vec<FieldError>> {
        let mut faults = Vec::new();
        let flights = flights(&self.flights, &mut faults);
        let passengers = passengers(self.passengers, &mut faults);
        let contact = self.contact.read(&mut faults);
        let expected_total = self.expected_total.map(Won);
        if expected_total.is_some_and(|total| total < Won(0)) {
            let message = Text::fixed("0 이상이어야 합니다", "is less than 0");
            faults.push(FieldError::pointer("/expected_total", message));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Wanted {
            flights,
            passengers,
            contact,
            expected_total,
            language,
        })
    }
}

fn flights(bodies: &[FlightBody], faults: &mut Vec<FieldError>) -> Vec<WantedFlight> {
    if !(1..=MOST_FLIGHTS).contains(&bodies.len()) {
        faults.push(FieldError::pointer(
            "/flights",
            Text::new(
                format!("항공편은 1~{MOST_FLIGHTS}개여야 합니다"),
                format!("has to have 1 to {MOST_FLIGHTS} flights"),
            ),
        ));
        return vec![];
    }
    let mut flights = Vec::with_capacity(bodies.len());
    for (position, body) in bodies.iter().enumerate() {
        let is_same = |other: &FlightBody| other.flight_id == body.flight_id;
        if bodies[..position].iter().any(is_same) {
            let message = Text::fixed("같은 항공편이 두 번 있습니다", "is there twice");
            let pointer = format!("/flights/{position}/flight_id");
            faults.push(FieldError::pointer(pointer, message));
        }
        flights.push(WantedFlight {
            id: FlightId(body.flight_id),
            cabin: body.cabin,
            seats: body
                .seats
                .as_ref()
                .map(|seats| seat_numbers(seats, position, faults)),
        });
    }
    flights
}

fn seat_numbers(
    texts: &[String],
    position: usize,
    faults: &mut Vec<FieldError>,
) -> Vec<SeatNumber> {
    let mut seats = Vec::new();
    // How many there have to be is said later; no more are looked at.
    for (place, text) in texts.iter().take(MOST_PASSENGERS + 1).enumerate() {
        match SeatNumber::parse(text) {
            Some(seat) => seats.push(seat),
            None => faults.push(FieldError::pointer(
                format!("/flights/{position}/seats/{place}"),
                Text::fixed("12A와 같은 좌석 번호가 아닙니다", "is not a seat like 12A"),
            )),
        }
    }
    seats
}

fn passengers(bodies: Vec<PassengerBody>, faults: &mut Vec<FieldError>) -> Vec<Traveller> {
    if !(1..=MOST_PASSENGERS).contains(&bodies.len()) {
        faults.push(FieldError::pointer(
            "/passengers",
            Text::new(
                format!("승객은 1~{MOST_PASSENGERS}명이어야 합니다"),
                format!("has to have 1 to {MOST_PASSENGERS} passengers"),
            ),
        ));
        return vec![];
    }
    let read = |(position, body): (usize, PassengerBody)| body.read(position, faults);
    let passengers: Vec<Traveller> = bodies.into_iter().enumerate().map(read).collect();
    let count = |kind| passengers.iter().filter(|p| p.kind == kind).count();
    let (adults, infants) = (count(PassengerKind::Adult), count(PassengerKind::Infant));
    if adults == 0 {
        let message = Text::fixed(
            "성인이 한 명 이상 있어야 합니다",
            "needs at least one adult",
        );
        faults.push(FieldError::pointer("/passengers", message));
    } else if infants > adults {
        let message = Text::fixed(
            "유아는 성인보다 많을 수 없습니다",
            "has more infants than adults",
        );
        faults.push(FieldError::pointer("/passengers", message));
    }
    passengers
}

impl PassengerBody {
    fn read(self, position: usize, faults: &mut Vec<FieldError>) -> Traveller {
        let kind = PassengerKind::from(self.kind);
        if kind != PassengerKind::Adult && self.birth_date.is_none() {
            faults.push(FieldError::pointer(
                format!("/passengers/{position}/birth_date"),
                Text::fixed(
                    "소아와 유아는 생년월일이 필요합니다",
                    "is needed for children and infants",
                ),
            ));
        }
        let mut name = |text: &str, member| {
            let pointer = || format!("/passengers/{position}/{member}");
            read_name(text, pointer).unwrap_or_else(|fault| {
                faults.push(fault);
                String::new()
            })
        };
        Traveller {
            kind,
            given_name: name(&self.given_name, "given_name"),
            surname: name(&self.surname, "surname"),
            birth_date: self.birth_date,
        }
    }
}

impl From<KindBody> for PassengerKind {
    fn from(kind: KindBody) -> Self {
        match kind {
            KindBody::Adult => Self::Adult,
            KindBody::Child => Self::Child,
            KindBody::Infant => Self::Infant,
        }
    }
}

impl ContactBody {
    /// The contact; what is wrong with it is named below `/contact`.
    pub(crate) fn read(self, faults: &mut Vec<FieldError>) -> Contact {
        let email = self.email.trim().to_owned();
        if !is_email(&email) {
            let message = Text::fixed("전자 우편 주소가 아닙니다", "is not an e-mail address");
            faults.push(FieldError::pointer("/contact/email", message));
        }
        let phone = self.phone.trim().to_owned();
        if !is_phone(&phone) {
            let message = Text::fixed(
                "숫자 7~15자리 전화번호가 아닙니다",
                "is not a telephone number of 7 to 15 digits",
            );
            faults.push(FieldError::pointer("/contact/phone", message));
        }
        Contact { email, phone }
    }
}

/// A name as it stands in a passport.
pub(crate) fn read_name(text: &str, pointer: impl Fn() -> String) -> Result<String, FieldError> {
    let name = text.trim();
    let fine = |sign: char| sign.is_alphabetic() || [' ', '-', '\'', '.'].contains(&sign);
    let length = name.chars().count();
    if (1..=LONGEST_NAME).contains(&length)
        && name.chars().all(fine)
        && name.chars().any(char::is_alphabetic)
    {
        return Ok(name.to_owned());
    }
    let message = Text::new(
        format!("글자로 된 이름 1~{LONGEST_NAME}자가 아닙니다"),
        format!("is not a name of 1 to {LONGEST_NAME} letters"),
    );
    Err(FieldError::pointer(pointer(), message))
}

/// Something, an `@`, a domain; the rest only a mail can tell.
fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    text.len() <= 254
        && parts.is_some_and(|(name, domain)| {
            plain(name) && !name.contains('@') && plain(domain) && domain.contains('.')
        })
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.trim_start_matches('+');
    let fine = |sign: char| sign.is_ascii_digit() || ['-', ' ', '(', ')'].contains(&sign);
    (7..=15).contains(&digits) && text.len() <= 32 && others.chars().all(fine)
}
