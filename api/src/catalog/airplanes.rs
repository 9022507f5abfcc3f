//! Airplanes: which airline flies them, their type and their seats.

mod airplane;
mod params;
mod register;
mod routes;
pub(super) mod store;
mod view;

pub(super) use airplane::{Airplane, AirplaneId};
pub(super) use routes::router;
