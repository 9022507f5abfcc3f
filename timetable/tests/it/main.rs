//! Schedules and their way into MySQL.

mod database;
mod import;
mod kill;
mod load;
mod schedule;
