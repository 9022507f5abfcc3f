//! What MySQL says about itself.

use sqlx::MySqlPool;

/// The random id of the database in hex, as the checkpoint of an index repeats it.
pub(super) async fn epoch(db: &MySqlPool) -> sqlx::Result<String> {
    sqlx::query_scalar!(r#"SELECT LOWER(HEX(epoch)) AS "epoch!: String" FROM index_epoch"#)
        .fetch_one(db)
        .await
}
