//! The SQL schema, one statement a file, append-only.
//!
//! MySQL commits every DDL statement by itself, so a file holds one: a run that was cut off
//! continues at the next. Old code must run on the new schema: add, move the data, and drop a
//! release later.

/// Brings a database up to date: `MIGRATOR.run(&pool)`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./sql");
