//! The chunks of flights, each in a transaction with the note of how far the run is.

use indicatif::ProgressBar;
use mysql_async::prelude::Queryable;
use tokio::sync::mpsc;

use super::chunk::Chunk;
use super::server::Server;
use super::{LoadError, run};

/// Loads chunks until there are no more.
pub(super) async fn load(
    server: &mut Server,
    mut chunks: mpsc::Receiver<Chunk>,
    progress: &ProgressBar,
) -> Result<(), LoadError> {
    while let Some(chunk) = chunks.recv().await {
        let rows = chunk.rows;
        load_chunk(server, chunk).await?;
        progress.inc(rows);
    }
    Ok(())
}

async fn load_chunk(server: &mut Server, chunk: Chunk) -> Result<(), LoadError> {
    server.offer(chunk.text);
    let mut tx = server.begin().await?;
    run::advance(&mut tx, chunk.before, chunk.before + chunk.rows).await?;
    tx.query_drop(
        "LOAD DATA LOCAL INFILE 'flights' INTO TABLE flights CHARACTER SET utf8mb4
         (id, airline_code, number, origin, destination, departure_date, departs_at, arrives_at,
          airplane_id, distance_km, base_price)",
    )
    .await?;
    // with LOCAL the server skips what it cannot take, and only warns
    let (taken, warnings) = (tx.affected_rows(), tx.get_warnings());
    if taken != chunk.rows || warnings != 0 {
        tx.rollback().await?;
        return Err(LoadError::RowsLost {
            sent: chunk.rows,
            taken,
            warnings,
        });
    }
    Ok(tx.commit().await?)
}
