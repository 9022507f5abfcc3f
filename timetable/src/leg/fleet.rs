//! Which aircraft type flies a leg.

use search::model::AircraftCode;

use crate::hash::Key;
use crate::reference::Reference;

/// Flying needs a reserve: a type is used up to its range divided by this.
const RESERVE: f64 = 1.03;

/// One of the route's types, each replaced by what flies today, that reaches the other end.
pub(super) fn choose(
    reference: &Reference,
    equipment: &[AircraftCode],
    distance_km: u16,
    key: Key,
) -> AircraftCode {
    let mut types = Vec::new();
    for code in equipment {
        let code = reference.modern(*code);
        let aircraft = reference.aircraft_type(code);
        let reaches = f64::from(aircraft.range_km) >= RESERVE * f64::from(distance_km);
        if aircraft.is_airliner() && reaches && !types.contains(&code) {
            types.push(code);
        }
    }
    if types.is_empty() {
        substitute(reference, distance_km)
    } else {
        types[key.index(types.len())]
    }
}

/// A usual type for the distance, for routes whose own types do not reach.
fn substitute(reference: &Reference, distance_km: u16) -> AircraftCode {
    let usual = match distance_km {
        9_001.. => "789",
        5_001..=9_000 => "333",
        1_301..=5_000 => "738",
        501..=1_300 => "DH4",
        ..=500 => "AT7",
    };
    if reference.aircraft_type(aircraft(usual)).range_km >= distance_km {
        aircraft(usual)
    } else if distance_km > 14_000 {
        aircraft("77L")
    } else {
        aircraft("789")
    }
}

fn aircraft(code: &str) -> AircraftCode {
    AircraftCode::parse(code).expect("three capital letters or digits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;

    #[test]
    fn a_type_beyond_its_range_is_never_chosen() {
        let reference = Reference::read();
        let equipment = [aircraft("738"), aircraft("77W")];
        for n in 0..50 {
            let chosen = choose(&reference, &equipment, 9_000, Key::new(n));
            assert_eq!(chosen, aircraft("77W"));
        }
        assert_eq!(
            choose(&reference, &[], 14_500, Key::new(1)),
            aircraft("77L")
        );
    }

    #[test]
    fn ten_legs_of_the_reference_run_use_a_substitute() {
        let reference = Reference::read();
        let seed = Key::new(20_260_101);
        let network = Network::new(&reference, seed);
        let planner = super::super::Planner::new(
            &reference,
            &network,
            seed,
            chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        );
        let mut substituted = 0;
        for rotation in network.take(27_000) {
            for leg in planner.legs(rotation).iter().step_by(2) {
                let route = reference.route(leg.number.airline, leg.origin, leg.destination);
                let mut modern = route
                    .iter()
                    .flat_map(|route| &route.equipment)
                    .map(|code| reference.modern(*code));
                substituted += i32::from(!modern.any(|code| code == leg.aircraft));
            }
        }
        assert_eq!(substituted, 10);
    }
}
