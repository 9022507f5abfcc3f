//! Signing in: the way of a browser, the way of an app, and each way in which nobody gets in.
//!
//! The provider is a server of the test's own, so that its tokens can be wrong in every way.

mod apps;
mod arrivals;
mod elsewhere;
mod google;
mod provider;
mod refusals;
mod tokens;
mod trip;
