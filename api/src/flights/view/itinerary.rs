//! Itineraries and their flights.

use search::model::{AircraftCode, AirlineCode, Cabin, FlightId, FlightNumber, Iata};
use search::{Itinerary, Segment};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::answer::Page;
use super::each::Each;
use super::json::Json;
use super::price::PriceView;
use super::time::Local;
use crate::flights::params::CabinName;

/// One or two flights from origin to destination.
#[derive(Serialize, ToSchema)]
#[schema(as = Itinerary)]
pub(crate) struct ItineraryView<'a> {
    /// The ids of its flights, joined by `-`.
    #[schema(value_type = String, example = "1234567")]
    id: ItineraryId<'a>,
    /// How often to change airplanes.
    #[schema(example = 0)]
    stops: usize,
    /// From the first departure to the last arrival.
    #[schema(example = 130)]
    duration_minutes: u32,
    /// By the clock of the origin.
    departs_at: Local,
    /// By the clock of the destination.
    arrives_at: Local,
    /// For all passengers.
    price: PriceView,
    /// Seats left in the cabin on the flight that has the fewest.
    #[schema(example = 41)]
    seats_left: u16,
    /// Its flights in order.
    #[schema(value_type = Vec<SegmentView>)]
    segments: Each<'a, Page<'a>, Segment, SegmentView<'a>>,
}

impl<'a> ItineraryView<'a> {
    /// An itinerary, which has at least one flight.
    pub(super) fn new(page: &'a Page<'a>, itinerary: &'a Itinerary) -> Self {
        let segments = &itinerary.segments;
        let (first, last) = (&segments[0], &segments[segments.len() - 1]);
        let flights = segments.iter().map(|segment| &segment.flight);
        Self {
            id: ItineraryId(segments),
            stops: segments.len() - 1,
            duration_minutes: itinerary.duration_minutes,
            departs_at: Local(first.departs),
            arrives_at: Local(last.arrives),
            price: PriceView::new(page.offer, flights, page.language),
            seats_left: itinerary.seats_left,
            segments: Each {
                context: page,
                items: segments,
                view: SegmentView::new,
            },
        }
    }

    /// What serde writes, in a fraction of the time.
    pub(super) fn write(&self, json: &mut Json) -> serde_json::Result<()> {
        json.put("{\"id\":\"");
        for (n, segment) in self.id.0.iter().enumerate() {
            json.put(if n > 0 { "-" } else { "" });
            json.number(segment.flight.id.0);
        }
        json.put("\",\"stops\":");
        json.number(self.stops);
        json.put(",\"duration_minutes\":");
        json.number(self.duration_minutes);
        json.put(",\"departs_at\":");
        json.plain(&self.departs_at.text());
        json.put(",\"arrives_at\":");
        json.plain(&self.arrives_at.text());
        json.put(",\"price\":");
        self.price.write(json)?;
        json.put(",\"seats_left\":");
        json.number(self.seats_left);
        json.put(",\"segments\":");
        json.array(self.segments.iter(), |json, segment| segment.write(json))?;
        json.put("}");
        Ok(())
    }
}

/// One flight of an itinerary.
#[derive(Serialize, ToSchema)]
#[schema(as = Segment)]
pub(crate) struct SegmentView<'a> {
    /// The flight.
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
    #[schema(value_type = String, example = "ICN")]
    origin: Iata,
    /// Where it arrives.
    #[schema(value_type = String, example = "NRT")]
    destination: Iata,
    /// By the clock of its origin.
    departs_at: Local,
    /// By the clock of its destination.
    arrives_at: Local,
    /// In the air and on the ground.
    #[schema(example = 130)]
    duration_minutes: i64,
    /// The type of the airplane.
    #[schema(value_type = String, example = "738")]
    aircraft: AircraftCode,
    /// The cabin asked for.
    #[schema(value_type = CabinName)]
    cabin: Cabin,
    /// Seats left in it.
    #[schema(example = 41)]
    seats_left: u16,
}

impl<'a> SegmentView<'a> {
    fn new(page: &'a Page<'a>, segment: &'a Segment) -> Self {
        let flight = &segment.flight;
        let airline = &flight.number.airline;
        let cabin = page.offer.cabin();
        Self {
            flight_id: flight.id,
            flight_number: flight.number,
            airline: *airline,
            airline_name: page.catalog.airline_name(airline, page.language),
            origin: flight.origin,
            destination: flight.destination,
            departs_at: Local(segment.departs),
            arrives_at: Local(segment.arrives),
            duration_minutes: flight.arrives_at.0 - flight.departs_at.0,
            aircraft: flight.aircraft,
            cabin,
            seats_left: flight.seats_left(cabin),
        }
    }

    fn write(&self, json: &mut Json) -> serde_json::Result<()> {
        json.put("{\"flight_id\":");
        json.number(self.flight_id.0);
        json.put(",\"flight_number\":");
        json.flight_number(self.flight_number);
        json.put(",\"airline\":");
        json.plain(self.airline.as_bytes());
        json.put(",\"airline_name\":");
        json.value(&self.airline_name)?;
        json.put(",\"origin\":");
        json.plain(self.origin.as_bytes());
        json.put(",\"destination\":");
        json.plain(self.destination.as_bytes());
        json.put(",\"departs_at\":");
        json.plain(&self.departs_at.text());
        json.put(",\"arrives_at\":");
        json.plain(&self.arrives_at.text());
        json.put(",\"duration_minutes\":");
        json.number(self.duration_minutes);
        json.put(",\"aircraft\":");
        json.plain(self.aircraft.as_bytes());
        json.put(",\"cabin\":");
        json.plain(self.cabin.as_str().as_bytes());
        json.put(",\"seats_left\":");
        json.number(self.seats_left);
        json.put("}");
        Ok(())
    }
}

struct ItineraryId<'a>(&'a [Segment]);

impl Serialize for ItineraryId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [only] => serializer.collect_str(&only.flight.id),
            [first, second] => {
                let (first, second) = (first.flight.id, second.flight.id);
                serializer.collect_str(&format_args!("{first}-{second}"))
            }
            // The index joins two flights at most.
            _ => Err(serde::ser::Error::custom("an itinerary of more flights")),
        }
    }
}
