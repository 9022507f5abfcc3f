//! Prices with their parts.

use search::model::{Flight, Won};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::json::Json;
use crate::flights::offer::{Offer, Share};
use crate::pricing::{DiscountView, NotAppliedView, PassengerKind, Price};
use crate::problem::Language;

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
    /// What makes up the discount, in the order of application; not there when nothing came off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    discounts: Vec<DiscountView>,
    /// For members: what else there is and why it did not apply; not there when that is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    not_applied: Vec<NotAppliedView>,
}

impl PriceView {
    /// What `offer` says about these flights together.
    pub(super) fn new<'f>(
        offer: &Offer<'_>,
        flights: impl Iterator<Item = &'f Flight> + Clone,
        language: Language,
    ) -> Self {
        let shares = offer.shares(flights.clone());
        let explanation = offer.explanation(flights);
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
            discounts: DiscountView::of(&explanation, language),
            not_applied: NotAppliedView::of(&explanation, language),
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
        if !self.discounts.is_empty() {
            json.put(",\"discounts\":");
            json.value(&self.discounts)?;
        }
        if !self.not_applied.is_empty() {
            json.put(",\"not_applied\":");
            json.value(&self.not_applied)?;
        }
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
