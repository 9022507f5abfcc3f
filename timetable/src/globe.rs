//! Distances and directions on a globe.

use search::model::Airport;

use crate::rounding::round;

const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// Great-circle distance in whole kilometres, at least 1.
pub(crate) fn distance_km(from: &Airport, to: &Airport) -> u16 {
    let (latitude_a, latitude_b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let half_north = (latitude_b - latitude_a) / 2.0;
    let half_east = (to.longitude.to_radians() - from.longitude.to_radians()) / 2.0;
    let h =
        half_north.sin().powi(2) + latitude_a.cos() * latitude_b.cos() * half_east.sin().powi(2);
    let km = round(2.0 * EARTH_RADIUS_KM * h.sqrt().asin());
    km.max(1.0) as u16
}

/// How far the way to `to` leads east at its start: 1 due east, 0 along a meridian, -1 due west.
pub(crate) fn eastward(from: &Airport, to: &Airport) -> f64 {
    let (latitude_a, latitude_b) = (from.latitude.to_radians(), to.latitude.to_radians());
    let east = to.longitude.to_radians() - from.longitude.to_radians();
    let y = east.sin() * latitude_b.cos();
    let x = latitude_a.cos() * latitude_b.sin() - latitude_a.sin() * latitude_b.cos() * east.cos();
    y.atan2(x).sin()
}
