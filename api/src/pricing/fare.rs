//! What a seat on a flight costs: fare, charges, total.
//!
//! Pure integer arithmetic in won, shared by search and booking, so that the price shown is the price
//! paid. Discounts come off the fare, never off charges. The tables are those of the schedule model
//! (`data/schedule-model.md`, section 8) and of the charges that airlines and airports levy.

use std::iter::Sum;
use std::ops::Mul;

use search::model::{AirlineCode, Cabin, Iata, Won};

/// Who travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Party {
    /// From 12 years.
    pub adults: u8,
    /// 2 to 11 years.
    pub children: u8,
    /// Under 2 years, on a lap.
    pub infants: u8,
}

impl Party {
    /// Travellers with a seat of their own.
    pub fn seats(self) -> u16 {
        u16::from(self.adults) + u16::from(self.children)
    }

    /// How many travel as `kind`.
    pub fn count(self, kind: PassengerKind) -> u8 {
        match kind {
            PassengerKind::Adult => self.adults,
            PassengerKind::Child => self.children,
            PassengerKind::Infant => self.infants,
        }
    }
}

/// What a traveller pays as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassengerKind {
    /// From 12 years.
    Adult,
    /// 2 to 11 years.
    Child,
    /// Under 2 years, on a lap.
    Infant,
}

impl PassengerKind {
    /// Every kind, adults first.
    pub const ALL: [Self; 3] = [Self::Adult, Self::Child, Self::Infant];
}

/// The facts of a flight that its price depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Economy fare of one adult before the factors below.
    pub base_price: Won,
    /// Great-circle distance.
    pub distance_km: u16,
    /// Both ends lie in one country.
    pub domestic: bool,
    /// The cabin.
    pub cabin: Cabin,
    /// Local dates at the origin from today to the departure.
    pub days_to_departure: i32,
    /// Who flies: events may mean some airlines alone.
    pub airline: AirlineCode,
    /// Where it leaves: events may mean some routes alone.
    pub origin: Iata,
    /// Where it arrives.
    pub destination: Iata,
}

impl Terms {
    /// What one traveller of that kind pays before discounts.
    pub fn price(self, kind: PassengerKind) -> Price {
        let (fuel_surcharge, airport_charges) = match kind {
            PassengerKind::Adult | PassengerKind::Child => self.charges(),
            PassengerKind::Infant => (Won(0), Won(0)),
        };
        Price {
            fare: self.fare(kind),
            fuel_surcharge,
            airport_charges,
            discount: Won(0),
        }
    }

    /// What everybody pays together before discounts.
    pub fn total(self, party: Party) -> Won {
        let of = |kind| self.price(kind).total() * i64::from(party.count(kind));
        PassengerKind::ALL.into_iter().map(of).sum()
    }

    fn fare(self, kind: PassengerKind) -> Won {
        let adult = self.adult_fare();
        match kind {
            PassengerKind::Adult => adult,
            PassengerKind::Child => share(adult, 75),
            PassengerKind::Infant if self.domestic => Won(0),
            PassengerKind::Infant => share(adult, 10),
        }
    }

    /// Base price by cabin and days to departure, rounded half up to 100.
    fn adult_fare(self) -> Won {
        let thousandths = self.base_price.0 * self.cabin_tenths() * self.days_hundredths();
        Won((thousandths + 50_000) / 100_000 * 100)
    }

    fn cabin_tenths(self) -> i64 {
        match self.cabin {
            Cabin::Economy => 10,
            Cabin::Premium => 16,
            Cabin::Business if self.distance_km < 3_000 => 20,
            Cabin::Business => 32,
            Cabin::First => 55,
        }
    }

    fn days_hundredths(self) -> i64 {
        match self.days_to_departure {
            ..=2 => 165,
            3..=6 => 140,
            7..=13 => 120,
            14..=20 => 108,
            21..=44 => 100,
            45..=89 => 92,
            90..=179 => 88,
            180.. => 93,
        }
    }

    /// Fuel surcharge and airport charges of one seat.
    fn charges(self) -> (Won, Won) {
        if self.domestic {
            return (Won(7_700), Won(4_000));
        }
        let fuel = match self.distance_km {
            ..=1_500 => 14_000,
            1_501..=3_500 => 28_000,
            3_501..=6_500 => 52_000,
            6_501.. => 78_000,
        };
        (Won(fuel), Won(28_000))
    }
}

/// What one traveller pays, and of what it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Before discounts.
    pub fare: Won,
    /// By distance.
    pub fuel_surcharge: Won,
    /// Of the airports at both ends.
    pub airport_charges: Won,
    /// What is taken off the fare.
    pub discount: Won,
}

impl Price {
    /// What is paid.
    pub fn total(self) -> Won {
        self.fare + self.fuel_surcharge + self.airport_charges - self.discount
    }
}

impl Mul<i64> for Price {
    type Output = Self;

    /// The price of several travellers.
    fn mul(self, times: i64) -> Self {
        Self {
            fare: self.fare * times,
            fuel_surcharge: self.fuel_surcharge * times,
            airport_charges: self.airport_charges * times,
            discount: self.discount * times,
        }
    }
}

impl Sum for Price {
    /// The price of several flights.
    fn sum<I: Iterator<Item = Self>>(prices: I) -> Self {
        prices.fold(Self::default(), |sum, price| Self {
            fare: sum.fare + price.fare,
            fuel_surcharge: sum.fuel_surcharge + price.fuel_surcharge,
            airport_charges: sum.airport_charges + price.airport_charges,
            discount: sum.discount + price.discount,
        })
    }
}

/// `percent` of a fare, rounded down to 100.
fn share(fare: Won, percent: i64) -> Won {
    Won(fare.0 * percent / 10_000 * 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn icn_nrt() -> Terms {
        Terms {
            base_price: Won(150_300),
            distance_km: 1_257,
            domestic: false,
            cabin: Cabin::Economy,
            days_to_departure: 30,
            airline: AirlineCode::parse("KE").unwrap(),
            origin: Iata::parse("ICN").unwrap(),
            destination: Iata::parse("NRT").unwrap(),
        }
    }

    #[test]
    fn the_fare_follows_the_days_to_departure() {
        for (days, fare) in [
            (-1, 248_000),
            (2, 248_000),
            (3, 210_400),
            (6, 210_400),
            (7, 180_400),
            (13, 180_400),
            (14, 162_300),
            (20, 162_300),
            (21, 150_300),
            (44, 150_300),
            (45, 138_300),
            (89, 138_300),
            (90, 132_300),
            (179, 132_300),
            (180, 139_800),
            (400, 139_800),
        ] {
            let terms = Terms {
                days_to_departure: days,
                ..icn_nrt()
            };
            assert_eq!(terms.price(PassengerKind::Adult).fare, Won(fare), "{days}");
        }
    }

    #[test]
    fn the_fare_follows_the_cabin() {
        for (cabin, distance_km, fare) in [
            (Cabin::Economy, 1_257, 150_300),
            (Cabin::Premium, 1_257, 240_500),
            (Cabin::Business, 2_999, 300_600),
            (Cabin::Business, 3_000, 481_000),
            (Cabin::First, 1_257, 826_700),
        ] {
            let terms = Terms {
                cabin,
                distance_km,
                ..icn_nrt()
            };
            let price = terms.price(PassengerKind::Adult);
            assert_eq!(price.fare, Won(fare), "{cabin:?} {distance_km}");
        }
    }

    #[test]
    fn charges_follow_distance_and_country() {
        for (distance_km, domestic, fuel, airport) in [
            (451, true, 7_700, 4_000),
            (9_000, true, 7_700, 4_000),
            (1, false, 14_000, 28_000),
            (1_500, false, 14_000, 28_000),
            (1_501, false, 28_000, 28_000),
            (3_500, false, 28_000, 28_000),
            (3_501, false, 52_000, 28_000),
            (6_500, false, 52_000, 28_000),
            (6_501, false, 78_000, 28_000),
        ] {
            let terms = Terms {
                distance_km,
                domestic,
                ..icn_nrt()
            };
            let price = terms.price(PassengerKind::Child);
            let charges = (price.fuel_surcharge, price.airport_charges);
            assert_eq!(charges, (Won(fuel), Won(airport)), "{distance_km}");
        }
    }

    #[test]
    fn children_and_infants_pay_a_share_rounded_down() {
        let fare = |terms: Terms, kind| terms.price(kind).fare;
        assert_eq!(fare(icn_nrt(), PassengerKind::Child), Won(112_700));
        assert_eq!(fare(icn_nrt(), PassengerKind::Infant), Won(15_000));
        let domestic = Terms {
            domestic: true,
            ..icn_nrt()
        };
        assert_eq!(domestic.price(PassengerKind::Infant).total(), Won(0));
        assert_eq!(icn_nrt().price(PassengerKind::Infant).total(), Won(15_000));
    }

    #[test]
    fn a_family_pays_the_sum() {
        let family = Party {
            adults: 2,
            children: 1,
            infants: 1,
        };
        let total = 2 * (150_300 + 42_000) + (112_700 + 42_000) + 15_000;
        assert_eq!(icn_nrt().total(family), Won(total));
        assert_eq!(family.seats(), 3);
    }

    fn terms() -> impl Strategy<Value = Terms> {
        let cabin = prop::sample::select(&Cabin::ALL[..]);
        (
            1..10_000_000_i64,
            0..20_000_u16,
            any::<bool>(),
            cabin,
            -5..500,
        )
            .prop_map(
                |(base_price, distance_km, domestic, cabin, days_to_departure)| Terms {
                    base_price: Won(base_price),
                    distance_km,
                    domestic,
                    cabin,
                    days_to_departure,
                    ..icn_nrt()
                },
            )
    }

    fn party() -> impl Strategy<Value = Party> {
        (1..=9_u8, 0..=8_u8, 0..=9_u8).prop_map(|(adults, children, infants)| Party {
            adults,
            children,
            infants,
        })
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_its_parts(terms in terms(), party in party()) {
            let parts = PassengerKind::ALL.into_iter().map(|kind| {
                let Price { fare, fuel_surcharge, airport_charges, discount } = terms.price(kind);
                (fare + fuel_surcharge + airport_charges - discount) * i64::from(party.count(kind))
            });
            prop_assert_eq!(terms.total(party), parts.sum());
        }

        #[test]
        fn nobody_pays_less_than_nothing_or_more_than_an_adult(terms in terms()) {
            let adult = terms.price(PassengerKind::Adult);
            for kind in PassengerKind::ALL {
                let price = terms.price(kind);
                prop_assert!(price.fare >= Won(0) && price.fare.0 % 100 == 0);
                prop_assert!(price.total() >= Won(0) && price.total() <= adult.total());
            }
        }

        #[test]
        fn one_more_traveller_never_makes_it_cheaper(terms in terms(), party in party()) {
            let total = terms.total(party);
            for more in [
                Party { adults: party.adults + 1, ..party },
                Party { children: party.children + 1, ..party },
                Party { infants: party.infants + 1, ..party },
            ] {
                prop_assert!(terms.total(more) >= total);
            }
        }
    }
}
