//! On random schedules and random questions, the index answers what the rules say.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use search::model::{
    AirlineCode, Cabin, Day, Flight, FlightId, FlightNumber, Minute, PerCabin, Won,
};
use search::{Answer, Band, EmptyReason, Fares, Filters, Query, Snapshot, Sort, Stops};

use crate::naive::{self, Expected};
use crate::world::{self, World};

const AIRLINES: [&str; 3] = ["KE", "OZ", "7C"];

proptest! {
    #![proptest_config(ProptestConfig { cases: world::rounds(), ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_what_the_rules_say(
        flights in flights(),
        changes in vec(any::<prop::sample::Index>(), 0..20),
        queries in vec(query(), 25),
    ) {
        let world = World::of(&flights);
        let flights = change(&world, flights, &changes);
        let (snapshot, airports) = (world.snapshot(), world::airports());
        for query in queries {
            let price = world::price(query.cabin);
            let expected = naive::answer(&airports, &flights, &query, &price);
            let whole = Query { limit: 1_000, ..query.clone() };
            let answer = search::run(&snapshot, &whole, &price).unwrap();
            prop_assert_eq!(&seen(&answer), &expected);
            prop_assert_eq!(answer.total as usize, expected.trips.len());
            check_empty(&answer, &expected, &query)?;
            prop_assert_eq!(pages(&snapshot, &query), expected.trips);

            let trips: Vec<Vec<Flight>> = naive::trips(&airports, &flights, &query);
            let arranged = search::arrange(&airports, &trips, &whole, &price);
            prop_assert_eq!(Answer { empty: answer.empty.clone(), ..arranged }, answer);
        }
    }

    #[test]
    fn calendars_and_grids_show_the_cheapest_that_can_be_booked(
        flights in flights(),
        changes in vec(any::<prop::sample::Index>(), 0..20),
        query in query(),
    ) {
        let world = World::of(&flights);
        let flights = change(&world, flights, &changes);
        let snapshot = world.snapshot();
        let days: Vec<Day> = (0..5).map(|n| FIRST_DAY.plus(n)).collect();
        let fares = Fares {
            from: &query.from,
            to: &query.to,
            cabin: query.cabin,
            seats: query.seats,
            earliest: query.earliest,
        };
        let price = world::price(query.cabin);
        let usable = |f: &&Flight| f.departs_at >= query.earliest
            && f.seats_left[query.cabin] >= query.seats;
        let on = |from: &[_], to: &[_], day| -> Vec<Flight> {
            flights.iter().filter(usable)
                .filter(|f| f.day == day && from.contains(&f.origin) && to.contains(&f.destination))
                .copied().collect()
        };

        let calendar = fares.calendar(&snapshot, days[0]..=days[4], &price).unwrap();
        for fare in calendar {
            let there = on(&query.from, &query.to, fare.day);
            prop_assert_eq!(fare.flights as usize, there.len());
            prop_assert_eq!(fare.min_total, there.iter().map(&price).min());
        }

        let grid = fares.grid(&snapshot, &days, &days, &price).unwrap();
        for (row, day) in grid.iter().zip(&days) {
            for (cell, return_day) in row.iter().zip(&days) {
                let back = on(&query.to, &query.from, *return_day);
                let cheapest = on(&query.from, &query.to, *day).iter().flat_map(|out| {
                    back.iter().filter(|back| back.departs_at >= out.arrives_at)
                        .map(|back| price(out) + price(back)).collect::<Vec<_>>()
                }).min();
                prop_assert_eq!(*cell, cheapest);
            }
        }

        let anywhere = search::anywhere(&snapshot, &fares, days[1], &price).unwrap();
        let airports = world::airports();
        let mut expected: BTreeMap<_, (u32, Won)> = BTreeMap::new();
        for flight in on(&query.from, &world::codes(), days[1]) {
            let city = airports.get(flight.destination).unwrap().city;
            let entry = expected.entry(city).or_insert((0, price(&flight)));
            *entry = (entry.0 + 1, entry.1.min(price(&flight)));
        }
        let found: BTreeMap<_, _> =
            anywhere.iter().map(|fare| (fare.city, (fare.flights, fare.min_total))).collect();
        prop_assert_eq!(found, expected);
        prop_assert!(anywhere.is_sorted_by_key(|fare| fare.min_total));
    }
}

/// 2027-04-02: two days later Lord Howe Island sets its clocks back, by half an hour.
const FIRST_DAY: Day = Day(9953);

fn flights() -> impl Strategy<Value = Vec<Flight>> {
    let ends = subsequence(world::codes(), 2).prop_shuffle();
    let times = (0..5 * 24 * 12_i64, 6..180_i64);
    let number = (select(&AIRLINES[..]), 1..500_u16);
    let seats = (0..6_u16, 0..3_u16);
    let flight = (ends, times, number, seats, 200..900_i64);
    vec(flight, 0..160).prop_map(|flights| {
        let airports = world::airports();
        let start = Minute::of_utc(FIRST_DAY.date().and_hms_opt(0, 0, 0).unwrap());
        let flights = flights.into_iter().enumerate();
        flights
            .map(
                |(n, (ends, (departs, block), (airline, number), seats, price))| {
                    let departs_at = Minute(start.0 + departs * 5);
                    Flight {
                        id: FlightId(n as u64 + 1),
                        number: FlightNumber {
                            airline: AirlineCode::parse(airline).unwrap(),
                            number,
                        },
                        day: airports.local(ends[0], departs_at).day(),
                        departs_at,
                        arrives_at: Minute(departs_at.0 + block * 5),
                        distance_km: airports.distance_km(ends[0], ends[1]),
                        base_price: Won(price * 500),
                        seats_left: PerCabin([seats.0, 0, seats.1, 0]),
                        ..world::flight(
                            1,
                            ends[0].as_str(),
                            ends[1].as_str(),
                            "2027-04-02T00:00:00Z",
                            "2027-04-02T01:00:00Z",
                        )
                    }
                },
            )
            .collect()
    })
}

fn query() -> impl Strategy<Value = Query> {
    let ends = (1..3_usize, 1..3_usize, Just(world::codes()).prop_shuffle());
    let stops = prop_oneof![
        Just(Stops::None),
        Just(Stops::One { overnight: false }),
        Just(Stops::One { overnight: true }),
    ];
    let sort = select(vec![
        Sort::Best,
        Sort::Price,
        Sort::Duration,
        Sort::Departure,
        Sort::Arrival,
    ]);
    let cabin = select(vec![
        Cabin::Economy,
        Cabin::Economy,
        Cabin::Business,
        Cabin::First,
    ]);
    let asked = (ends, 0..5_i16, cabin, 1..4_u16, 0..3 * 24 * 60_i64);
    (asked, stops, filters(), sort, 1..6_usize).prop_map(
        |((ends, day, cabin, seats, earliest), stops, filters, sort, limit)| {
            let (from, to, codes) = ends;
            let start = Minute::of_utc(FIRST_DAY.date().and_hms_opt(0, 0, 0).unwrap());
            Query {
                from: codes[..from].to_vec(),
                to: codes[from..from + to].to_vec(),
                day: FIRST_DAY.plus(day),
                cabin,
                seats,
                earliest: Minute(start.0 + earliest - 24 * 60),
                stops,
                filters,
                sort,
                limit,
                after: None,
            }
        },
    )
}

fn filters() -> impl Strategy<Value = Filters> {
    let rarely = |most| prop::option::weighted(0.2, 0..most);
    let band =
        move || (rarely(1440_u16), rarely(1441)).prop_map(|(after, before)| Band { after, before });
    let airlines = prop_oneof![
        3 => Just(vec![]),
        1 => subsequence(&AIRLINES[..], 1..3),
    ];
    (airlines, band(), band(), rarely(2_000), rarely(2_000)).prop_map(
        |(airlines, departure, arrival, price, duration)| Filters {
            airlines: airlines
                .iter()
                .map(|code| AirlineCode::parse(code).unwrap())
                .collect(),
            departure,
            arrival,
            max_price: price.map(|thousands| Won(i64::from(thousands) * 500)),
            max_duration: duration.map(u32::from),
        },
    )
}

/// Takes some flights out, changes others, in a second commit: segments with deleted documents.
fn change(world: &World, mut flights: Vec<Flight>, changes: &[prop::sample::Index]) -> Vec<Flight> {
    if flights.is_empty() || changes.is_empty() {
        return flights;
    }
    let mut writer = world.writer();
    for (n, change) in changes.iter().enumerate() {
        if flights.is_empty() {
            break;
        }
        let at = change.index(flights.len());
        if n % 2 == 0 {
            writer.remove(flights.remove(at).id);
        } else {
            flights[at].base_price = flights[at].base_price + Won(7_000);
            writer.replace(&flights[at]).unwrap();
        }
    }
    writer.commit(&world::checkpoint(99)).unwrap();
    flights
}

fn seen(answer: &Answer) -> Expected {
    let facet = |value, count, min_total| (value, (count, min_total));
    Expected {
        trips: trips(answer),
        stops: answer
            .facets
            .stops
            .iter()
            .map(|f| facet(f.value, f.count, f.min_total))
            .collect(),
        airlines: answer
            .facets
            .airlines
            .iter()
            .map(|f| (f.value, (f.count, f.min_total)))
            .collect(),
        departure: answer
            .facets
            .departure
            .iter()
            .map(|f| facet(f.value, f.count, f.min_total))
            .collect(),
        arrival: answer
            .facets
            .arrival
            .iter()
            .map(|f| facet(f.value, f.count, f.min_total))
            .collect(),
        earliest_arrival: answer.earliest_arrival,
    }
}

fn trips(answer: &Answer) -> Vec<Vec<FlightId>> {
    let ids = |itinerary: &search::Itinerary| {
        itinerary
            .segments
            .iter()
            .map(|segment| segment.flight.id)
            .collect()
    };
    answer.itineraries.iter().map(ids).collect()
}

/// Walks all pages, each time through the cursor's token.
fn pages(snapshot: &Snapshot, query: &Query) -> Vec<Vec<FlightId>> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let answer = search::run(snapshot, &query, world::price(query.cabin)).unwrap();
        assert!(answer.itineraries.len() <= query.limit);
        found.extend(trips(&answer));
        let Some(next) = answer.next else {
            return found;
        };
        query.after = search::Cursor::decode(&next.encode(b"question"), b"question");
        assert_eq!(query.after, Some(next));
    }
}

fn check_empty(answer: &Answer, expected: &Expected, query: &Query) -> Result<(), TestCaseError> {
    prop_assert_eq!(answer.empty.is_some(), expected.trips.is_empty());
    if let Some(empty) = &answer.empty {
        let before_filters = expected.earliest_arrival.is_some();
        prop_assert_eq!(empty.reason == EmptyReason::Filtered, before_filters);
        prop_assert!(!empty.nearest.contains(&query.day));
        let distinct: BTreeSet<_> = empty.nearest.iter().collect();
        prop_assert_eq!(distinct.len(), empty.nearest.len());
    }
    Ok(())
}
