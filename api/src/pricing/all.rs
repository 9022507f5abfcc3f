//! Every discount there is, read once and asked often.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use super::{Discounts, Event, Grade, Membership, Percent, store};

/// The events that are not over and what each grade takes off, as MySQL has them at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllDiscounts {
    /// Valid or coming.
    pub events: Vec<Event>,
    /// What each grade takes off.
    pub grades: GradeRates,
}

/// What each grade takes off; nothing for a grade that is not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeRates(Vec<(Grade, Percent)>);

impl AllDiscounts {
    /// Reads them. Whoever sells asks MySQL, in the transaction of the sale.
    pub async fn read(conn: &mut MySqlConnection, now: DateTime<Utc>) -> sqlx::Result<Self> {
        Ok(Self {
            events: store::not_over(conn, now).await?,
            grades: store::grade_rates(conn).await?,
        })
    }

    /// What may come off at `now` for a buyer, who has a grade when signed in.
    pub fn at(&self, now: DateTime<Utc>, grade: Option<Grade>) -> Discounts<'_> {
        let membership = grade.and_then(|grade| self.grades.membership(grade));
        Discounts::at(now, &self.events, membership)
    }
}

impl GradeRates {
    /// What a grade takes off.
    pub fn rate(&self, grade: Grade) -> Option<Percent> {
        let found = self.0.iter().find(|(listed, _)| *listed == grade);
        found.map(|(_, rate)| *rate)
    }

    /// The grade with what it takes off; `None` when that is nothing.
    pub fn membership(&self, grade: Grade) -> Option<Membership> {
        self.rate(grade).map(|rate| Membership { grade, rate })
    }
}

impl FromIterator<(Grade, Option<Percent>)> for GradeRates {
    fn from_iter<I: IntoIterator<Item = (Grade, Option<Percent>)>>(rates: I) -> Self {
        let rates = rates.into_iter();
        Self(
            rates
                .filter_map(|(grade, rate)| Some((grade, rate?)))
                .collect(),
        )
    }
}
