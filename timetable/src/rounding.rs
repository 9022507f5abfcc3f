//! Rounding as the model defines it: halves go up, so that every platform agrees.

/// The nearest whole number.
pub(crate) fn round(x: f64) -> f64 {
    (x + 0.5).floor()
}

/// The nearest multiple of `step`.
pub(crate) fn round_to(step: f64, x: f64) -> f64 {
    step * round(x / step)
}
