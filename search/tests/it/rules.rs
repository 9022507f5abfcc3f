//! The rules of a journey, one by one.

use search::model::{AirlineCode, Cabin, FlightId, Minute, PerCabin, Won};
use search::{Answer, Band, EmptyReason, Filters, Query, Sort, Stops};

use crate::world::{self, World, day, flight, minute, query};

const ONE_STOP: Stops = Stops::One { overnight: false };

fn ask(world: &World, query: &Query) -> Answer {
    search::run(&world.snapshot(), query, world::price(query.cabin)).unwrap()
}

fn ids(answer: &Answer) -> Vec<Vec<u64>> {
    let ids = |itinerary: &search::Itinerary| -> Vec<u64> {
        itinerary
            .segments
            .iter()
            .map(|segment| segment.flight.id.0)
            .collect()
    };
    answer.itineraries.iter().map(ids).collect()
}

#[test]
fn a_day_is_the_whole_local_day_at_the_origin() {
    let world = World::of(&[
        flight(
            1,
            "ICN",
            "NRT",
            "2026-12-23T14:59:00Z",
            "2026-12-23T17:00:00Z",
        ),
        flight(
            2,
            "ICN",
            "NRT",
            "2026-12-23T15:00:00Z",
            "2026-12-23T17:20:00Z",
        ),
        flight(
            3,
            "ICN",
            "NRT",
            "2026-12-24T14:59:00Z",
            "2026-12-24T17:20:00Z",
        ),
        flight(
            4,
            "ICN",
            "NRT",
            "2026-12-24T15:00:00Z",
            "2026-12-24T17:20:00Z",
        ),
    ]);
    let query = Query {
        sort: Sort::Departure,
        ..query("ICN", "NRT", day(2026, 12, 24))
    };
    assert_eq!(ids(&ask(&world, &query)), [[2], [3]]);
}

#[test]
fn a_sunday_in_a_half_hour_zone_starts_at_half_past() {
    // Mumbai is 5:30 ahead: Sunday 2026-12-20 starts there at 18:30 on Saturday in UTC.
    let world = World::of(&[
        flight(
            1,
            "BOM",
            "ICN",
            "2026-12-19T18:29:00Z",
            "2026-12-20T02:00:00Z",
        ),
        flight(
            2,
            "BOM",
            "ICN",
            "2026-12-19T18:30:00Z",
            "2026-12-20T02:00:00Z",
        ),
        flight(
            3,
            "BOM",
            "ICN",
            "2026-12-20T18:29:00Z",
            "2026-12-21T02:00:00Z",
        ),
    ]);
    let query = Query {
        sort: Sort::Departure,
        ..query("BOM", "ICN", day(2026, 12, 20))
    };
    let answer = ask(&world, &query);
    assert_eq!(ids(&answer), [[2], [3]]);
    assert_eq!(answer.itineraries[0].segments[0].departs.minute_of_day(), 0);
    assert_eq!(
        answer.itineraries[1].segments[0].departs.minute_of_day(),
        24 * 60 - 1
    );
}

#[test]
fn a_day_with_a_changed_clock_has_25_or_23_hours() {
    // Los Angeles sets its clocks back on 2026-11-01 and forward on 2027-03-14.
    let world = World::of(&[
        flight(
            1,
            "LAX",
            "HNL",
            "2026-11-01T07:00:00Z",
            "2026-11-01T13:00:00Z",
        ),
        flight(
            2,
            "LAX",
            "HNL",
            "2026-11-02T07:59:00Z",
            "2026-11-02T13:00:00Z",
        ),
        flight(
            3,
            "LAX",
            "HNL",
            "2027-03-14T08:00:00Z",
            "2027-03-14T13:00:00Z",
        ),
        flight(
            4,
            "LAX",
            "HNL",
            "2027-03-15T06:59:00Z",
            "2027-03-15T13:00:00Z",
        ),
        flight(
            5,
            "LAX",
            "HNL",
            "2027-03-15T07:00:00Z",
            "2027-03-15T13:00:00Z",
        ),
    ]);
    let on = |day| {
        let query = Query {
            sort: Sort::Departure,
            ..query("LAX", "HNL", day)
        };
        ids(&ask(&world, &query))
    };
    assert_eq!(on(day(2026, 11, 1)), [[1], [2]]);
    assert_eq!(on(day(2027, 3, 14)), [[3], [4]]);
    assert_eq!(on(day(2027, 3, 15)), [[5]]);
}

#[test]
fn across_the_date_line_one_arrives_before_one_left() {
    let world = World::of(&[flight(
        1,
        "ICN",
        "HNL",
        "2026-12-24T11:00:00Z",
        "2026-12-24T20:00:00Z",
    )]);
    let answer = ask(&world, &query("ICN", "HNL", day(2026, 12, 24)));
    let segment = &answer.itineraries[0].segments[0];
    assert_eq!(
        (segment.departs.day(), segment.departs.minute_of_day()),
        (day(2026, 12, 24), 20 * 60)
    );
    assert_eq!(
        (segment.arrives.day(), segment.arrives.minute_of_day()),
        (day(2026, 12, 24), 10 * 60)
    );
    assert_eq!(answer.itineraries[0].duration_minutes, 9 * 60);
}

#[test]
fn only_flights_with_the_seats_in_that_cabin_are_shown() {
    let mut few = flight(
        1,
        "ICN",
        "NRT",
        "2026-12-24T01:00:00Z",
        "2026-12-24T03:00:00Z",
    );
    few.seats_left = PerCabin([2, 0, 0, 0]);
    let world = World::of(&[few]);
    let ask = |seats, cabin| {
        ask(
            &world,
            &Query {
                seats,
                cabin,
                ..query("ICN", "NRT", day(2026, 12, 24))
            },
        )
    };
    assert_eq!(ask(2, Cabin::Economy).total, 1);
    assert_eq!(ask(2, Cabin::Economy).itineraries[0].seats_left, 2);
    assert_eq!(
        ask(3, Cabin::Economy).empty.unwrap().reason,
        EmptyReason::SoldOut
    );
    assert_eq!(
        ask(1, Cabin::Business).empty.unwrap().reason,
        EmptyReason::SoldOut
    );
}

/// GMP to CJU arrives at 02:00 UTC; flights onward at the given minutes after that.
fn onward(minutes: &[i64], destination: &str) -> World {
    let mut flights = vec![flight(
        1,
        "GMP",
        "CJU",
        "2026-12-24T01:00:00Z",
        "2026-12-24T02:00:00Z",
    )];
    for (n, layover) in minutes.iter().enumerate() {
        let mut second = flight(
            n as u64 + 2,
            "CJU",
            destination,
            "2026-12-24T02:00:00Z",
            "2026-12-24T03:00:00Z",
        );
        second.departs_at = Minute(second.departs_at.0 + layover);
        second.arrives_at = Minute(second.departs_at.0 + 90);
        second.day = world::airports()
            .local(second.origin, second.departs_at)
            .day();
        flights.push(second);
    }
    World::of(&flights)
}

#[test]
fn an_international_connection_takes_90_minutes_to_8_hours() {
    let world = onward(&[89, 90, 480, 481, 1440, 1441], "NRT");
    let ask = |stops| {
        let query = query("GMP", "NRT", day(2026, 12, 24));
        ids(&ask(
            &world,
            &Query {
                stops,
                sort: Sort::Duration,
                ..query
            },
        ))
    };
    assert_eq!(ask(Stops::None), Vec::<Vec<u64>>::new());
    assert_eq!(ask(ONE_STOP), [[1, 3], [1, 4]]);
    assert_eq!(
        ask(Stops::One { overnight: true }),
        [[1, 3], [1, 4], [1, 5], [1, 6]]
    );
}

#[test]
fn a_domestic_connection_takes_45_minutes() {
    let world = World::of(&[
        flight(
            1,
            "LAX",
            "HNL",
            "2026-12-24T18:00:00Z",
            "2026-12-25T00:00:00Z",
        ),
        flight(
            2,
            "CJU",
            "GMP",
            "2026-12-24T00:00:00Z",
            "2026-12-24T01:00:00Z",
        ),
    ]);
    let home = onward(&[44, 45], "ICN");
    // Both ends in Seoul: five times the great circle, whatever the layover.
    let there = Query {
        stops: ONE_STOP,
        ..query("GMP", "ICN", day(2026, 12, 24))
    };
    assert_eq!(ask(&home, &there).total, 0);
    assert_eq!(
        ask(&world, &there).empty.unwrap().reason,
        EmptyReason::NoRoute
    );
}

#[test]
fn no_detour_over_twice_and_a_fifth_of_the_great_circle() {
    let world = World::of(&[
        flight(
            1,
            "CJU",
            "BOM",
            "2026-12-24T00:00:00Z",
            "2026-12-24T07:00:00Z",
        ),
        flight(
            2,
            "BOM",
            "NRT",
            "2026-12-24T10:00:00Z",
            "2026-12-24T18:00:00Z",
        ),
        flight(
            3,
            "CJU",
            "GMP",
            "2026-12-24T00:00:00Z",
            "2026-12-24T01:00:00Z",
        ),
        flight(
            4,
            "GMP",
            "NRT",
            "2026-12-24T04:00:00Z",
            "2026-12-24T06:00:00Z",
        ),
    ]);
    let query = Query {
        stops: ONE_STOP,
        ..query("CJU", "NRT", day(2026, 12, 24))
    };
    assert_eq!(ids(&ask(&world, &query)), [[3, 4]]);
}

#[test]
fn a_connection_is_made_at_one_airport() {
    let world = World::of(&[
        flight(
            1,
            "BOM",
            "ICN",
            "2026-12-24T00:00:00Z",
            "2026-12-24T07:00:00Z",
        ),
        flight(
            2,
            "GMP",
            "CJU",
            "2026-12-24T10:00:00Z",
            "2026-12-24T11:00:00Z",
        ),
    ]);
    let query = Query {
        stops: ONE_STOP,
        ..query("BOM", "CJU", day(2026, 12, 24))
    };
    assert_eq!(
        ask(&world, &query).empty.unwrap().reason,
        EmptyReason::NoRoute
    );
}

#[test]
fn a_facet_counts_with_every_filter_but_its_own() {
    let mut flights = vec![];
    for (id, hour) in [(1, "00"), (2, "01"), (3, "02"), (4, "09")] {
        let departs = format!("2026-12-24T{hour}:00:00Z");
        let arrives = format!("2026-12-24T{hour}:59:00Z");
        flights.push(flight(id, "GMP", "CJU", &departs, &arrives));
    }
    flights[0].number.airline = AirlineCode::parse("OZ").unwrap();
    flights[3].number.airline = AirlineCode::parse("OZ").unwrap();
    flights[3].base_price = Won(50_000);
    let world = World::of(&flights);
    let filters = Filters {
        airlines: vec![AirlineCode::parse("OZ").unwrap()],
        departure: Band {
            after: Some(9 * 60),
            before: Some(12 * 60),
        },
        ..Filters::default()
    };
    let answer = ask(
        &world,
        &Query {
            filters,
            ..query("GMP", "CJU", day(2026, 12, 24))
        },
    );
    assert_eq!(ids(&answer), [[1]]);
    let airlines: Vec<_> = answer
        .facets
        .airlines
        .iter()
        .map(|f| (f.value.to_string(), f.count))
        .collect();
    assert_eq!(airlines, [("KE".to_owned(), 2), ("OZ".to_owned(), 1)]);
    let departure: Vec<_> = answer
        .facets
        .departure
        .iter()
        .map(|f| (f.value, f.count, f.min_total.0))
        .collect();
    assert_eq!(departure, [(1, 1, 100_000), (3, 1, 50_000)]);
}

#[test]
fn an_empty_answer_names_the_nearest_days_with_seats() {
    let mut flights = vec![];
    for (id, day) in [(1, "10"), (2, "22"), (3, "24"), (4, "27"), (5, "31")] {
        let departs = format!("2026-12-{day}T01:00:00Z");
        let arrives = format!("2026-12-{day}T03:00:00Z");
        flights.push(flight(id, "ICN", "NRT", &departs, &arrives));
    }
    flights[2].seats_left = PerCabin([0; 4]);
    let world = World::of(&flights);
    let asked = query("ICN", "NRT", day(2026, 12, 24));
    let empty = ask(&world, &asked).empty.unwrap();
    assert_eq!(empty.reason, EmptyReason::SoldOut);
    assert_eq!(
        empty.nearest,
        [day(2026, 12, 22), day(2026, 12, 27), day(2026, 12, 31)]
    );

    let late = Query {
        earliest: minute("2026-12-25T00:00:00Z"),
        ..asked
    };
    let empty = ask(&world, &late).empty.unwrap();
    assert_eq!(empty.reason, EmptyReason::NotOnThisDay);
    assert_eq!(empty.nearest, [day(2026, 12, 27), day(2026, 12, 31)]);
}

#[test]
fn one_flight_is_found_by_its_id() {
    let flights = [flight(
        7,
        "ICN",
        "NRT",
        "2026-12-24T01:00:00Z",
        "2026-12-24T03:00:00Z",
    )];
    let snapshot = World::of(&flights).snapshot();
    assert_eq!(snapshot.flight(FlightId(7)).unwrap(), Some(flights[0]));
    assert_eq!(snapshot.flight(FlightId(8)).unwrap(), None);
}

#[test]
fn a_flight_that_leaves_too_soon_is_not_shown() {
    let leaves = "2026-12-24T01:00:00Z";
    let world = World::of(&[flight(1, "ICN", "NRT", leaves, "2026-12-24T03:00:00Z")]);
    let shown = |earliest| {
        ask(
            &world,
            &Query {
                earliest,
                ..query("ICN", "NRT", day(2026, 12, 24))
            },
        )
        .total
    };
    assert_eq!(shown(minute(leaves)), 1);
    assert_eq!(shown(Minute(minute(leaves).0 + 1)), 0);
}

#[test]
fn the_best_is_cheap_and_short_and_by_day() {
    // By the clock of Tokyo: 05:55, 06:00 and 21:30 to 23:30.
    let mut dawn = flight(
        1,
        "NRT",
        "HND",
        "2026-12-23T20:55:00Z",
        "2026-12-23T21:55:00Z",
    );
    let morning = flight(
        2,
        "NRT",
        "HND",
        "2026-12-23T21:00:00Z",
        "2026-12-23T22:00:00Z",
    );
    let night = flight(
        3,
        "NRT",
        "HND",
        "2026-12-24T13:30:00Z",
        "2026-12-24T14:30:00Z",
    );
    let mut slow = flight(
        4,
        "NRT",
        "HND",
        "2026-12-24T01:00:00Z",
        "2026-12-24T02:04:00Z",
    );
    dawn.base_price = Won(100_000 - 20_000);
    slow.base_price = Won(100_000 - 4 * 250);
    let world = World::of(&[dawn, morning, night, slow]);
    let answer = ask(&world, &query("NRT", "HND", day(2026, 12, 24)));
    // The first, the second and the fourth are worth the same: the earlier departure goes first.
    assert_eq!(ids(&answer), [[1], [2], [4], [3]]);
}

#[test]
fn pages_reach_the_first_thousand_and_the_total_counts_all() {
    let mut flights = vec![];
    for n in 0..40 {
        let mut first = flight(
            n + 1,
            "GMP",
            "CJU",
            "2026-12-24T00:00:00Z",
            "2026-12-24T01:00:00Z",
        );
        let mut second = flight(
            n + 41,
            "CJU",
            "NRT",
            "2026-12-24T04:00:00Z",
            "2026-12-24T06:00:00Z",
        );
        first.arrives_at = Minute(first.arrives_at.0 + n as i64);
        second.departs_at = Minute(second.departs_at.0 + n as i64);
        flights.extend([first, second]);
    }
    let world = World::of(&flights);
    let asked = query("GMP", "NRT", day(2026, 12, 24));
    let mut asked = Query {
        stops: ONE_STOP,
        sort: Sort::Departure,
        limit: 90,
        ..asked
    };
    let mut reached = std::collections::BTreeSet::new();
    loop {
        let answer = ask(&world, &asked);
        assert_eq!((answer.total, answer.facets.stops[0].count), (1_600, 1_600));
        let page = ids(&answer);
        assert_eq!(page.len(), 90.min(1_000 - reached.len()));
        reached.extend(page);
        let Some(next) = answer.next else { break };
        asked.after = Some(next);
    }
    assert_eq!(reached.len(), 1_000);
}
