//! The HTTP service: searches the index in process, and keeps its truth in MySQL.
//!
//! One module per subject. A subject uses another only downwards: flights > pricing > catalog > app,
//! problem, config; only [`app::App`] itself names the [`catalog::Catalog`] that it holds. [`http`]
//! stands above all of them and puts their routes together.

pub mod app;
pub mod booking;
pub mod catalog;
pub mod config;
pub mod flights;
pub mod health;
pub mod html;
pub mod http;
pub mod pricing;
pub mod problem;
pub mod start;
pub mod telemetry;
