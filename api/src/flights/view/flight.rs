//! The answer of `/flight-plans/{id}`.

use std::sync::Arc;

use search::Airports;
use search::model::{AircraftCode, AirlineCode, Cabin, Flight, FlightId, FlightNumber, Layout};
use serde::Serialize;
use utoipa::ToSchema;

use super::place::{AirportView, AsOfView};
use super::price::PriceView;
use super::time::{Date, Local};
use crate::catalog::Catalog;
use crate::flights::offer::{Asker, Offer};
use crate::flights::params::{CabinName, Travellers};
use crate::pricing::{AllDiscounts, Party};
use crate::problem::Language;

/// One flight, with the price of every cabin.
#[derive(Serialize, ToSchema)]
#[schema(as = Flight)]
pub(crate) struct FlightView<'a> {
    /// Its id.
    #[schema(value_type = u64, example = 1_234_567)]
    flight_id: FlightId,
    /// Airline and number.
    #[schema(value_type = String, example = "KE703")]
    flight_number: FlightNumber,
    /// The airline that flies.
    #[schema(value_type = String, example = "KE")]
    airline: AirlineCode,
    /// Its name.
    #[schema(example = "대한항공")]
    airline_name: &'a str,
    /// Where it leaves.
    origin: AirportView<'a>,
    /// Where it arrives.
    destination: AirportView<'a>,
    /// The local date of departure.
    date: Date,
    /// By the clock of its origin.
    departs_at: Local,
    /// By the clock of its destination.
    arrives_at: Local,
    /// From departure to arrival.
    #[schema(example = 130)]
    duration_minutes: i64,
    /// Great-circle distance.
    #[schema(example = 1257)]
    distance_km: u16,
    /// The type of the airplane.
    aircraft: AircraftView<'a>,
    /// Its cabins, the cheapest first.
    cabins: Vec<CabinView>,
    /// How fresh the answer is.
    as_of: AsOfView,
}

/// A type of airplane.
#[derive(Serialize, ToSchema)]
#[schema(as = Aircraft)]
struct AircraftView<'a> {
    /// Its code.
    #[schema(value_type = String, example = "738")]
    code: AircraftCode,
    /// Its name.
    #[schema(example = "Boeing 737-800")]
    name: &'a str,
}

/// A cabin of a flight.
#[derive(Serialize, ToSchema)]
#[schema(as = CabinFare)]
struct CabinView {
    /// Which cabin.
    #[schema(value_type = CabinName)]
    cabin: Cabin,
    /// Seats in it.
    #[schema(example = 178)]
    capacity: u16,
    /// Seats that nobody has.
    #[schema(example = 41)]
    seats_left: u16,
    /// What the passengers of the question pay.
    price: PriceView,
}

/// What is shown of a flight.
pub(crate) struct FlightFacts {
    /// The flight, as the index knows it.
    pub(crate) flight: Flight,
    /// The state of the index that knows it.
    pub(crate) as_of: AsOfView,
    /// Its seats.
    pub(crate) layout: Arc<Layout>,
    /// Who asks for prices.
    pub(crate) party: Party,
    /// When they ask, and with which grade.
    pub(crate) asker: Asker,
    /// What may come off.
    pub(crate) discounts: Arc<AllDiscounts>,
}

impl<'a> FlightView<'a> {
    /// A flight in one language.
    pub(crate) fn new(facts: &'a FlightFacts, catalog: &'a Catalog, language: Language) -> Self {
        let flight = &facts.flight;
        let airline = &flight.number.airline;
        let airports = &catalog.airports;
        Self {
            flight_id: flight.id,
            flight_number: flight.number,
            airline: *airline,
            airline_name: catalog.airline_name(airline, language),
            origin: AirportView::new(catalog, &flight.origin, language),
            destination: AirportView::new(catalog, &flight.destination, language),
            date: Date(flight.day),
            departs_at: Local(airports.local(flight.origin, flight.departs_at)),
            arrives_at: Local(airports.local(flight.destination, flight.arrives_at)),
            duration_minutes: flight.arrives_at.0 - flight.departs_at.0,
            distance_km: flight.distance_km,
            aircraft: AircraftView {
                code: flight.aircraft,
                name: catalog.aircraft_name(&flight.aircraft),
            },
            cabins: CabinView::all(facts, airports, language),
            as_of: facts.as_of,
        }
    }
}

impl CabinView {
    /// The cabins that the airplane has.
    fn all(facts: &FlightFacts, airports: &Airports, language: Language) -> Vec<Self> {
        let capacity = facts.layout.capacity();
        let party = facts.party;
        let has_seats = |cabin: &Cabin| capacity[*cabin] > 0;
        let cabins = Cabin::ALL.into_iter().filter(has_seats);
        cabins
            .map(|cabin| {
                let travellers = Travellers { party, cabin };
                let offer = Offer::new(airports, travellers, facts.asker, &facts.discounts);
                let flights = [&facts.flight].into_iter();
                Self {
                    cabin,
                    capacity: capacity[cabin],
                    seats_left: facts.flight.seats_left(cabin),
                    price: PriceView::new(&offer, flights, language),
                }
            })
            .collect()
    }
}
