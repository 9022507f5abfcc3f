//! What an airplane is: pure.

use search::model::{AircraftCode, AirlineCode, LayoutId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::catalog::reasons;
use crate::problem::Text;

/// The longest registration, in characters.
const LONGEST_REGISTRATION: usize = 16;

/// Identifies an airplane: the primary key of `airplanes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::catalog) struct AirplaneId(pub(in crate::catalog) u32);

/// An airplane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalog) struct Airplane {
    pub(in crate::catalog) id: AirplaneId,
    /// What is painted on it: `HL8222`.
    pub(in crate::catalog) registration: String,
    /// Whose flights it flies.
    pub(in crate::catalog) airline: AirlineCode,
    pub(in crate::catalog) aircraft: AircraftCode,
    pub(in crate::catalog) layout: LayoutId,
    /// Whether it stands for a fleet, as those of the demo do, and so may be in two places.
    pub(in crate::catalog) pooled: bool,
}

/// An airplane as somebody would like to register it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AirplaneDraft {
    /// What is painted on it; no two airplanes share one.
    #[schema(min_length = 2, max_length = 16, example = "HL8222")]
    pub(super) registration: String,
    /// The airline that flies it.
    #[schema(example = "KE")]
    pub(super) airline: String,
    /// Its type.
    #[schema(example = "738")]
    pub(super) aircraft_type: String,
    /// The id of its seat layout.
    #[schema(example = 1)]
    pub(super) layout: i64,
}

/// Checks a registration: capital letters, digits and hyphens between them.
pub(super) fn check_registration(text: &str) -> Result<(), Text> {
    let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    let is_good = (2..=LONGEST_REGISTRATION).contains(&text.len())
        && text.bytes().all(is_sign)
        && !text.starts_with('-')
        && !text.ends_with('-');
    is_good
        .then_some(())
        .ok_or_else(reasons::not_a_registration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations_are_capitals_digits_and_hyphens() {
        for good in ["HL8222", "F-GSQA", "N1", "KE-738"] {
            assert!(check_registration(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "H",
            "-HL8222",
            "HL8222-",
            "hl8222",
            "HL 8222",
            "대한1",
            "HL822234567890123",
        ] {
            assert!(check_registration(bad).is_err(), "{bad}");
        }
    }
}
