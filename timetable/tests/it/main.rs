//! Schedules and their way into MySQL.

mod database;
mod kill;
mod load;
mod schedule;
