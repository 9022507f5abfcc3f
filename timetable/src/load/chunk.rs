//! Flights as the text that LOAD DATA reads, made on a thread of its own.

use std::io::Write;
use std::sync::Arc;

use search::model::FlightId;
use tokio::sync::mpsc;

use crate::schedule::{Schedule, ScheduledFlight};

/// Chunks made ahead of the server, which is the slower side.
const AHEAD: usize = 2;
/// The text of one flight, about.
const ROW_BYTES: usize = 90;

/// Flights that are loaded in one transaction.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Flights before the first of it.
    pub(super) before: u64,
    pub(super) rows: u64,
    pub(super) text: Vec<u8>,
}

/// The chunks of a schedule behind the first `before` flights.
pub(super) fn produce(
    schedule: Arc<Schedule>,
    before: u64,
    chunk_rows: u64,
) -> mpsc::Receiver<Chunk> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut flights = schedule.scheduled_from(FlightId(before + 1)).peekable();
        let mut before = before;
        while flights.peek().is_some() {
            let chunk = chunk(before, chunk_rows, &mut flights);
            before += chunk.rows;
            if sender.blocking_send(chunk).is_err() {
                break; // the load was given up
            }
        }
    });
    receiver
}

fn chunk(before: u64, most: u64, flights: &mut impl Iterator<Item = ScheduledFlight>) -> Chunk {
    let mut chunk = Chunk {
        before,
        rows: 0,
        text: Vec::with_capacity(most as usize * ROW_BYTES),
    };
    for flight in flights.take(most as usize) {
        write_row(&mut chunk.text, &flight);
        chunk.rows += 1;
    }
    chunk
}

/// One line: the columns that [`super::flights`] names, in its order.
fn write_row(text: &mut Vec<u8>, scheduled: &ScheduledFlight) {
    let flight = &scheduled.flight;
    let written = writeln!(
        text,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        flight.id,
        flight.number.airline,
        flight.number.number,
        flight.origin,
        flight.destination,
        flight.day,
        flight.departs_at.utc(),
        flight.arrives_at.utc(),
        scheduled.airplane,
        flight.distance_km,
        flight.base_price.0,
    );
    written.expect("memory takes every write");
}
