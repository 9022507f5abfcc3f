//! The base price of a flight: economy, one adult, one way.
//!
//! What depends on the day of purchase (cabin, days to departure) comes at search time.

use chrono::{Datelike, Days, NaiveDate};
use search::model::{FlightNumber, Won};

use crate::hash::Key;
use crate::network::{Rotation, Tier};
use crate::reference::Reference;
use crate::rounding::round_to;

const LOWEST: f64 = 19_000.0;
const LOW_COST: f64 = 0.68;
const HOLIDAY: f64 = 1.35;
/// Monday first.
const WEEKDAYS: [f64; 7] = [0.98, 0.92, 0.93, 1.00, 1.12, 1.08, 1.10];
/// January first.
const MONTHS: [f64; 12] = [
    1.08, 1.02, 0.92, 0.95, 1.03, 0.97, 1.15, 1.20, 1.00, 1.06, 0.90, 1.10,
];
/// Chuseok and Seollal: year, month, first and last day.
const HOLIDAYS: [(i32, u32, u32, u32); 4] = [
    (2026, 9, 24, 26),
    (2027, 2, 6, 9),
    (2027, 9, 14, 16),
    (2028, 1, 26, 28),
];

/// What a flight number's price is made of, the same on every date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fare {
    /// By distance and kind of airline.
    base: f64,
    /// By local departure time.
    time: f64,
    /// By the airline's standing on the pair.
    carrier: f64,
    korea: bool,
    luck: Key,
}

impl Fare {
    pub(crate) fn new(
        reference: &Reference,
        rotation: &Rotation,
        number: FlightNumber,
        departure: u16,
        seed: Key,
    ) -> Self {
        let low_cost = reference.airlines[&rotation.airline].low_cost;
        let airline = if low_cost { LOW_COST } else { 1.0 };
        Self {
            base: by_distance(rotation.distance_km) * airline,
            time: by_time(departure),
            carrier: 0.92 + 0.16 * rotation.key(seed, "al").unit(),
            korea: rotation.tier == Tier::Korea,
            luck: seed.with("px").with(number),
        }
    }

    /// The price on a date.
    pub(crate) fn on(&self, date: &PriceDate) -> Won {
        let luck = 0.94 + 0.12 * self.luck.with(&date.text).unit();
        let price = self.base * date.weekday * date.month * self.time * self.carrier * luck;
        let holiday = if self.korea && date.holiday {
            HOLIDAY
        } else {
            1.0
        };
        Won(round_to(100.0, price * holiday).max(LOWEST) as i64)
    }
}

/// The price of an imported flight whose schedule names none: by distance, kind of airline, local
/// departure and date, without the luck and the standing that the demo adds.
pub(crate) fn list_price(
    low_cost: bool,
    distance_km: u16,
    departure: u16,
    date: &PriceDate,
) -> Won {
    let airline = if low_cost { LOW_COST } else { 1.0 };
    let base = by_distance(distance_km) * airline;
    let price = base * date.weekday * date.month * by_time(departure);
    Won(round_to(100.0, price).max(LOWEST) as i64)
}

/// What a date means for prices.
#[derive(Clone, Debug)]
pub(crate) struct PriceDate {
    weekday: f64,
    month: f64,
    holiday: bool,
    /// `YYYY-MM-DD`
    text: String,
}

impl PriceDate {
    pub(crate) fn new(date: NaiveDate) -> Self {
        Self {
            weekday: WEEKDAYS[date.weekday().num_days_from_monday() as usize],
            month: MONTHS[date.month0() as usize],
            holiday: is_holiday(date),
            text: date.to_string(),
        }
    }
}

fn by_distance(km: u16) -> f64 {
    let km = f64::from(km);
    25_000.0
        + 140.0 * km.min(1_500.0)
        + 95.0 * (km - 1_500.0).clamp(0.0, 3_500.0)
        + 80.0 * (km - 5_000.0).max(0.0)
}

fn by_time(departure: u16) -> f64 {
    const fn at(hour: u16, minute: u16) -> u16 {
        60 * hour + minute
    }
    let within = |from, to| (from..to).contains(&departure);
    if within(at(7, 0), at(10, 0)) || within(at(17, 0), at(20, 0)) {
        1.05
    } else if within(at(6, 30), at(21, 0)) {
        1.0
    } else {
        0.88
    }
}

/// From the day before a holiday to the day after.
fn is_holiday(date: NaiveDate) -> bool {
    HOLIDAYS.iter().any(|&(year, month, first, last)| {
        let day = |day| NaiveDate::from_ymd_opt(year, month, day).expect("a date of the table");
        (day(first) - Days::new(1)..=day(last) + Days::new(1)).contains(&date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_fare_of_a_distance_is_the_models() {
        for (km, fare) in [
            (451, 88_140.0),
            (1_257, 200_980.0),
            (3_669, 441_055.0),
            (8_927, 881_660.0),
            (9_625, 937_500.0),
        ] {
            assert_eq!(by_distance(km), fare);
        }
    }

    #[test]
    fn rush_hours_cost_more_and_nights_less() {
        let factors = [(389, 0.88), (390, 1.0), (420, 1.05), (600, 1.0)]
            .into_iter()
            .chain([(1_019, 1.0), (1_020, 1.05), (1_200, 1.0), (1_260, 0.88)]);
        for (minute, factor) in factors {
            assert_eq!(by_time(minute), factor, "minute {minute}");
        }
    }

    #[test]
    fn a_list_price_follows_distance_airline_time_and_date() {
        let date = PriceDate::new(NaiveDate::from_ymd_opt(2027, 7, 2).unwrap()); // a Friday
        assert_eq!(list_price(false, 1_257, 600, &date), Won(258_900));
        assert_eq!(list_price(true, 1_257, 600, &date), Won(176_000));
        let november = PriceDate::new(NaiveDate::from_ymd_opt(2027, 11, 2).unwrap()); // a Tuesday
        assert_eq!(list_price(true, 1, 0, &november), Won(19_000));
    }

    #[test]
    fn holidays_begin_the_day_before_and_end_the_day_after() {
        let holiday = |month, day| is_holiday(NaiveDate::from_ymd_opt(2027, month, day).unwrap());
        assert_eq!(
            [(2, 4), (2, 5), (2, 9), (2, 10), (2, 11)].map(|(month, day)| holiday(month, day)),
            [false, true, true, true, false]
        );
    }
}
