//! A schedule without a database: the model's acceptance checks.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{NaiveDate, TimeZone, Timelike};
use chrono_tz::Tz;
use search::model::{Day, Flight, FlightId, FlightNumber, Iata, Minute};
use timetable::reference::{self, Reference};
use timetable::schedule::{Params, Schedule};

fn day(year: i32, month: u32, day: u32) -> Day {
    let date = NaiveDate::from_ymd_opt(year, month, day);
    date.and_then(Day::of).expect("a date of this century")
}

fn iata(code: &str) -> Iata {
    Iata::parse(code).expect("three capital letters")
}

fn schedule(per_day: u32, days: u16, start: Day) -> Schedule {
    let params = Params {
        per_day,
        days,
        ..Params::from_start(start)
    };
    Schedule::new(params, &Reference::read())
}

fn from_december(per_day: u32) -> Schedule {
    schedule(per_day, Params::DAYS, day(2026, 12, 1))
}

fn zones() -> BTreeMap<Iata, Tz> {
    reference::airports()
        .into_iter()
        .map(|it| (it.code, it.zone))
        .collect()
}

fn checksum(schedule: &Schedule) -> u64 {
    let mut hasher = DefaultHasher::new();
    for it in schedule.scheduled_from(FlightId(1)) {
        (it.flight, it.airplane).hash(&mut hasher);
    }
    hasher.finish()
}

#[test]
fn two_runs_give_the_same_rows_in_the_same_order() {
    let first = schedule(1_000, 60, day(2027, 3, 1));
    let second = schedule(1_000, 60, day(2027, 3, 1));
    assert_eq!(checksum(&first), checksum(&second));
}

#[test]
fn another_seed_gives_another_schedule() {
    let params = Params {
        per_day: 100,
        days: 7,
        ..Params::from_start(day(2027, 3, 1))
    };
    let other = Params { seed: 1, ..params };
    let reference = Reference::read();
    assert_ne!(
        checksum(&Schedule::new(params, &reference)),
        checksum(&Schedule::new(other, &reference))
    );
}

#[test]
fn the_runs_of_the_model_have_its_size() {
    for (per_day, rows) in [(2_700, 999_761), (27_000, 9_986_704), (54_000, 19_973_216)] {
        assert_eq!(from_december(per_day).total(), rows, "{per_day} a day");
    }
}

#[test]
fn ids_count_the_flights_from_1_also_from_the_middle() {
    let schedule = schedule(300, 20, day(2026, 12, 1));
    let all: Vec<_> = schedule.scheduled_from(FlightId(1)).collect();
    assert_eq!(all.len() as u64, schedule.total());
    for (place, it) in (1..).zip(&all) {
        assert_eq!(it.flight.id, FlightId(place));
    }
    let order = |flight: &Flight| (flight.day, flight.number);
    assert!(all.is_sorted_by_key(|it| order(&it.flight)));
    for first in [
        1,
        2,
        300,
        301,
        4_000,
        schedule.total(),
        schedule.total() + 1,
    ] {
        let rest: Vec<_> = schedule.scheduled_from(FlightId(first)).collect();
        assert_eq!(rest, all[first as usize - 1..], "from {first}");
    }
}

#[test]
fn gimpo_to_jeju_flies_105_times_a_day_and_back() {
    let (gmp, cju) = (iata("GMP"), iata("CJU"));
    let schedule = from_december(2_700);
    let mut counts = BTreeMap::new();
    for flight in schedule
        .flights()
        .take_while(|it| it.day < day(2027, 1, 15))
    {
        if [flight.origin, flight.destination] == [gmp, cju]
            || [flight.origin, flight.destination] == [cju, gmp]
        {
            *counts.entry((flight.day, flight.origin)).or_insert(0) += 1;
        }
    }
    assert_eq!(counts.len(), 2 * 45);
    assert!(counts.values().all(|count| *count == 105));
}

#[test]
fn a_flight_number_departs_once_a_date_at_most() {
    let schedule = schedule(27_000, 8, day(2027, 10, 28));
    let mut seen: HashSet<(Day, FlightNumber)> = HashSet::new();
    for flight in schedule.flights() {
        assert!(seen.insert((flight.day, flight.number)), "{flight:?}");
        assert!(flight.arrives_at > flight.departs_at);
        assert_ne!(flight.origin, flight.destination);
    }
}

#[test]
fn a_flight_number_takes_the_same_time_on_every_date() {
    let schedule = schedule(2_700, 40, day(2027, 3, 1));
    let mut blocks = BTreeMap::new();
    for flight in schedule.flights() {
        let minutes = flight.arrives_at.0 - flight.departs_at.0;
        let block = *blocks.entry(flight.number).or_insert(minutes);
        assert_eq!(minutes, block, "{flight:?}");
        assert!(minutes % 5 == 0 && (30..20 * 60).contains(&minutes));
    }
}

/// Departures are local times that clock changes do not move; only a time that the clocks skip is
/// an hour (Lord Howe: half an hour) later on that day.
#[test]
fn local_times_stay_fixed_through_clock_changes() {
    let zones = zones();
    for start in [day(2027, 3, 10), day(2027, 10, 28)] {
        let mut departures = BTreeMap::new();
        let mut skipped = 0;
        for flight in schedule(27_000, 25, start).flights() {
            let local = zones[&flight.origin].from_utc_datetime(&flight.departs_at.utc());
            assert_eq!(local.date_naive(), flight.day.date(), "{flight:?}");
            let minute = local.hour() * 60 + local.minute();
            let usual = *departures.entry(flight.number).or_insert(minute);
            skipped += u32::from(minute != usual);
            assert!(
                minute == usual || minute.abs_diff(usual) <= 60,
                "{flight:?}"
            );
        }
        assert!(skipped < 30, "{skipped} departures in a gap");
    }
}

#[test]
fn local_times_convert_back_to_the_same_instant() {
    let zones = zones();
    for flight in schedule(27_000, 4, day(2027, 10, 30)).flights() {
        for (airport, at) in [
            (flight.origin, flight.departs_at),
            (flight.destination, flight.arrives_at),
        ] {
            let zone = zones[&airport];
            let local = zone.from_utc_datetime(&at.utc()).naive_local();
            let back = zone.from_local_datetime(&local);
            let matches = [back.earliest(), back.latest()];
            let instants = matches.map(|it| it.map(|it| Minute::of(it.to_utc())));
            assert!(instants.contains(&Some(at)), "{flight:?}");
        }
    }
}

#[test]
fn eastbound_over_the_date_line_arrives_the_day_before() {
    let zones = zones();
    let mut changes = BTreeMap::new();
    let mut all = 0.0;
    for flight in schedule(27_000, 7, day(2027, 5, 3)).flights() {
        let arrival = zones[&flight.destination].from_utc_datetime(&flight.arrives_at.utc());
        let change = (arrival.date_naive() - flight.day.date()).num_days();
        *changes.entry(change).or_insert(0.0) += 1.0;
        all += 1.0;
    }
    let percent = |change| 100.0 * changes.get(&change).copied().unwrap_or(0.0) / all;
    assert_eq!(changes.keys().copied().collect::<Vec<_>>(), [-1, 0, 1, 2]);
    for (change, expected) in [(-1, 0.1), (0, 87.8), (1, 11.9), (2, 0.2)] {
        let found: f64 = percent(change);
        assert!((found - expected).abs() < 0.5, "{change}: {found} %");
    }
}

#[test]
fn a_sunday_in_a_zone_of_half_hours_has_its_own_weekday() {
    // Kolkata's Sunday begins while it is still Saturday in UTC
    let zones = zones();
    let sunday = day(2027, 6, 6);
    let early = schedule(27_000, 1, sunday)
        .flights()
        .filter(|flight| zones[&flight.origin] == Tz::Asia__Kolkata)
        .filter(|flight| flight.departs_at.utc().date() < sunday.date())
        .inspect(|flight| assert_eq!(flight.day, sunday))
        .count();
    assert!(early > 0);
}

#[test]
fn no_type_flies_beyond_its_range() {
    let reference = Reference::read();
    let schedule = from_december(27_000);
    for flight in schedule.flights().take(30_000) {
        let aircraft = &reference.aircraft[&flight.aircraft];
        assert!(aircraft.is_airliner() && aircraft.modern_equivalent.is_none());
        assert!(aircraft.range_km >= flight.distance_km, "{flight:?}");
    }
}

#[test]
fn every_airplane_has_the_seats_of_its_layout() {
    let schedule = from_december(2_700);
    let airplanes = schedule.airplanes();
    let registrations: BTreeSet<_> = airplanes
        .iter()
        .map(|it| (it.airline, it.aircraft))
        .collect();
    assert_eq!(registrations.len(), airplanes.len());
    for it in schedule.scheduled_from(FlightId(1)).take(3_000) {
        let airplane = airplanes[it.airplane as usize - 1];
        assert_eq!(airplane.id, it.airplane);
        assert_eq!(airplane.airline, it.flight.number.airline);
        assert_eq!(
            (airplane.aircraft, airplane.layout),
            (it.flight.aircraft, it.flight.layout)
        );
        let layout = &schedule.layouts()[airplane.layout.0 as usize - 1];
        assert_eq!(
            (layout.id, layout.aircraft),
            (airplane.layout, airplane.aircraft)
        );
        assert_eq!(layout.layout.capacity(), it.flight.seats_left);
    }
}

/// The model gives prices without the factors of a departure time and of holidays.
#[test]
fn base_prices_spread_as_the_model_says() {
    let zones = zones();
    let mut prices: BTreeMap<_, Vec<i64>> = BTreeMap::new();
    for flight in from_december(2_700).flights() {
        let local = zones[&flight.origin].from_utc_datetime(&flight.departs_at.utc());
        let usual_time = matches!(local.hour(), 10..=16);
        if usual_time && !is_holiday(flight.day) {
            let pair = (flight.origin, flight.destination);
            prices.entry(pair).or_default().push(flight.base_price.0);
        }
        assert!(flight.base_price.0 >= 19_000 && flight.base_price.0 % 100 == 0);
    }
    for (from, to, expected) in [
        ("GMP", "CJU", [43_600, 71_400, 134_500]),
        ("ICN", "NRT", [101_800, 150_600, 301_200]),
        ("ICN", "BKK", [225_900, 353_900, 583_500]),
    ] {
        let mut found = prices[&(iata(from), iata(to))].clone();
        found.sort_unstable();
        let found = [found[0], found[found.len() / 2], found[found.len() - 1]];
        for (found, expected) in found.into_iter().zip(expected) {
            let near = (found - expected).abs() * 100 < expected * 15;
            assert!(near, "{from}-{to}: {found}, expected about {expected}");
        }
    }
}

fn is_holiday(date: Day) -> bool {
    let periods = [
        (day(2027, 2, 5), day(2027, 2, 10)),
        (day(2027, 9, 13), day(2027, 9, 17)),
    ];
    periods
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&date))
}
