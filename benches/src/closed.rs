//! Closed loops against several servers in turn.

use std::path::Path;

use anyhow::Result;

use crate::load::{self, Measured};
use crate::server::Server;

/// Each closed loop runs this long, after a shorter one that warms up.
const SECONDS: u32 = 15;
/// Loops of each kind; the median counts. The machine's noise hits all kinds alike.
const ROUNDS: usize = 3;

/// The closed loops in turn, several times; for each server the round with the median rate.
pub(crate) fn rounds<const N: usize>(
    servers: [&Server; N],
    list: &Path,
) -> Result<([Measured; N], u64)> {
    let mut rounds: [Vec<Measured>; N] = std::array::from_fn(|_| Vec::new());
    for server in servers {
        load::closed(&server.base(), list, 3)?;
    }
    for _ in 0..ROUNDS {
        for (server, measured) in servers.iter().zip(&mut rounds) {
            measured.push(load::closed(&server.base(), list, SECONDS)?);
        }
    }
    let errors = rounds
        .iter()
        .flatten()
        .map(|measured| measured.errors)
        .sum();
    Ok((
        rounds.map(|mut measured| {
            measured.sort_unstable_by(|a, b| a.rate().total_cmp(&b.rate()));
            measured[ROUNDS / 2]
        }),
        errors,
    ))
}
