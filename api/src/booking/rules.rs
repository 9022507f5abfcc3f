//! Whether an order that somebody wants can be: everything that does not need a seat map. Pure.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use search::model::{
    AircraftCode, Day, FlightId, FlightNumber, Iata, Layout, LayoutId, SeatIndex, Won,
};

use super::wanted::{SeatNumber, Traveller, Wanted, WantedFlight};
use crate::pricing::PassengerKind;
use crate::problem::{FieldError, Text};

/// A flight is booked at least so long before it leaves.
pub(crate) const LATEST: TimeDelta = TimeDelta::minutes(60);

/// A flight as MySQL has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FlightFacts {
    /// Which.
    pub(crate) id: FlightId,
    /// Airline and number.
    pub(crate) number: FlightNumber,
    /// Where it leaves.
    pub(crate) origin: Iata,
    /// Where it arrives.
    pub(crate) destination: Iata,
    /// The local date at the origin when it leaves.
    pub(crate) day: Day,
    /// Departure.
    pub(crate) departs_at: DateTime<Utc>,
    /// Arrival.
    pub(crate) arrives_at: DateTime<Utc>,
    /// Great-circle distance.
    pub(crate) distance_km: u16,
    /// Economy fare of one adult before the factors.
    pub(crate) base_price: Won,
    /// Whether it will not fly.
    pub(crate) cancelled: bool,
    /// The airplane's seats.
    pub(crate) layout: LayoutId,
    /// The airplane's type.
    pub(crate) aircraft: AircraftCode,
}

/// A flight that is wanted, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The flight.
    pub(crate) facts: FlightFacts,
    /// Its seats.
    pub(crate) layout: Arc<Layout>,
}

/// Everything that is wrong with the flights and travellers together, each by its pointer.
pub(crate) fn faults(wanted: &Wanted, known: &[Known]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (position, pair) in known.windows(2).enumerate() {
        if pair[1].facts.departs_at < pair[0].facts.arrives_at {
            faults.push(FieldError::pointer(
                format!("/flights/{}", position + 1),
                Text::fixed(
                    "앞 항공편이 도착하기 전에 출발합니다",
                    "leaves before the flight before it arrives",
                ),
            ));
        }
    }
    for (position, (flight, known)) in wanted.flights.iter().zip(known).enumerate() {
        seat_faults(wanted, position, (flight, known), &mut faults);
    }
    let days: Vec<NaiveDate> = known.iter().map(|known| known.facts.day.date()).collect();
    for (position, traveller) in wanted.passengers.iter().enumerate() {
        if !days.iter().all(|day| fits(traveller, *day)) {
            faults.push(FieldError::pointer(
                format!("/passengers/{position}/birth_date"),
                age_text(traveller.kind),
            ));
        }
    }
    faults
}

fn seat_faults(
    wanted: &Wanted,
    position: usize,
    (flight, known): (&WantedFlight, &Known),
    faults: &mut Vec<FieldError>,
) {
    if known.layout.capacity()[flight.cabin] == 0 {
        faults.push(FieldError::pointer(
            format!("/flights/{position}/cabin"),
            Text::fixed(
                "이 항공기에 없는 객실입니다",
                "the airplane has no such cabin",
            ),
        ));
        return;
    }
    let Some(seats) = &flight.seats else {
        return;
    };
    let needed = usize::from(wanted.party().seats());
    if seats.len() != needed {
        faults.push(FieldError::pointer(
            format!("/flights/{position}/seats"),
            Text::new(
                format!("좌석 {needed}개를 지정하거나 비워 두세요"),
                format!("name {needed} seats, one for each who has a seat, or none"),
            ),
        ));
    }
    for (place, seat) in seats.iter().enumerate() {
        let index = seat_in(&known.layout, flight, *seat);
        let twice = seats[..place].contains(seat);
        let message = match index {
            None => Text::fixed("이 객실에 없는 좌석입니다", "the cabin has no such seat"),
            Some(_) if twice => Text::fixed("두 번 지정했습니다", "is named twice"),
            Some(_) => continue,
        };
        let pointer = format!("/flights/{position}/seats/{place}");
        faults.push(FieldError::pointer(pointer, message));
    }
}

/// Where a seat of the wanted cabin stands.
pub(crate) fn seat_in(
    layout: &Layout,
    flight: &WantedFlight,
    seat: SeatNumber,
) -> Option<SeatIndex> {
    let index = seat.index(layout)?;
    (layout.cabin_of(index) == Some(flight.cabin)).then_some(index)
}

/// Whether somebody may travel as what they say on that day.
fn fits(traveller: &Traveller, day: NaiveDate) -> bool {
    let Some(born) = traveller.birth_date else {
        return traveller.kind == PassengerKind::Adult;
    };
    match (traveller.kind, age(born, day)) {
        (PassengerKind::Adult, Some(12..)) => true,
        (PassengerKind::Child, Some(2..=11)) => true,
        (PassengerKind::Infant, Some(..=1)) => true,
        (PassengerKind::Adult | PassengerKind::Child | PassengerKind::Infant, _) => false,
    }
}

/// Full years on `day`; `None` before birth.
fn age(born: NaiveDate, day: NaiveDate) -> Option<i32> {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    let years = day.year() - born.year() - i32::from(!had_birthday);
    (born <= day).then_some(years)
}

fn age_text(kind: PassengerKind) -> Text {
    match kind {
        PassengerKind::Adult => Text::fixed(
            "성인은 모든 탑승일에 만 12세 이상이어야 합니다",
            "an adult is 12 or older on each day of travel",
        ),
        PassengerKind::Child => Text::fixed(
            "소아는 모든 탑승일에 만 2~11세여야 합니다",
            "a child is 2 to 11 on each day of travel",
        ),
        PassengerKind::Infant => Text::fixed(
            "유아는 모든 탑승일에 만 2세 미만이어야 합니다",
            "an infant is born and under 2 on each day of travel",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ages_are_full_years_on_the_day_of_travel() {
        for (born, day, years) in [
            ("2024-12-24", "2026-12-23", Some(1)),
            ("2024-12-24", "2026-12-24", Some(2)),
            ("2024-02-29", "2026-02-28", Some(1)),
            ("2024-02-29", "2026-03-01", Some(2)),
            ("2026-12-25", "2026-12-24", None),
        ] {
            assert_eq!(age(date(born), date(day)), years, "{born} {day}");
        }
    }

    #[test]
    fn who_turns_two_or_twelve_on_the_way_back_is_refused() {
        let traveller = |kind, born: Option<&str>| Traveller {
            kind,
            given_name: "A".into(),
            surname: "B".into(),
            birth_date: born.map(date),
        };
        use PassengerKind::{Adult, Child, Infant};
        for (kind, born, day, fine) in [
            (Adult, None, "2026-12-24", true),
            (Adult, Some("2014-12-24"), "2026-12-24", true),
            (Adult, Some("2014-12-25"), "2026-12-24", false),
            (Child, Some("2014-12-25"), "2026-12-24", true),
            (Child, Some("2014-12-24"), "2026-12-24", false),
            (Child, None, "2026-12-24", false),
            (Infant, Some("2024-12-25"), "2026-12-24", true),
            (Infant, Some("2024-12-24"), "2026-12-24", false),
            (Infant, Some("2027-01-01"), "2026-12-24", false),
        ] {
            assert_eq!(
                fits(&traveller(kind, born), date(day)),
                fine,
                "{kind:?} {born:?}"
            );
        }
    }
}
