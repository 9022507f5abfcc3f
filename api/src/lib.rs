//! The HTTP service: searches the index in process, and keeps its truth in MySQL.
//!
//! One module per subject. A subject uses another only downwards: booking > flights > pricing > catalog,
//! accounts > audit > app, problem, request, config; only [`app::App`] itself names what it holds of
//! those above it. [`http`] stands above all of them and puts their routes together.
//! One module per subject. A subject uses another only downwards: flights > pricing > catalog >
//! accounts > audit, notify > app, problem, request, config; only [`app::App`] itself names what it holds of those above
//! it. [`http`] stands above all of them and puts their routes together.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod booking;
pub mod catalog;
pub mod config;
pub mod flights;
pub mod health;
pub mod html;
pub mod http;
pub mod idempotency;
pub mod jobs;
pub mod notify;
pub mod payments;
pub mod pricing;
pub mod privacy;
pub mod problem;
pub mod rates;
pub mod request;
pub mod start;
pub mod telemetry;
