//! Places where a test may end the process or have it fail, named in the variable `FAILPOINTS`.
//!
//! Without the feature `failpoints`, which no release has, they are nothing.

/// A place where a test may end the process (`NAME=return`) or have it wait (`NAME=sleep(ms)`).
#[cfg(feature = "failpoints")]
pub fn fail_point(name: &str) {
    fail::fail_point!(name, |_| std::process::abort());
}

/// A place where a test may end the process.
#[cfg(not(feature = "failpoints"))]
pub fn fail_point(_: &str) {}

/// Whether a test wants what happens here to fail (`NAME=return`).
#[cfg(feature = "failpoints")]
pub fn fails_at(name: &str) -> bool {
    fail::fail_point!(name, |_| true);
    false
}

/// Whether a test wants what happens here to fail.
#[cfg(not(feature = "failpoints"))]
pub fn fails_at(_: &str) -> bool {
    false
}

/// Reads which places a test has named, for as long as what it returns lives.
#[cfg(feature = "failpoints")]
pub fn fail_points() -> impl Drop {
    fail::FailScenario::setup()
}
