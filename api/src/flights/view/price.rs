//! Prices with their parts.

use search::model::Won;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::Json;
use crate::flights::offer::Share;
use crate::pricing::{PassengerKind, Price};

/// What all travellers together pay, and of what it is made.
#[derive(Serialize, ToSchema)]
#[schema(as = Price)]
pub(crate) struct PriceView {
    /// The currency of every amount.
    #[schema(example = "KRW")]
    currency: &'static str,
    /// What is paid: fare + fuel surcharge + airport charges - discount.
    #[schema(value_type = i64, example = 192_300)]
    total: Won,
    /// Before discounts.
    #[schema(value_type = i64, example = 150_300)]
    fare: Won,
    /// By distance.
    #[schema(value_type = i64, example = 14_000)]
    fuel_surcharge: Won,
    /// Of the airports at both ends.
    #[schema(value_type = i64, example = 28_000)]
    airport_charges: Won,
    /// What is taken off the fare.
    #[schema(value_type = i64, example = 0)]
    discount: Won,
    /// What one traveller of each kind pays.
    #[schema(value_type = Vec<PassengerPriceView>)]
    per_passenger: PerPassenger,
}

impl PriceView {
    /// The price of a party with these shares.
    pub(super) fn new(shares: [Option<Share>; 3]) -> Self {
        let sum = |part: fn(&Price) -> Won| {
            let shares = shares.iter().flatten();
            shares
                .map(|share| part(&share.price) * i64::from(share.count))
                .sum()
        };
        Self {
            currency: "KRW",
            total: sum(|price| price.total()),
            fare: sum(|price| price.fare),
            fuel_surcharge: sum(|price| price.fuel_surcharge),
            airport_charges: sum(|price| price.airport_charges),
            discount: sum(|price| price.discount),
            per_passenger: PerPassenger(shares),
        }
    }

    /// What serde writes, in a fraction of the time.
    pub(super) fn write(&self, json: &mut Json) -> serde_json::Result<()> {
        json.put("{\"currency\":");
        json.plain(self.currency.as_bytes());
        json.put(",\"total\":");
        json.number(self.total.0);
        json.put(",\"fare\":");
        json.number(self.fare.0);
        json.put(",\"fuel_surcharge\":");
        json.number(self.fuel_surcharge.0);
        json.put(",\"airport_charges\":");
        json.number(self.airport_charges.0);
        json.put(",\"discount\":");
        json.number(self.discount.0);
        json.put(",\"per_passenger\":");
        json.value(&self.per_passenger)?;
        json.put("}");
        Ok(())
    }
}

struct PerPassenger([Option<Share>; 3]);

impl Serialize for PerPassenger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shares = self.0.iter().flatten();
        serializer.collect_seq(shares.map(|share| PassengerPriceView {
            kind: match share.kind {
                PassengerKind::Adult => PassengerType::Adult,
                PassengerKind::Child => PassengerType::Child,
                PassengerKind::Infant => PassengerType::Infant,
            },
            count: share.count,
            total: share.price.total(),
        }))
    }
}

/// What one traveller of a kind pays.
#[derive(Serialize, ToSchema)]
#[schema(as = PassengerPrice)]
struct PassengerPriceView {
    /// Which kind.
    #[serde(rename = "type")]
    kind: PassengerType,
    /// How many there are.
    #[schema(example = 1)]
    count: u8,
    /// What each of them pays.
    #[schema(value_type = i64, example = 192_300)]
    total: Won,
}

/// What a traveller pays as.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PassengerType {
    Adult,
    Child,
    Infant,
}
