//! Claims for the demo, so that scarcity can be seen: on the first days some flights from Gimpo to
//! Jeju are sold out, almost sold out or half full.

use mysql_async::prelude::Queryable;
use mysql_async::{Error, Transaction};
use search::model::{Flight, FlightId, Iata, SeatIndex};

use crate::hash::Key;
use crate::schedule::Schedule;

/// The first dates of the run.
const DAYS: u16 = 7;
/// What happens to some flights of each date.
const DEMANDS: [Demand; 7] = [
    Demand::SoldOut,
    Demand::AlmostSoldOut,
    Demand::AlmostSoldOut,
    Demand::HalfFull,
    Demand::HalfFull,
    Demand::HalfFull,
    Demand::HalfFull,
];

#[derive(Clone, Copy)]
enum Demand {
    SoldOut,
    AlmostSoldOut,
    HalfFull,
}

/// Inserts the claims that are not there. They have no ticket: the operator blocks the seats.
pub(crate) async fn insert(tx: &mut Transaction<'_>, schedule: &Schedule) -> Result<(), Error> {
    let claims = claims(schedule).into_iter();
    tx.exec_batch(
        "INSERT INTO seat_claims (flight_id, seat_index, ticket_id)
         VALUES (?, ?, NULL)
         ON DUPLICATE KEY UPDATE seat_index = VALUES(seat_index)",
        claims.map(|(flight, seat)| (flight.0, seat.0)),
    )
    .await
}

/// The seats that the demo takes.
fn claims(schedule: &Schedule) -> Vec<(FlightId, SeatIndex)> {
    let seed = Key::new(schedule.params().seed).with("claims");
    let start = schedule.params().start;
    let mut claims = Vec::new();
    for day in (0..DAYS).map(|days| start.plus(days as i16)) {
        let mut flights: Vec<_> = schedule
            .flights()
            .skip_while(|flight| flight.day < day)
            .take_while(|flight| flight.day == day)
            .filter(is_gimpo_to_jeju)
            .map(|flight| (seed.with(flight.number).with(flight.day), flight))
            .collect();
        flights.sort_by_key(|(key, flight)| (key.number(), flight.id));
        for ((key, flight), demand) in flights.iter().zip(DEMANDS) {
            let taken = taken(flight, demand, *key).into_iter();
            claims.extend(taken.map(|seat| (flight.id, seat)));
        }
    }
    claims
}

fn taken(flight: &Flight, demand: Demand, key: Key) -> Vec<SeatIndex> {
    let capacity: u16 = flight.seats_left.0.iter().sum();
    let free = match demand {
        Demand::SoldOut => 0,
        Demand::AlmostSoldOut => 1 + key.with("free").index(4),
        Demand::HalfFull => usize::from(capacity / 2),
    };
    let mut seats: Vec<_> = (0..capacity).map(SeatIndex).collect();
    seats.sort_by_key(|seat| key.with(seat.0).number());
    seats.truncate(usize::from(capacity).saturating_sub(free));
    seats
}

fn is_gimpo_to_jeju(flight: &Flight) -> bool {
    let ends = [flight.origin, flight.destination];
    ends == ["GMP", "CJU"].map(|code| Iata::parse(code).expect("three capital letters"))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use search::model::Day;

    use super::*;
    use crate::reference::Reference;
    use crate::schedule::Params;

    #[test]
    fn each_of_the_first_days_has_a_sold_out_flight() {
        let schedule = Schedule::new(Params::from_start(Day(9_800)), &Reference::read());
        let claims = claims(&schedule);
        assert!((2_000..10_000).contains(&claims.len()), "{}", claims.len());
        assert_eq!(claims.iter().collect::<BTreeSet<_>>().len(), claims.len());
        let mut taken: BTreeMap<_, u16> = BTreeMap::new();
        for (flight, _) in &claims {
            *taken.entry(*flight).or_default() += 1;
        }
        let mut sold_out = BTreeSet::new();
        for flight in schedule.flights().take(30_000) {
            let capacity: u16 = flight.seats_left.0.iter().sum();
            if let Some(taken) = taken.get(&flight.id) {
                assert!(is_gimpo_to_jeju(&flight) && *taken <= capacity);
                if *taken == capacity {
                    sold_out.insert(flight.day);
                }
            }
        }
        assert_eq!(sold_out.len(), usize::from(DAYS));
    }
}
