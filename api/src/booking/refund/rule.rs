//! What is kept of a ticket that is given back. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pricing::Price;

/// A payment may be undone for so long without a fee.
const AFTER_PAYMENT: TimeDelta = TimeDelta::hours(24);

/// Provided that the flight leaves later than this.
const BEFORE_DEPARTURE: TimeDelta = TimeDelta::hours(24);

/// Where a flight goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Travel {
    /// Both ends lie in one country.
    Domestic,
    /// They do not.
    International,
}

/// What the time to departure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// Hours.
    Hours,
    /// Days by the calendar at the origin.
    Days,
}

/// A row of the table of fees: it holds while so much time is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) travel: Travel,
    pub(crate) unit: Unit,
    pub(crate) at_least: u16,
    pub(crate) fee: Won,
}

/// When a ticket is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) now: DateTime<Utc>,
    pub(crate) paid_at: DateTime<Utc>,
    pub(crate) departs_at: DateTime<Utc>,
    /// Days to departure by the calendar at the origin.
    pub(crate) days_left: i32,
    pub(crate) travel: Travel,
    /// Whether the flight will not fly.
    pub(crate) cancelled: bool,
}

/// Why so much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The airline cancelled the flight: nothing.
    FlightCancelled,
    /// It was paid a short while ago: nothing.
    JustPaid,
    /// By the time that is left.
    TimeLeft,
    /// The flight has left: everything.
    Departed,
}

/// What is kept of a ticket with that price, and why.
pub(crate) fn fee(steps: &[Step], moment: &Moment, price: &Price) -> (Won, Rule) {
    let left = moment.departs_at - moment.now;
    if moment.cancelled {
        return (Won(0), Rule::FlightCancelled);
    }
    if left <= TimeDelta::zero() {
        return (price.total(), Rule::Departed);
    }
    if moment.now - moment.paid_at <= AFTER_PAYMENT && left > BEFORE_DEPARTURE {
        return (Won(0), Rule::JustPaid);
    }
    let holds = |step: &&Step| {
        let left = match step.unit {
            Unit::Hours => left.num_hours(),
            Unit::Days => i64::from(moment.days_left),
        };
        step.travel == moment.travel && left >= i64::from(step.at_least)
    };
    let fees = steps.iter().filter(holds).map(|step| step.fee);
    let fee = fees.min_by_key(|fee| fee.0);
    // What was paid of the fare: charges always go back.
    let most = price.fare - price.discount;
    let fee = fee.map_or(most, |fee| Won(fee.0.min(most.0)));
    (fee, Rule::TimeLeft)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<Step> {
        use {Travel::*, Unit::*};
        let rows = [
            (Domestic, Hours, 0, 15_000),
            (Domestic, Hours, 24, 5_000),
            (Domestic, Days, 91, 0),
            (International, Days, 0, 150_000),
            (International, Days, 4, 100_000),
            (International, Days, 16, 50_000),
            (International, Days, 61, 30_000),
            (International, Days, 91, 0),
        ];
        let step = |(travel, unit, at_least, fee)| Step {
            travel,
            unit,
            at_least,
            fee: Won(fee),
        };
        rows.into_iter().map(step).collect()
    }

    fn price(fare: i64, discount: i64) -> Price {
        Price {
            fare: Won(fare),
            fuel_surcharge: Won(14_000),
            airport_charges: Won(28_000),
            discount: Won(discount),
        }
    }

    /// Paid two days ago, with so much time left.
    fn moment(travel: Travel, left: TimeDelta, days_left: i32) -> Moment {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Moment {
            now,
            paid_at: now - TimeDelta::days(2),
            departs_at: now + left,
            days_left,
            travel,
            cancelled: false,
        }
    }

    fn kept(moment: Moment) -> (i64, Rule) {
        let (fee, rule) = fee(&steps(), &moment, &price(400_000, 0));
        (fee.0, rule)
    }

    #[test]
    fn an_international_fee_goes_by_the_days_that_are_left() {
        for (days, expected) in [
            (92, 0),
            (91, 0),
            (90, 30_000),
            (61, 30_000),
            (60, 50_000),
            (16, 50_000),
            (15, 100_000),
            (4, 100_000),
            (3, 150_000),
            (0, 150_000),
        ] {
            let left = TimeDelta::days(days) + TimeDelta::hours(1);
            let moment = moment(Travel::International, left, days as i32);
            assert_eq!(kept(moment), (expected, Rule::TimeLeft), "{days}");
        }
    }

    #[test]
    fn a_domestic_fee_goes_by_the_last_day() {
        for (left, days, expected) in [
            (TimeDelta::days(91), 91, 0),
            (TimeDelta::days(90), 90, 5_000),
            (TimeDelta::hours(24), 1, 5_000),
            (TimeDelta::hours(24) - TimeDelta::seconds(1), 1, 15_000),
            (TimeDelta::seconds(1), 0, 15_000),
        ] {
            let moment = moment(Travel::Domestic, left, days);
            assert_eq!(kept(moment), (expected, Rule::TimeLeft), "{left}");
        }
    }

    #[test]
    fn what_was_just_paid_goes_back_whole_unless_the_flight_leaves_soon() {
        let day = TimeDelta::hours(24);
        let second = TimeDelta::seconds(1);
        for (since, left, free) in [
            (day, day + second, true),
            (day + second, day + second, false),
            (TimeDelta::zero(), day, false),
        ] {
            let moment = moment(Travel::International, left, 1);
            let paid_at = moment.now - since;
            let (fee, rule) = kept(Moment { paid_at, ..moment });
            assert_eq!((fee == 0, rule == Rule::JustPaid), (free, free));
        }
    }

    #[test]
    fn nothing_goes_back_after_departure_and_everything_of_a_cancelled_flight() {
        let left = moment(Travel::International, TimeDelta::zero(), 0);
        assert_eq!(kept(left), (442_000, Rule::Departed));
        let cancelled = Moment {
            cancelled: true,
            ..left
        };
        assert_eq!(kept(cancelled), (0, Rule::FlightCancelled));
    }

    #[test]
    fn no_more_is_kept_than_was_paid_of_the_fare() {
        let moment = moment(Travel::International, TimeDelta::days(1), 1);
        assert_eq!(fee(&steps(), &moment, &price(40_000, 4_000)).0, Won(36_000));
        assert_eq!(fee(&steps(), &moment, &price(0, 0)).0, Won(0));
        // A table that says nothing keeps the fare.
        assert_eq!(fee(&[], &moment, &price(40_000, 4_000)).0, Won(36_000));
    }
}
