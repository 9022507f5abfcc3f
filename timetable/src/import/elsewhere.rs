//! An airplane is in one place at a time, and stands between two flights.

use std::collections::{BTreeMap, BTreeSet};

use search::model::Minute;
use sqlx::MySqlConnection;

use super::change::{Comparison, names_one};
use super::fault::{Field, Wrong};
use super::row::Dated;
use super::store::{self, Stored};

/// Minutes on the ground between two flights.
const TURNAROUND_MINUTES: i64 = 30;

/// One stretch of an airplane's time.
struct Stretch {
    from: Minute,
    to: Minute,
    flight: String,
    /// The line that wants it; `None` when it is in the database and stays.
    line: Option<u32>,
}

/// The rows that want an airplane which is elsewhere, with the reason.
pub(super) async fn find(
    conn: &mut MySqlConnection,
    comparison: &Comparison<'_>,
) -> sqlx::Result<Vec<(u32, Wrong)>> {
    let mut wrongs = Vec::new();
    for (airplane, mut stretches) in wanted(comparison) {
        let from = stretches.iter().map(|it| it.from).min();
        let to = stretches.iter().map(|it| it.to).max();
        if let (Some(from), Some(to)) = (from, to) {
            let (from, to) = (earlier(from), later(to));
            for stored in store::flights_with(conn, airplane, from, to).await? {
                if !comparison.supersedes(&stored) {
                    stretches.push(of_stored(&stored));
                }
            }
        }
        wrongs.extend(overlaps(stretches));
    }
    Ok(wrongs)
}

/// Why the airplane of a flight that was just written is elsewhere, if it is. The caller holds the
/// airplane's lock, so that nobody adds a flight meanwhile.
pub(super) async fn check(
    conn: &mut MySqlConnection,
    comparison: &Comparison<'_>,
    airplane: u32,
    dated: &Dated,
) -> sqlx::Result<Option<Wrong>> {
    let (from, to) = (earlier(dated.departs_at), later(dated.arrives_at));
    let others = store::flights_with(conn, airplane, from, to).await?;
    let other = others.iter().find(|other| !comparison.supersedes(other));
    Ok(other.map(|other| refusal(&of_stored(other))))
}

/// What the file wants of each airplane that can only be at one place.
fn wanted(comparison: &Comparison<'_>) -> BTreeMap<u32, Vec<Stretch>> {
    let mut found: BTreeMap<u32, Vec<Stretch>> = BTreeMap::new();
    let file = comparison.file;
    let singles: BTreeSet<u32> = (0..)
        .zip(&file.wishes)
        .filter(|(_, wish)| names_one(wish))
        .map(|(place, _)| place)
        .collect();
    for row in &file.rows {
        if !singles.contains(&row.wish) || comparison.withheld.contains(&row.line) {
            continue;
        }
        let craft = comparison.fleet.craft(row.wish).ok();
        let Some(airplane) = craft.and_then(|craft| craft.single()) else {
            continue;
        };
        let flights = row.period.days().filter_map(|date| row.on(date).ok());
        let ahead = flights.filter(|dated| dated.departs_at > comparison.now);
        let stretches = ahead.map(|dated| Stretch {
            from: dated.departs_at,
            to: dated.arrives_at,
            flight: format!("{} on {}", dated.number, dated.day),
            line: Some(row.line),
        });
        found.entry(airplane.id).or_default().extend(stretches);
    }
    found
}

fn overlaps(mut stretches: Vec<Stretch>) -> Vec<(u32, Wrong)> {
    stretches.sort_by_key(|it| (it.from, it.line));
    let mut wrongs = BTreeMap::new();
    let mut longest: Option<&Stretch> = None;
    for stretch in &stretches {
        if let Some(before) = longest
            && stretch.from < later(before.to)
        {
            // the later line is to blame, or the only one that is a line
            let (line, other) = match (before.line, stretch.line) {
                (Some(a), Some(b)) if a > b => (a, stretch),
                (_, Some(line)) => (line, before),
                (Some(line), None) => (line, stretch),
                (None, None) => continue,
            };
            wrongs.entry(line).or_insert_with(|| refusal(other));
        }
        if longest.is_none_or(|before| stretch.to > before.to) {
            longest = Some(stretch);
        }
    }
    wrongs.into_iter().collect()
}

fn refusal(other: &Stretch) -> Wrong {
    let by = match other.line {
        Some(line) => format!(" (line {line})"),
        None => String::new(),
    };
    Wrong::new(
        Field::Registration,
        format!(
            "the airplane flies {}{by} from {} to {} UTC, and needs {TURNAROUND_MINUTES} minutes \
             on the ground",
            other.flight,
            other.from.utc().format("%Y-%m-%d %H:%M"),
            other.to.utc().format("%Y-%m-%d %H:%M"),
        ),
    )
}

fn of_stored(stored: &Stored) -> Stretch {
    Stretch {
        from: stored.departs_at,
        to: stored.arrives_at,
        flight: format!("{} on {}", stored.number, stored.day),
        line: None,
    }
}

fn earlier(at: Minute) -> Minute {
    Minute(at.0 - TURNAROUND_MINUTES)
}

fn later(at: Minute) -> Minute {
    Minute(at.0 + TURNAROUND_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(from: i64, to: i64, line: Option<u32>) -> Stretch {
        Stretch {
            from: Minute(from),
            to: Minute(to),
            flight: "KE001".into(),
            line,
        }
    }

    fn lines(stretches: Vec<Stretch>) -> Vec<u32> {
        overlaps(stretches).into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn half_an_hour_on_the_ground_is_enough() {
        let after = |minutes: i64| {
            lines(vec![
                stretch(0, 100, Some(2)),
                stretch(100 + minutes, 300, Some(3)),
            ])
        };
        assert!(after(30).is_empty());
        assert_eq!(after(29), [3]);
    }

    #[test]
    fn the_later_line_is_to_blame_and_a_short_flight_hides_no_long_one() {
        assert_eq!(
            lines(vec![
                stretch(0, 1_000, Some(9)),
                stretch(10, 20, Some(2)),
                stretch(900, 1_200, None),
            ]),
            [9]
        );
        assert_eq!(
            lines(vec![
                stretch(0, 1_000, None),
                stretch(10, 20, Some(2)),
                stretch(900, 1_200, Some(3)),
            ]),
            [2, 3]
        );
    }
}
