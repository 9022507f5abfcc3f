//! Who travels, and in which cabin.

use search::model::Cabin;

use super::{Params, reasons, value};
use crate::pricing::Party;

/// The most travellers with a seat in one order.
const MOST_SEATED: u8 = 9;

/// The cabins as they are written.
pub(super) const CABINS: &[(&str, Cabin)] = &[
    ("economy", Cabin::Economy),
    ("premium", Cabin::Premium),
    ("business", Cabin::Business),
    ("first", Cabin::First),
];

/// Who travels, and in which cabin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Travellers {
    /// Who.
    pub(crate) party: Party,
    /// Where they sit.
    pub(crate) cabin: Cabin,
}

impl Travellers {
    /// One adult in economy, unless the parameters say otherwise.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let party = party(params);
        let cabin = params.read("cabin", |text| value::word(text, CABINS));
        Self {
            party,
            cabin: cabin.unwrap_or(Cabin::Economy),
        }
    }
}

/// At least one adult, a lap for each infant, and not more seats than an order may have.
pub(super) fn party(params: &mut Params<'_>) -> Party {
    let refused = params.refusals();
    let mut count = |name, least, otherwise| {
        let count = params.read(name, |text| {
            value::number(text, least, i64::from(MOST_SEATED))
        });
        count.map_or(otherwise, |count| count as u8)
    };
    let party = Party {
        adults: count("adults", 1, 1),
        children: count("children", 0, 0),
        infants: count("infants", 0, 0),
    };
    if params.refusals() > refused {
        return party;
    }
    if party.seats() > u16::from(MOST_SEATED) {
        params.refuse("children", reasons::too_many_travellers(MOST_SEATED));
    }
    if party.infants > party.adults {
        let reason = reasons::more_infants_than_adults(party.adults);
        params.refuse("infants", reason);
    }
    party
}
