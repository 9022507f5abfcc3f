//! Legs: what one flight number does, week after week.
//!
//! Each leg of a rotation gives two of them, outbound and return, with odd and even numbers. Their
//! local times stay fixed; daylight saving moves arrivals, not departures.

mod block;
mod fleet;
mod numbers;
mod times;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use search::model::{AircraftCode, Airport, FlightNumber, Iata};

use crate::hash::Key;
use crate::network::{Network, Pattern, Rotation};
use crate::price::Fare;
use crate::reference::Reference;
use crate::week::{Season, Weekdays};
use numbers::Numbers;
use times::LocalTime;

/// A flight number's pattern.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub(crate) number: FlightNumber,
    pub(crate) origin: Iata,
    pub(crate) destination: Iata,
    /// The zone of the origin.
    pub(crate) zone: Tz,
    pub(crate) distance_km: u16,
    pub(crate) aircraft: AircraftCode,
    pub(crate) days: Weekdays,
    pub(crate) season: Season,
    /// Local departure, in minutes after midnight.
    pub(crate) departure: u16,
    /// Minutes from departure to arrival.
    pub(crate) block: u16,
    pub(crate) fare: Fare,
}

/// Makes the legs of rotations.
pub(crate) struct Planner<'a> {
    reference: &'a Reference,
    numbers: Numbers,
    seed: Key,
    /// The instant whose zone offsets fix the return times.
    start: NaiveDateTime,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(
        reference: &'a Reference,
        network: &Network,
        seed: Key,
        start: NaiveDate,
    ) -> Self {
        Self {
            reference,
            numbers: Numbers::new(reference, network),
            seed,
            start: start.into(),
        }
    }

    /// Both directions of each leg of a rotation.
    pub(crate) fn legs(&self, rotation: &Rotation) -> Vec<Leg> {
        let (first_number, ends) = self.numbers.of(rotation);
        let [home, away] = ends.map(|code| &self.reference.airport(code).airport);
        let way = Way {
            rotation,
            home,
            away,
        };
        (0..)
            .zip(rotation.patterns(self.seed))
            .flat_map(|(leg, pattern)| self.pair(&way, leg, pattern, first_number + 2 * leg))
            .collect()
    }

    fn pair(&self, way: &Way<'_>, leg: u16, pattern: Pattern, number: u16) -> [Leg; 2] {
        let (rotation, distance) = (way.rotation, way.rotation.distance_km);
        let key = |purpose| rotation.key(self.seed, purpose).with(leg);
        let equipment = self.equipment(way);
        let aircraft = fleet::choose(self.reference, equipment, distance, key("ac"));
        let block = |from, to| block::minutes(self.reference, from, to, distance, aircraft);

        let departure = times::outbound(distance, key("dep").unit(), leg, rotation.legs());
        let outbound = Direction {
            origin: way.home,
            destination: way.away,
            number,
            time: LocalTime {
                days_later: 0,
                minute: departure,
            },
            block: block(way.home, way.away),
        };
        let landing = i64::from(departure + outbound.block)
            + times::offset(way.away.zone, self.start)
            - times::offset(way.home.zone, self.start);
        let back = Direction {
            origin: way.away,
            destination: way.home,
            number: number + 1,
            time: times::back(distance, landing, key("ret").unit()),
            block: block(way.away, way.home),
        };
        [outbound, back].map(|direction| self.leg(rotation, pattern, aircraft, direction))
    }

    fn leg(
        &self,
        rotation: &Rotation,
        pattern: Pattern,
        aircraft: AircraftCode,
        direction: Direction<'_>,
    ) -> Leg {
        let number = FlightNumber {
            airline: rotation.airline,
            number: direction.number,
        };
        let minute = direction.time.minute;
        Leg {
            number,
            origin: direction.origin.code,
            destination: direction.destination.code,
            zone: direction.origin.zone,
            distance_km: rotation.distance_km,
            aircraft,
            days: pattern.days.later(direction.time.days_later),
            season: pattern.season,
            departure: minute,
            block: direction.block,
            fare: Fare::new(self.reference, rotation, number, minute, self.seed),
        }
    }

    /// The aircraft types of the outbound route.
    fn equipment(&self, way: &Way<'_>) -> &[AircraftCode] {
        self.reference
            .route(way.rotation.airline, way.home.code, way.away.code)
            .map_or(&[], |route| &route.equipment)
    }
}

/// A rotation seen from its home end.
struct Way<'a> {
    rotation: &'a Rotation,
    home: &'a Airport,
    away: &'a Airport,
}

struct Direction<'a> {
    origin: &'a Airport,
    destination: &'a Airport,
    number: u16,
    time: LocalTime,
    block: u16,
}
