//! What a flight may be: pure, and every fault named at once.

use chrono::{DateTime, TimeDelta, Utc};
use search::Airports;
use search::model::{AirlineCode, Airport, FlightNumber, Iata, Won};
use serde::Deserialize;
use utoipa::ToSchema;

use super::clock_time::ClockTime;
use super::flight::{ScheduledFlight, Times};
use crate::catalog::reasons;
use crate::problem::{FieldError, Text};
use crate::request::params::reasons as usual;

/// The highest base price in KRW; the table says it again.
const HIGHEST_PRICE: i64 = 100_000_000;

/// How far ahead flights are planned.
const MOST_DAYS_AHEAD: i64 = 730;

/// The longest flight. None of the world's takes 20 hours.
pub(super) const LONGEST_FLIGHT: TimeDelta = TimeDelta::hours(24);

/// A flight as somebody would like it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FlightDraft {
    /// The code of the airplane's airline and a number from 1 to 9999.
    #[schema(example = "KE703")]
    flight_number: String,
    /// An airport.
    #[schema(example = "ICN")]
    origin: String,
    /// Another airport.
    #[schema(example = "NRT")]
    destination: String,
    /// By the clock of the origin; with its offset where clocks are put back and show it twice.
    #[schema(example = "2026-12-24T09:05")]
    departs_at: String,
    /// By the clock of the destination.
    #[schema(example = "2026-12-24T11:25")]
    arrives_at: String,
    /// KRW: economy, one adult, before the factors of cabin and days to departure.
    #[schema(minimum = 1, maximum = 100_000_000, example = 150_300)]
    base_price: i64,
}

/// What is to be changed of a flight.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FlightChange {
    /// The version that was read: when it is not the flight's any more, nothing is changed.
    #[schema(example = 1)]
    pub(super) version: u32,
    /// By the clock of the origin.
    #[schema(example = "2026-12-24T09:35")]
    departs_at: Option<String>,
    /// By the clock of the destination.
    #[schema(example = "2026-12-24T11:55")]
    arrives_at: Option<String>,
    /// KRW: economy, one adult, before the factors of cabin and days to departure.
    #[schema(minimum = 1, maximum = 100_000_000, example = 150_300)]
    base_price: Option<i64>,
}

/// A flight that can be flown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FlightPlan {
    pub(super) number: FlightNumber,
    pub(super) origin: Iata,
    pub(super) destination: Iata,
    pub(super) times: Times,
    pub(super) distance_km: u16,
    pub(super) base_price: Won,
}

/// What reads the members of a request and keeps their faults.
struct Reader<'a> {
    airports: &'a Airports,
    now: DateTime<Utc>,
    faults: Vec<FieldError>,
}

impl FlightPlan {
    /// The flight that was drafted for an airplane of `airline`, or all that is wrong with it.
    pub(super) fn check(
        draft: &FlightDraft,
        airline: AirlineCode,
        airports: &Airports,
        now: DateTime<Utc>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader {
            airports,
            now,
            faults: Vec::new(),
        };
        let number = reader.keep("/flight_number", number(&draft.flight_number, airline));
        let origin = reader.airport("/origin", &draft.origin);
        let destination = reader.airport("/destination", &draft.destination);
        if origin.is_some() && origin == destination {
            reader.refuse("/destination", reasons::same_airport());
        }
        let departs_at = reader.departure(&draft.departs_at, origin);
        let arrives_at = reader.arrival(&draft.arrives_at, destination);
        let times = reader.times(origin, departs_at, arrives_at);
        let base_price = reader.keep("/base_price", price(draft.base_price));
        let read = (number, origin, destination, times, base_price);
        let (Some(number), Some(origin), Some(destination), Some(times), Some(base_price)) = read
        else {
            return Err(reader.faults);
        };
        reader.finish(Self {
            number,
            origin: origin.code,
            destination: destination.code,
            times,
            distance_km: airports.distance_km(origin.code, destination.code),
            base_price,
        })
    }
}

impl FlightChange {
    /// The times and the price of a flight after the change, or all that is wrong with it.
    pub(super) fn check(
        &self,
        flight: &ScheduledFlight,
        airports: &Airports,
        now: DateTime<Utc>,
    ) -> Result<(Times, Won), Vec<FieldError>> {
        let mut reader = Reader {
            airports,
            now,
            faults: Vec::new(),
        };
        let Times {
            departs_at,
            arrives_at,
            ..
        } = flight.times;
        let [origin, destination] = [flight.origin, flight.destination].map(|at| airports.get(at));
        let departs_at = match &self.departs_at {
            Some(text) => reader.departure(text, origin),
            None => Some(departs_at),
        };
        let arrives_at = match &self.arrives_at {
            Some(text) => reader.arrival(text, destination),
            None => Some(arrives_at),
        };
        let times = reader.times(origin, departs_at, arrives_at);
        let base_price = match self.base_price {
            Some(won) => reader.keep("/base_price", price(won)),
            None => Some(flight.base_price),
        };
        if self.departs_at.is_none() && self.arrives_at.is_none() && self.base_price.is_none() {
            reader.refuse("", reasons::nothing_to_change());
        }
        match times.zip(base_price) {
            Some(change) => reader.finish(change),
            None => Err(reader.faults),
        }
    }
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, pointer: &str, reason: Text) {
        self.faults.push(FieldError::pointer(pointer, reason));
    }

    /// The value, unless it is refused.
    fn keep<T>(&mut self, pointer: &str, checked: Result<T, Text>) -> Option<T> {
        checked.map_err(|reason| self.refuse(pointer, reason)).ok()
    }

    fn airport(&mut self, pointer: &str, code: &str) -> Option<&'a Airport> {
        let airport = Iata::parse(code)
            .ok()
            .and_then(|code| self.airports.get(code));
        self.keep(
            pointer,
            airport.ok_or_else(|| reasons::no_such_airport(code)),
        )
    }

    /// A moment by the clock of an airport; its shape alone is checked while that is not known.
    fn moment(
        &mut self,
        pointer: &str,
        text: &str,
        airport: Option<&Airport>,
    ) -> Option<DateTime<Utc>> {
        let time = self.keep(pointer, ClockTime::parse(text))?;
        self.keep(pointer, time.instant(airport?.zone))
    }

    fn departure(&mut self, text: &str, origin: Option<&Airport>) -> Option<DateTime<Utc>> {
        let at = self.moment("/departs_at", text, origin)?;
        let at = match at - self.now {
            ahead if ahead <= TimeDelta::zero() => Err(reasons::in_the_past()),
            ahead if ahead > TimeDelta::days(MOST_DAYS_AHEAD) => {
                Err(reasons::too_far_ahead(MOST_DAYS_AHEAD))
            }
            _ => Ok(at),
        };
        self.keep("/departs_at", at)
    }

    fn arrival(&mut self, text: &str, destination: Option<&Airport>) -> Option<DateTime<Utc>> {
        self.moment("/arrives_at", text, destination)
    }

    /// Departure and arrival together, with the date that the origin's calendar shows.
    fn times(
        &mut self,
        origin: Option<&Airport>,
        departs_at: Option<DateTime<Utc>>,
        arrives_at: Option<DateTime<Utc>>,
    ) -> Option<Times> {
        let (origin, departs_at, arrives_at) = (origin?, departs_at?, arrives_at?);
        let times = match arrives_at - departs_at {
            takes if takes <= TimeDelta::zero() => Err(reasons::before_departure()),
            takes if takes > LONGEST_FLIGHT => {
                Err(reasons::too_long_a_flight(LONGEST_FLIGHT.num_hours()))
            }
            _ => Ok(Times {
                departure_date: departs_at.with_timezone(&origin.zone).date_naive(),
                departs_at,
                arrives_at,
            }),
        };
        self.keep("/arrives_at", times)
    }

    fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        match self.faults.is_empty() {
            true => Ok(value),
            false => Err(self.faults),
        }
    }
}

fn price(won: i64) -> Result<Won, Text> {
    let is_good = (1..=HIGHEST_PRICE).contains(&won);
    is_good
        .then_some(Won(won))
        .ok_or_else(|| usual::not_between(1, HIGHEST_PRICE))
}

/// A flight number of `airline`: its code and one to four digits.
fn number(text: &str, airline: AirlineCode) -> Result<FlightNumber, Text> {
    let parts = text.split_at_checked(2);
    let (code, digits) = parts.ok_or_else(reasons::not_a_flight_number)?;
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits
        .parse()
        .ok()
        .filter(|number| is_number && *number > 0);
    match (AirlineCode::parse(code), number) {
        (Ok(code), Some(_)) if code != airline => Err(reasons::not_its_airline(airline.as_str())),
        (Ok(airline), Some(number)) => Ok(FlightNumber { airline, number }),
        _ => Err(reasons::not_a_flight_number()),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use serde_json::{Value, json};
    use std::sync::Arc;

    use super::*;
    use crate::problem::Place;

    fn airports() -> Arc<Airports> {
        let airport = |code: &str, zone, latitude, longitude| Airport {
            code: Iata::parse(code).unwrap(),
            city: Iata::parse(code).unwrap(),
            country: "KR".parse().unwrap(),
            name_en: code.into(),
            name_ko: None,
            latitude,
            longitude,
            zone,
            routes: 0,
        };
        let airports = vec![
            airport("ICN", Tz::Asia__Seoul, 37.4691, 126.4510),
            airport("HNL", Tz::Pacific__Honolulu, 21.3206, -157.9240),
            airport("JFK", Tz::America__New_York, 40.6394, -73.7793),
        ];
        Airports::new(airports, vec![])
    }

    fn now() -> DateTime<Utc> {
        "2026-12-01T00:00:00Z".parse().unwrap()
    }

    fn honolulu() -> Value {
        json!({
            "flight_number": "KE053", "origin": "ICN", "destination": "HNL",
            "departs_at": "2026-12-24T21:20", "arrives_at": "2026-12-24T10:50",
            "base_price": 480_000,
        })
    }

    fn check(draft: &Value) -> Result<FlightPlan, Vec<String>> {
        let draft = serde_json::from_value(draft.clone()).unwrap();
        let airline = AirlineCode::parse("KE").unwrap();
        let checked = FlightPlan::check(&draft, airline, &airports(), now());
        checked.map_err(|faults| faults.into_iter().map(pointer).collect())
    }

    fn pointer(fault: FieldError) -> String {
        match fault.place {
            Place::Pointer(pointer) => pointer,
            Place::Parameter(name) => panic!("{name} is in the body"),
        }
    }

    /// The faults after some members were changed.
    fn changed(members: &Value) -> Vec<String> {
        let mut draft = honolulu();
        for (name, value) in members.as_object().unwrap() {
            draft[name] = value.clone();
        }
        check(&draft).err().unwrap_or_default()
    }

    #[test]
    fn a_flight_may_arrive_by_the_clock_before_it_left() {
        let plan = check(&honolulu()).unwrap();
        assert_eq!(plan.number.to_string(), "KE053");
        assert_eq!(
            plan.times.departs_at.to_rfc3339(),
            "2026-12-24T12:20:00+00:00"
        );
        assert_eq!(
            plan.times.arrives_at.to_rfc3339(),
            "2026-12-24T20:50:00+00:00"
        );
        assert_eq!(plan.times.departure_date.to_string(), "2026-12-24");
        assert!((7_000..8_000).contains(&plan.distance_km));
    }

    #[test]
    fn the_date_is_the_one_of_the_origin() {
        let early = json!({"departs_at": "2026-12-24T00:30", "arrives_at": "2026-12-23T14:00"});
        let mut draft = honolulu();
        draft["departs_at"] = early["departs_at"].clone();
        draft["arrives_at"] = early["arrives_at"].clone();
        let plan = check(&draft).unwrap();
        assert_eq!(
            plan.times.departs_at.to_rfc3339(),
            "2026-12-23T15:30:00+00:00"
        );
        assert_eq!(plan.times.departure_date.to_string(), "2026-12-24");
    }

    #[test]
    fn each_fault_is_named_where_it_is() {
        for (members, named) in [
            (json!({"flight_number": "KE0"}), "/flight_number"),
            (json!({"flight_number": "KE10000"}), "/flight_number"),
            (json!({"flight_number": "KE"}), "/flight_number"),
            (json!({"flight_number": "KE+1"}), "/flight_number"),
            (json!({"flight_number": "대한1"}), "/flight_number"),
            (json!({"flight_number": "OZ053"}), "/flight_number"),
            (json!({"origin": "XXX"}), "/origin"),
            (json!({"destination": "hnl"}), "/destination"),
            (
                json!({"destination": "ICN", "arrives_at": "2026-12-25T10:50"}),
                "/destination",
            ),
            (json!({"departs_at": "soon"}), "/departs_at"),
            (json!({"departs_at": "2026-12-01T09:00"}), "/departs_at"),
            (json!({"departs_at": "2028-12-01T09:00"}), "/departs_at"),
            (json!({"arrives_at": "2026-12-24T02:20"}), "/arrives_at"),
            (json!({"arrives_at": "2026-12-24T02:19"}), "/arrives_at"),
            (json!({"arrives_at": "2026-12-25T02:21"}), "/arrives_at"),
            (json!({"base_price": 0}), "/base_price"),
            (json!({"base_price": -1}), "/base_price"),
            (json!({"base_price": 100_000_001}), "/base_price"),
        ] {
            assert_eq!(changed(&members), [named], "{members}");
        }
        assert!(
            changed(&json!({"departs_at": "2026-12-01T09:01", "arrives_at": "2026-11-30T22:00"}))
                .is_empty()
        );
        assert!(changed(&json!({"arrives_at": "2026-12-25T02:20"})).is_empty());
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let named = changed(&json!({
            "flight_number": "?", "origin": "?", "destination": "?", "departs_at": "?",
            "arrives_at": "?", "base_price": 0,
        }));
        let expected = [
            "/flight_number",
            "/origin",
            "/destination",
            "/departs_at",
            "/arrives_at",
            "/base_price",
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn times_that_clocks_do_not_show_once_are_refused() {
        let gap = json!({"flight_number": "KE082", "origin": "JFK", "destination": "ICN",
            "departs_at": "2027-03-14T02:30", "arrives_at": "2027-03-15T05:00"});
        assert_eq!(changed(&gap), ["/departs_at"]);
        let fold = json!({"origin": "ICN", "destination": "JFK",
            "departs_at": "2027-11-07T01:00", "arrives_at": "2027-11-07T01:30"});
        assert_eq!(changed(&fold), ["/arrives_at"]);
        let meant = json!({"origin": "ICN", "destination": "JFK",
            "departs_at": "2027-11-07T01:00", "arrives_at": "2027-11-07T01:30-05:00"});
        assert!(changed(&meant).is_empty());
    }
}
