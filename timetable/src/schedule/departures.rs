//! The flights of one date.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use search::model::{Day, Flight, FlightId, Minute, PerCabin};

use super::{Airplane, ScheduledFlight, layout_of};
use crate::clock::ZoneDay;
use crate::layouts::SeatLayout;
use crate::leg::Leg;
use crate::price::PriceDate;
use crate::week::Season;

/// Every leg with its airplane, in the order of the flight numbers.
#[derive(Debug)]
pub(super) struct Departures {
    legs: Vec<FlownLeg>,
    zones: Vec<Tz>,
}

/// A leg and what flies it.
#[derive(Debug)]
struct FlownLeg {
    leg: Leg,
    /// The place of the origin's zone in the list of zones.
    zone: usize,
    airplane: Airplane,
    seats: PerCabin<u16>,
}

impl Departures {
    pub(super) fn new(legs: Vec<Leg>, airplanes: &[Airplane], layouts: &[SeatLayout]) -> Self {
        let mut zones: Vec<_> = legs.iter().map(|leg| leg.zone).collect();
        zones.sort_by_key(|zone| zone.name());
        zones.dedup();
        let legs = legs
            .into_iter()
            .map(|leg| FlownLeg {
                zone: zones.partition_point(|zone| zone.name() < leg.zone.name()),
                airplane: airplane_of(airplanes, &leg),
                seats: layout_of(layouts, leg.aircraft).layout.capacity(),
                leg,
            })
            .collect();
        Self { legs, zones }
    }

    /// The flights of a date, whose ids begin at `first`.
    pub(super) fn on(&self, date: NaiveDate, first: FlightId) -> Vec<ScheduledFlight> {
        let weekday = date.weekday();
        let season = Season::of(date);
        let day = Day::of(date).expect("a run lies inside the days that there are");
        let price_date = PriceDate::new(date);
        let clocks: Vec<_> = self.zones.iter().map(|z| ZoneDay::new(*z, date)).collect();
        self.legs
            .iter()
            .filter(|it| it.leg.days.contains(weekday) && it.leg.season.includes(season))
            .zip(first.0..)
            .map(|(flown, id)| flown.on(FlightId(id), day, &price_date, &clocks[flown.zone]))
            .collect()
    }
}

impl FlownLeg {
    fn on(&self, id: FlightId, day: Day, price: &PriceDate, clock: &ZoneDay) -> ScheduledFlight {
        let leg = &self.leg;
        let departs_at = clock.instant(leg.departure);
        let flight = Flight {
            id,
            number: leg.number,
            origin: leg.origin,
            destination: leg.destination,
            day,
            departs_at,
            arrives_at: Minute(departs_at.0 + i64::from(leg.block)),
            distance_km: leg.distance_km,
            layout: self.airplane.layout,
            aircraft: leg.aircraft,
            base_price: leg.fare.on(price),
            seats_left: self.seats,
        };
        ScheduledFlight {
            flight,
            airplane: self.airplane.id,
        }
    }
}

fn airplane_of(airplanes: &[Airplane], leg: &Leg) -> Airplane {
    let wanted = (leg.number.airline, leg.aircraft);
    let place = airplanes.binary_search_by_key(&wanted, |it| (it.airline, it.aircraft));
    airplanes[place.expect("the airplanes are those of the legs")]
}
