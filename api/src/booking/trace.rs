//! What an order costs and why, as it was when it was made. It never changes after that.

use search::model::Won;
use serde::{Deserialize, Serialize};

use crate::pricing::{Explanation, Quote};

/// The price of an order in parts, kept as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PriceTrace {
    /// Before discounts.
    pub(crate) fare: Won,
    /// By distance.
    pub(crate) fuel_surcharge: Won,
    /// Of the airports.
    pub(crate) airport_charges: Won,
    /// What is taken off the fare.
    pub(crate) discount: Won,
    /// Which discounts, and which not and why.
    pub(crate) explanation: Explanation,
}

impl PriceTrace {
    /// What is paid, in KRW.
    pub(crate) fn total(&self) -> i64 {
        let total = self.fare + self.fuel_surcharge + self.airport_charges - self.discount;
        total.0
    }
}

impl From<&Quote> for PriceTrace {
    fn from(quote: &Quote) -> Self {
        Self {
            fare: quote.price.fare,
            fuel_surcharge: quote.price.fuel_surcharge,
            airport_charges: quote.price.airport_charges,
            discount: quote.price.discount,
            explanation: quote.explanation.clone(),
        }
    }
}
