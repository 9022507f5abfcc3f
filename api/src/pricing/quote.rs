//! The price of a journey for a party, with its explanation.

use search::model::Won;

use super::discounts::Discounts;
use super::event::Event;
use super::explanation::{Applied, Explanation, NotApplied, Source, Why};
use super::fare::{Party, PassengerKind, Price, Terms};

/// The most discounts that are named for not applying.
const MOST_NOT_APPLIED: usize = 10;

/// What a party pays for some flights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// What everybody pays together, in parts.
    pub price: Price,
    /// What was taken off, and what was not and why.
    pub explanation: Explanation,
    /// For each flight, what one of each of [`PassengerKind::ALL`] pays.
    tickets: Vec<[Price; 3]>,
}

impl Quote {
    /// What is paid.
    pub fn total(&self) -> Won {
        self.price.total()
    }

    /// What the ticket of one traveller of that kind costs on the flight at that position; `None`
    /// past the last flight.
    pub fn ticket(&self, flight: usize, kind: PassengerKind) -> Option<Price> {
        self.tickets.get(flight).map(|of| of[kind as usize])
    }
}

/// What `party` pays for flights with these terms, in their order.
pub fn quote(flights: &[Terms], party: Party, discounts: &Discounts<'_>) -> Quote {
    let mut price = Price::default();
    let mut tally = Tally::new(discounts);
    let mut tickets = Vec::with_capacity(flights.len());
    for terms in flights {
        let off = discounts.on(terms);
        tickets.push(PassengerKind::ALL.map(|kind| {
            let reduced = off.reduce(terms.price(kind));
            let count = i64::from(party.count(kind));
            price = [price, reduced.price * count].into_iter().sum();
            tally.by_grade = tally.by_grade + reduced.by_grade * count;
            if let Some(event) = off.event {
                tally.by_event[event] = tally.by_event[event] + reduced.by_event * count;
            }
            reduced.price
        }));
    }
    Quote {
        price,
        explanation: Explanation {
            applied: tally.applied(),
            not_applied: tally.not_applied(flights),
        },
        tickets,
    }
}

/// How much each discount took off.
struct Tally<'d> {
    discounts: &'d Discounts<'d>,
    /// For each event that is valid.
    by_event: Vec<Won>,
    by_grade: Won,
}

impl<'d> Tally<'d> {
    fn new(discounts: &'d Discounts<'d>) -> Self {
        Self {
            discounts,
            by_event: vec![Won(0); discounts.valid().len()],
            by_grade: Won(0),
        }
    }

    fn applied(&self) -> Vec<Applied> {
        let events = self.discounts.valid().iter().zip(&self.by_event);
        let events = events.map(|(event, amount)| Applied {
            source: Source::from(*event),
            rate: event.rate,
            amount: *amount,
        });
        let grade = self.discounts.membership().map(|membership| Applied {
            source: Source::Grade(membership.grade),
            rate: membership.rate,
            amount: self.by_grade,
        });
        let applied = events.chain(grade);
        applied.filter(|one| one.amount > Won(0)).collect()
    }

    fn not_applied(&self, flights: &[Terms]) -> Vec<NotApplied> {
        let valid = self.discounts.valid().iter().zip(&self.by_event);
        let valid = valid
            .filter(|(_, amount)| **amount == Won(0))
            .map(|(event, _)| (Source::from(*event), self.why_not(event, flights)));
        let grade = self.discounts.membership();
        let grade = grade
            .filter(|_| self.by_grade == Won(0))
            .map(|membership| (Source::Grade(membership.grade), Why::TooLittle));
        let others = self.discounts.others().iter();
        let others = others
            .filter(|event| flights.iter().any(|terms| event.scope.includes(terms)))
            .map(|event| (Source::from(*event), self.when(event)));
        valid
            .chain(grade)
            .chain(others)
            .take(MOST_NOT_APPLIED)
            .map(|(source, why)| NotApplied { source, why })
            .collect()
    }

    /// Why an event that is valid took nothing off.
    fn why_not(&self, event: &Event, flights: &[Terms]) -> Why {
        let meant = flights.iter().find(|terms| event.scope.includes(terms));
        let Some(terms) = meant else {
            let has_airline = flights.iter().any(|terms| event.scope.has_airline(terms));
            return if has_airline {
                Why::OtherRoutes
            } else {
                Why::OtherAirlines
            };
        };
        let best = self.discounts.on(terms).event;
        match best.map(|best| self.discounts.valid()[best]) {
            Some(best) if best.id != event.id => Why::BeatenBy(best.name.clone()),
            _ => Why::TooLittle,
        }
    }

    fn when(&self, event: &Event) -> Why {
        if event.period.ends_at <= self.discounts.now() {
            Why::OverSince(event.period.ends_at)
        } else {
            Why::NotBefore(event.period.starts_at)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;
    use search::model::{AirlineCode, Cabin, Iata};

    use super::*;
    use crate::pricing::{EventId, Grade, Membership, Percent, Period, Scope};

    const KINDS: [PassengerKind; 3] = PassengerKind::ALL;
    const ONE: Party = Party {
        adults: 1,
        children: 0,
        infants: 0,
    };

    fn now() -> DateTime<Utc> {
        "2026-12-01T00:00:00Z".parse().unwrap()
    }

    fn terms(airline: &str, (origin, destination): (&str, &str), base_price: i64) -> Terms {
        Terms {
            base_price: Won(base_price),
            distance_km: 1_257,
            domestic: false,
            cabin: Cabin::Economy,
            days_to_departure: 30,
            airline: AirlineCode::parse(airline).unwrap(),
            origin: Iata::parse(origin).unwrap(),
            destination: Iata::parse(destination).unwrap(),
        }
    }

    /// An event for those airlines and routes, valid from `from` to `to` minutes after now.
    fn event(
        id: u64,
        rate: u8,
        scope: (&[&str], &[(&str, &str)]),
        (from, to): (i64, i64),
    ) -> Event {
        let iata = |code| Iata::parse(code).unwrap();
        Event {
            id: EventId(id),
            name: format!("event {id}"),
            rate: Percent::new(rate).unwrap(),
            period: Period {
                starts_at: now() + TimeDelta::minutes(from),
                ends_at: now() + TimeDelta::minutes(to),
            },
            scope: Scope {
                airlines: scope
                    .0
                    .iter()
                    .map(|c| AirlineCode::parse(c).unwrap())
                    .collect(),
                routes: scope.1.iter().map(|(a, b)| (iata(a), iata(b))).collect(),
            },
        }
    }

    fn member(grade: Grade, rate: u8) -> Option<Membership> {
        let rate = Percent::new(rate).unwrap();
        Some(Membership { grade, rate })
    }

    fn reasons(quote: &Quote) -> Vec<(String, Why)> {
        let not_applied = quote.explanation.not_applied.iter();
        not_applied
            .map(|one| (one.source.name().en.into_owned(), one.why.clone()))
            .collect()
    }

    #[test]
    fn the_event_comes_first_and_the_grade_takes_of_what_is_left() {
        let events = [event(1, 10, (&[], &[]), (-1, 1))];
        let discounts = Discounts::at(now(), &events, member(Grade::Vip, 5));
        let quote = quote(&[terms("KE", ("ICN", "NRT"), 150_300)], ONE, &discounts);

        let amounts: Vec<_> = quote
            .explanation
            .applied
            .iter()
            .map(|a| a.amount.0)
            .collect();
        // 10 % of 150,300, then 5 % of 135,270 is 6,763.5; the other way round it would be 7,515.
        assert_eq!(amounts, [15_030, 6_760]);
        assert_eq!(quote.price.discount, Won(21_790));
        assert_eq!(quote.total(), Won(150_300 + 42_000 - 21_790));
        assert_eq!(quote.explanation.not_applied, []);
    }

    #[test]
    fn the_best_event_of_each_flight_applies_alone() {
        let events = [
            event(1, 5, (&[], &[]), (-1, 1)),
            event(2, 20, (&["7C"], &[]), (-1, 1)),
            event(3, 20, (&[], &[("NRT", "ICN")]), (-1, 1)),
            event(4, 90, (&["JL"], &[("NRT", "ICN")]), (-1, 1)),
        ];
        let discounts = Discounts::at(now(), &events, None);
        let flights = [
            terms("KE", ("ICN", "NRT"), 100_000),
            terms("7C", ("NRT", "ICN"), 100_000),
        ];
        let there_and_back = quote(&flights, ONE, &discounts);

        let off = |flight| {
            there_and_back
                .ticket(flight, PassengerKind::Adult)
                .unwrap()
                .discount
        };
        // Of two equal ones the older.
        assert_eq!((off(0), off(1)), (Won(5_000), Won(20_000)));
        assert_eq!(
            reasons(&there_and_back),
            [
                ("event 4".to_owned(), Why::OtherAirlines),
                ("event 3".to_owned(), Why::BeatenBy("event 2".to_owned())),
            ]
        );
        let with_jal = [terms("JL", ("ICN", "NRT"), 100_000), flights[1]];
        let quote = quote(&with_jal, ONE, &discounts);
        assert_eq!(reasons(&quote)[0], ("event 4".to_owned(), Why::OtherRoutes));
    }

    #[test]
    fn an_event_is_valid_from_its_first_instant_to_the_one_before_its_end() {
        let events = [event(1, 10, (&[], &[]), (0, 10))];
        let flights = [terms("KE", ("ICN", "NRT"), 100_000)];
        for (seconds, off, why) in [
            (-1, 0, Some(Why::NotBefore(now()))),
            (0, 10_000, None),
            (599, 10_000, None),
            (600, 0, Some(Why::OverSince(now() + TimeDelta::minutes(10)))),
        ] {
            let at = now() + TimeDelta::seconds(seconds);
            let quote = quote(&flights, ONE, &Discounts::at(at, &events, None));
            assert_eq!(quote.price.discount, Won(off), "{seconds}");
            let told = quote.explanation.not_applied.first();
            assert_eq!(told.map(|one| &one.why), why.as_ref(), "{seconds}");
        }
    }

    #[test]
    fn what_would_take_off_less_than_ten_won_is_said_to_be_too_little() {
        let events = [event(1, 1, (&[], &[]), (-1, 1))];
        let discounts = Discounts::at(now(), &events, member(Grade::Premium, 3));
        let quote = quote(&[terms("KE", ("ICN", "NRT"), 60)], ONE, &discounts);
        assert_eq!(quote.price.discount, Won(0));
        assert_eq!(
            reasons(&quote),
            [
                ("event 1".to_owned(), Why::TooLittle),
                ("PREMIUM member discount".to_owned(), Why::TooLittle),
            ]
        );
    }

    #[test]
    fn an_explanation_survives_being_kept_as_json() {
        let events = [
            event(1, 10, (&[], &[]), (-1, 1)),
            event(2, 5, (&[], &[]), (-1, 1)),
            event(3, 5, (&["OZ"], &[]), (-1, 1)),
            event(4, 5, (&[], &[]), (1, 2)),
        ];
        let discounts = Discounts::at(now(), &events, member(Grade::Vip, 5));
        let quote = quote(&[terms("KE", ("ICN", "NRT"), 150_300)], ONE, &discounts);
        let kept = serde_json::to_string(&quote.explanation).unwrap();
        let read: Explanation = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, quote.explanation);
        assert_eq!(read.not_applied.len(), 3);
    }

    #[test]
    fn not_every_event_that_does_not_apply_is_named() {
        let events: Vec<_> = (1..=40)
            .map(|id| event(id, 10, (&["OZ"], &[]), (-1, 1)))
            .collect();
        let discounts = Discounts::at(now(), &events, None);
        let quote = quote(&[terms("KE", ("ICN", "NRT"), 150_300)], ONE, &discounts);
        assert_eq!(quote.explanation.not_applied.len(), MOST_NOT_APPLIED);
    }

    prop_compose! {
        fn any_terms()(
            airline in prop::sample::select(&["KE", "OZ", "7C"][..]),
            route in prop::sample::select(&[("ICN", "NRT"), ("NRT", "ICN"), ("GMP", "CJU")][..]),
            base_price in 1..10_000_000_i64,
            distance_km in 0..20_000_u16,
            domestic in any::<bool>(),
            cabin in prop::sample::select(&Cabin::ALL[..]),
            days_to_departure in -5..500,
        ) -> Terms {
            let terms = terms(airline, route, base_price);
            Terms { distance_km, domestic, cabin, days_to_departure, ..terms }
        }
    }

    prop_compose! {
        fn any_events()(events in prop::collection::vec(
            (
                1..=90_u8,
                prop::sample::select(vec![&[][..], &["KE"], &["KE", "OZ"]]),
                prop::sample::select(vec![&[][..], &[("ICN", "NRT")], &[("GMP", "CJU")]]),
                (-3..3_i64, 0..3_i64),
            ),
            0..6,
        )) -> Vec<Event> {
            let events = events.into_iter().zip(1..);
            let make = |((rate, airlines, routes, (from, length)), id)| {
                event(id, rate, (airlines, routes), (from, from + length + 1))
            };
            events.map(make).collect()
        }
    }

    fn any_member() -> impl Strategy<Value = Option<Membership>> {
        let rate = (1..=90_u8).prop_map(|rate| member(Grade::Premium, rate));
        prop_oneof![Just(None), rate]
    }

    fn any_party() -> impl Strategy<Value = Party> {
        (1..=9_u8, 0..=8_u8, 0..=9_u8).prop_map(|(adults, children, infants)| Party {
            adults,
            children,
            infants,
        })
    }

    fn any_flights() -> impl Strategy<Value = Vec<Terms>> {
        prop::collection::vec(any_terms(), 1..4)
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_tickets_and_of_what_a_search_shows(
            flights in any_flights(),
            party in any_party(),
            events in any_events(),
            member in any_member(),
        ) {
            let discounts = Discounts::at(now(), &events, member);
            let quote = quote(&flights, party, &discounts);

            let searched = flights.iter().map(|terms| discounts.total(*terms, party)).sum();
            prop_assert_eq!(quote.total(), searched);
            let mut tickets = Won(0);
            for (position, terms) in flights.iter().enumerate() {
                for kind in KINDS {
                    let ticket = quote.ticket(position, kind).unwrap();
                    prop_assert_eq!(ticket, discounts.price(*terms, kind));
                    tickets = tickets + ticket.total() * i64::from(party.count(kind));
                }
            }
            prop_assert_eq!(quote.total(), tickets);
            let explained = quote.explanation.applied.iter().map(|one| one.amount).sum();
            prop_assert_eq!(quote.price.discount, explained);
            let price = quote.price;
            let parts = price.fare + price.fuel_surcharge + price.airport_charges;
            prop_assert_eq!(quote.total(), parts - price.discount);
        }

        #[test]
        fn nobody_pays_less_than_the_charges_or_more_than_without_discounts(
            terms in any_terms(),
            events in any_events(),
            member in any_member(),
        ) {
            let discounts = Discounts::at(now(), &events, member);
            for kind in KINDS {
                let (full, less) = (terms.price(kind), discounts.price(terms, kind));
                let charges = full.fuel_surcharge + full.airport_charges;
                prop_assert!(charges <= less.total() && less.total() <= full.total());
                prop_assert!(less.discount >= Won(0) && less.discount.0 % 10 == 0);
                prop_assert_eq!(Price { discount: Won(0), ..less }, full);
            }
        }

        #[test]
        fn a_better_event_a_better_grade_or_a_cheaper_fare_never_costs_more(
            terms in any_terms(),
            party in any_party(),
            rates in (1..90_u8, 1..90_u8),
        ) {
            let total = |terms: Terms, event_rate, grade_rate| {
                let events = [event(1, event_rate, (&[], &[]), (-1, 1))];
                let member = member(Grade::Vip, grade_rate);
                Discounts::at(now(), &events, member).total(terms, party)
            };
            let paid = total(terms, rates.0, rates.1);
            prop_assert!(total(terms, rates.0 + 1, rates.1) <= paid);
            prop_assert!(total(terms, rates.0, rates.1 + 1) <= paid);
            let cheaper = Terms { base_price: Won(terms.base_price.0 * 9 / 10), ..terms };
            prop_assert!(total(cheaper, rates.0, rates.1) <= paid);
        }

        #[test]
        fn without_discounts_it_is_the_full_price(
            flights in any_flights(),
            party in any_party(),
        ) {
            let discounts = Discounts::at(now(), [], None);
            prop_assert!(discounts.is_nothing());
            let quote = quote(&flights, party, &discounts);
            let full = flights.iter().map(|terms| terms.total(party)).sum();
            prop_assert_eq!(quote.total(), full);
            prop_assert_eq!(quote.explanation, Explanation::default());
        }
    }
}
