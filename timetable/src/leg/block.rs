//! Block time: from leaving one gate to reaching the other.

use search::model::{AircraftCode, Airport};

use crate::globe;
use crate::reference::{AirportSize, Reference};
use crate::rounding::round_to;

/// Climb, approach and what else does not depend on the distance.
const FIXED_MINUTES: f64 = 14.0;
/// Airways are longer than the great circle.
const DETOUR: f64 = 1.03;

/// Minutes from departure to arrival.
pub(super) fn minutes(
    reference: &Reference,
    from: &Airport,
    to: &Airport,
    distance_km: u16,
    aircraft: AircraftCode,
) -> u16 {
    let cruise = f64::from(reference.aircraft_type(aircraft).cruise_kmh);
    let taxi = [from, to].map(|airport| taxi_minutes(reference.airport(airport.code).size));
    let speed = cruise + tail_wind(from, to, distance_km, cruise);
    let flying = 60.0 * DETOUR * f64::from(distance_km) / speed;
    round_to(5.0, taxi[0] + taxi[1] + FIXED_MINUTES + flying) as u16
}

/// The west wind of the middle latitudes, for those who fly high enough to feel it.
fn tail_wind(from: &Airport, to: &Airport, distance_km: u16, cruise_kmh: f64) -> f64 {
    if distance_km < 800 || cruise_kmh < 700.0 {
        return 0.0;
    }
    let latitude = f64::midpoint(from.latitude, to.latitude).abs();
    let wind = if (25.0..=65.0).contains(&latitude) {
        70.0
    } else {
        15.0
    };
    wind * globe::eastward(from, to)
}

fn taxi_minutes(size: AirportSize) -> f64 {
    match size {
        AirportSize::Large => 14.0,
        AirportSize::Medium => 10.0,
        AirportSize::Small => 6.0,
    }
}

#[cfg(test)]
mod tests {
    use search::model::Iata;

    use super::*;

    #[test]
    fn block_times_are_the_models_examples() {
        let reference = Reference::read();
        let airport = |code| &reference.airport(Iata::parse(code).unwrap()).airport;
        for (from, to, aircraft, hours, minutes_over) in [
            ("GMP", "CJU", "738", 1, 15),
            ("ICN", "NRT", "738", 2, 10),
            ("NRT", "ICN", "738", 2, 25),
            ("ICN", "BKK", "77W", 5, 10),
            ("ICN", "SIN", "77W", 6, 5),
            ("ICN", "LAX", "388", 11, 5),
            ("LAX", "ICN", "388", 12, 20),
            ("ICN", "CDG", "77W", 11, 25),
            ("CDG", "ICN", "77W", 10, 30),
            ("ICN", "JFK", "77W", 13, 10),
        ] {
            let (from, to) = (airport(from), airport(to));
            let km = globe::distance_km(from, to);
            let aircraft = AircraftCode::parse(aircraft).unwrap();
            assert_eq!(
                minutes(&reference, from, to, km, aircraft),
                60 * hours + minutes_over,
                "{} to {}",
                from.code,
                to.code
            );
        }
    }
}
