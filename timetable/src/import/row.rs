//! What a row of a schedule says, and the flights that it means.
//!
//! A local time that the clocks skip is refused: nobody departs at it. Of a local time that comes
//! twice the first is meant, unless the row tells the offset from UTC. An offset that is told must be
//! the airport's on every date.

use chrono::{Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use search::model::{Day, FlightNumber, Iata, Minute, Won};

use super::fault::{Field, Wrong};
use crate::week::Weekdays;

/// No flight takes longer.
const LONGEST_MINUTES: i64 = 24 * 60;

/// One flight number between two airports, on some weekdays of a period.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) line: u32,
    pub(crate) number: FlightNumber,
    pub(crate) origin: Iata,
    pub(crate) destination: Iata,
    pub(crate) period: Period,
    pub(crate) times: TimeMode,
    pub(crate) departs: Clock,
    pub(crate) arrives: Clock,
    /// Its place among the file's wishes for airplanes.
    pub(crate) wish: u32,
    pub(crate) base_price: Option<Won>,
}

/// Which clock the dates and times of a file are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeMode {
    Local,
    Utc,
}

/// A time of day at an airport.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub(crate) zone: Tz,
    /// Days after the date of the period.
    pub(crate) days_later: i8,
    /// Minutes after midnight.
    pub(crate) minute: u16,
    /// Minutes by which local time is ahead of UTC, where the row tells.
    pub(crate) offset: Option<i16>,
}

/// Some weekdays from one date to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    pub(crate) first: Day,
    pub(crate) last: Day,
    pub(crate) weekdays: Weekdays,
    pub(crate) weeks: Weeks,
}

/// Which weeks of a period count, from its first day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weeks {
    Every,
    EveryOther,
}

impl Period {
    pub(crate) fn contains(&self, day: Day) -> bool {
        let since = day.since(self.first);
        (self.first..=self.last).contains(&day)
            && (self.weeks == Weeks::Every || since / 7 % 2 == 0)
            && self.weekdays.contains(day.date().weekday())
    }

    pub(crate) fn days(&self) -> impl Iterator<Item = Day> + '_ {
        (self.first.0..=self.last.0)
            .map(Day)
            .filter(|day| self.contains(*day))
    }
}

/// A row on one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) line: u32,
    pub(crate) number: FlightNumber,
    pub(crate) origin: Iata,
    pub(crate) destination: Iata,
    /// Local at the origin.
    pub(crate) day: Day,
    /// Local departure, in minutes after midnight.
    pub(crate) minute: u16,
    pub(crate) departs_at: Minute,
    pub(crate) arrives_at: Minute,
    pub(crate) wish: u32,
    pub(crate) base_price: Option<Won>,
}

impl Row {
    /// The flight that departs on a local date, if there is one.
    pub(crate) fn departing(&self, day: Day) -> Option<Dated> {
        let usual = day.plus(-i16::from(self.departs.days_later));
        let dates = match self.times {
            TimeMode::Local => 0..=0,
            TimeMode::Utc => -1..=1,
        };
        dates
            .map(|days| usual.plus(days))
            .filter(|date| self.period.contains(*date))
            .filter_map(|date| self.on(date).ok())
            .find(|dated| dated.day == day)
    }

    /// The local dates on which it may depart: all of them, and perhaps a day more at each end.
    pub(crate) fn reach(&self) -> (Day, Day) {
        let later = i16::from(self.departs.days_later);
        (
            self.period.first.plus(later - 1),
            self.period.last.plus(later + 1),
        )
    }

    /// The flight of one date of the period.
    pub(crate) fn on(&self, date: Day) -> Result<Dated, Wrong> {
        let at = |clock: &Clock, field| {
            clock
                .instant(date, self.times)
                .map_err(|reason| Wrong::new(field, reason))
        };
        let departs_at = at(&self.departs, Field::Departs)?;
        let arrives_at = at(&self.arrives, Field::Arrives)?;
        let minutes = arrives_at.0 - departs_at.0;
        if !(1..=LONGEST_MINUTES).contains(&minutes) {
            let (hours, minutes) = (minutes / 60, minutes.abs() % 60);
            let sign = if arrives_at < departs_at { "-" } else { "" };
            return Err(Wrong::new(
                Field::Arrives,
                format!(
                    "on {date} it would take {sign}{}:{minutes:02}: more than nothing and at most \
                     24 hours is possible; is the day of arrival right?",
                    hours.abs()
                ),
            ));
        }
        let local = self
            .departs
            .zone
            .from_utc_datetime(&departs_at.utc())
            .naive_local();
        let day = Day::of(local.date())
            .ok_or_else(|| Wrong::new(Field::First, "lies outside of the years 2000 to 2096"))?;
        Ok(Dated {
            line: self.line,
            number: self.number,
            origin: self.origin,
            destination: self.destination,
            day,
            minute: minute_of(local),
            departs_at,
            arrives_at,
            wish: self.wish,
            base_price: self.base_price,
        })
    }
}

fn minute_of(local: NaiveDateTime) -> u16 {
    use chrono::Timelike;
    (local.hour() * 60 + local.minute()) as u16
}

impl Clock {
    /// The instant on a date, or why there is none.
    fn instant(&self, date: Day, times: TimeMode) -> Result<Minute, String> {
        let date = date.plus(i16::from(self.days_later)).date();
        let told = NaiveDateTime::from(date) + TimeDelta::minutes(i64::from(self.minute));
        match times {
            TimeMode::Local => self.of_local(told),
            TimeMode::Utc => self.of_utc_time(told),
        }
    }

    fn of_local(&self, local: NaiveDateTime) -> Result<Minute, String> {
        let possible = self.zone.offset_from_local_datetime(&local);
        let Some(first) = possible.earliest() else {
            return Err(format!(
                "{} does not exist in {}: the clocks go forward over it",
                local.format("%Y-%m-%d %H:%M"),
                self.zone
            ));
        };
        let offset = match self.offset {
            None => first,
            Some(told) => [Some(first), possible.latest()]
                .into_iter()
                .flatten()
                .find(|offset| minutes(offset) == told)
                .ok_or_else(|| self.differs(local, minutes(&first), told))?,
        };
        Ok(Minute::of_utc(local - offset.fix()))
    }

    fn of_utc_time(&self, utc: NaiveDateTime) -> Result<Minute, String> {
        let known = minutes(&self.zone.offset_from_utc_datetime(&utc));
        match self.offset {
            Some(told) if told != known => Err(self.differs(utc, known, told)),
            _ => Ok(Minute::of_utc(utc)),
        }
    }

    fn differs(&self, at: NaiveDateTime, known: i16, told: i16) -> String {
        format!(
            "on {} {} is {} from UTC, not {}; does the period have to end there?",
            at.format("%Y-%m-%d"),
            self.zone,
            sign(known),
            sign(told)
        )
    }
}

fn minutes(offset: &impl Offset) -> i16 {
    (offset.fix().local_minus_utc() / 60) as i16
}

fn sign(offset: i16) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.unsigned_abs();
    format!("{sign}{:02}:{:02}", offset / 60, offset % 60)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use search::model::AirlineCode;

    use super::*;

    fn day(text: &str) -> Day {
        Day::of(text.parse::<NaiveDate>().unwrap()).unwrap()
    }

    fn clock(zone: Tz, days_later: i8, time: (u16, u16), offset: Option<i16>) -> Clock {
        Clock {
            zone,
            days_later,
            minute: time.0 * 60 + time.1,
            offset,
        }
    }

    fn row(departs: Clock, arrives: Clock, times: TimeMode) -> Row {
        let iata = |code| Iata::parse(code).unwrap();
        Row {
            line: 2,
            number: FlightNumber {
                airline: AirlineCode::parse("AF").unwrap(),
                number: 1,
            },
            origin: iata("CDG"),
            destination: iata("JFK"),
            period: Period {
                first: day("2027-01-01"),
                last: day("2027-12-31"),
                weekdays: Weekdays::parse("1234567").unwrap(),
                weeks: Weeks::Every,
            },
            times,
            departs,
            arrives,
            wish: 0,
            base_price: None,
        }
    }

    fn utc(at: Minute) -> String {
        at.utc().format("%Y-%m-%d %H:%M").to_string()
    }

    const PARIS: Tz = Tz::Europe__Paris;
    const NEW_YORK: Tz = Tz::America__New_York;

    #[test]
    fn a_time_that_the_clocks_skip_is_refused() {
        let flight = row(
            clock(PARIS, 0, (2, 30), None),
            clock(NEW_YORK, 0, (6, 0), None),
            TimeMode::Local,
        );
        assert_eq!(
            flight.on(day("2027-03-28")),
            Err(Wrong::new(
                Field::Departs,
                "2027-03-28 02:30 does not exist in Europe/Paris: the clocks go forward over it"
            ))
        );
        assert!(flight.on(day("2027-03-27")).is_ok());
    }

    #[test]
    fn of_a_time_that_comes_twice_the_first_is_meant_unless_the_offset_is_told() {
        let departure = |offset| {
            let flight = row(
                clock(PARIS, 0, (2, 30), offset),
                clock(NEW_YORK, 0, (6, 0), None),
                TimeMode::Local,
            );
            flight.on(day("2027-10-31")).map(|it| utc(it.departs_at))
        };
        assert_eq!(departure(None).unwrap(), "2027-10-31 00:30");
        assert_eq!(departure(Some(120)).unwrap(), "2027-10-31 00:30");
        assert_eq!(departure(Some(60)).unwrap(), "2027-10-31 01:30");
        assert_eq!(
            departure(Some(0)).unwrap_err().reason,
            "on 2027-10-31 Europe/Paris is +02:00 from UTC, not +00:00; \
             does the period have to end there?"
        );
    }

    #[test]
    fn times_of_utc_depart_on_the_local_date() {
        let seoul = Tz::Asia__Seoul;
        let flight = row(
            clock(seoul, 0, (23, 10), Some(540)),
            clock(PARIS, 1, (11, 0), None),
            TimeMode::Utc,
        );
        let dated = flight.departing(day("2027-02-02")).unwrap();
        assert_eq!(utc(dated.departs_at), "2027-02-01 23:10");
        assert_eq!((dated.day, dated.minute), (day("2027-02-02"), 8 * 60 + 10));
        assert!(flight.departing(day("2027-01-01")).is_none());
        assert!(flight.departing(day("2028-01-01")).is_some());
    }

    #[test]
    fn an_arrival_before_the_departure_is_refused() {
        let flight = row(
            clock(PARIS, 0, (10, 0), None),
            clock(NEW_YORK, -1, (12, 0), None),
            TimeMode::Local,
        );
        let wrong = flight.on(day("2027-02-02")).unwrap_err();
        assert_eq!(wrong.field, Field::Arrives);
        assert!(wrong.reason.contains("it would take -16:00"), "{wrong:?}");
    }

    #[test]
    fn every_other_week_counts_from_the_first_day() {
        let mut period = row(
            clock(PARIS, 0, (1, 0), None),
            clock(PARIS, 0, (2, 0), None),
            TimeMode::Local,
        )
        .period;
        period.weeks = Weeks::EveryOther;
        period.weekdays = Weekdays::parse("5").unwrap();
        let days: Vec<_> = period.days().take(3).collect();
        assert_eq!(days, ["2027-01-01", "2027-01-15", "2027-01-29"].map(day));
    }
}
