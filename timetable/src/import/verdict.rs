//! Whether a change may be made, and who must be told of it.

use search::model::{FlightNumber, Minute};
use serde_json::{Value, json};
use sqlx::MySqlConnection;

use super::change::{Change, Comparison};
use super::fault::{Field, Wrong};
use super::fleet::seats_fit;
use super::row::Dated;
use super::store::{self, Claim, Stored};

/// What follows a change.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// Nobody has to be told.
    Quiet,
    /// Somebody ordered the flight: what to leave in the outbox.
    Tell { kind: &'static str, payload: Value },
    /// It may not be made.
    Refused(Wrong),
}

/// Looks at the seats that are taken on the flight of a change.
pub(super) async fn of(
    conn: &mut MySqlConnection,
    comparison: &Comparison<'_>,
    change: &Change,
) -> sqlx::Result<Verdict> {
    Ok(match change {
        Change::Add(_) => Verdict::Quiet,
        Change::Alter(stored, dated) if !comparison.moves(stored, dated) => Verdict::Quiet,
        Change::Alter(stored, dated) => {
            let claims = store::claims(conn, stored.id).await?;
            altered(comparison, stored, dated, &claims)
        }
        Change::Reinstate(stored, _) => reinstated(&store::claims(conn, stored.id).await?),
        Change::Cancel(stored) => match ordered(&store::claims(conn, stored.id).await?) {
            0 => Verdict::Quiet,
            _ => Verdict::Tell {
                kind: "flight_cancelled",
                payload: json!({ "flight_id": stored.id, "flight": view(stored) }),
            },
        },
    })
}

fn altered(
    comparison: &Comparison<'_>,
    stored: &Stored,
    dated: &Dated,
    claims: &[Claim],
) -> Verdict {
    let Ok(craft) = comparison.fleet.craft(dated.wish) else {
        return Verdict::Quiet; // its row is withheld
    };
    if comparison.changes_seats(stored, dated)
        && let Some(from) = comparison.fleet.layout(stored.airplane.layout)
        && let Err((row, letter, cabin)) =
            seats_fit(from, &craft.seats, claims.iter().map(|it| it.seat))
    {
        let reason = format!(
            "{} on {}: seat {row}{letter} in {} is taken, and a {} has no such seat there; \
             {} seats are taken",
            stored.number,
            stored.day,
            cabin.as_str(),
            craft.aircraft,
            claims.len(),
        );
        return Verdict::Refused(Wrong::new(Field::Aircraft, reason));
    }
    if ordered(claims) == 0 {
        return Verdict::Quiet;
    }
    Verdict::Tell {
        kind: "flight_moved",
        payload: json!({
            "flight_id": stored.id,
            "before": view(stored),
            "after": {
                "number": dated.number,
                "origin": dated.origin,
                "destination": dated.destination,
                "departs_at": instant(dated.departs_at),
                "arrives_at": instant(dated.arrives_at),
                "layout_id": craft.layout_id().map(|id| id.0),
            },
        }),
    }
}

/// A cancelled flight flies again only when nobody waits for money any more.
fn reinstated(claims: &[Claim]) -> Verdict {
    match ordered(claims) {
        0 => Verdict::Quiet,
        seats => {
            let reason =
                format!("it was cancelled, and the orders of {seats} seats are not settled yet");
            Verdict::Refused(Wrong::new(Field::Number, reason))
        }
    }
}

fn ordered(claims: &[Claim]) -> usize {
    claims.iter().filter(|claim| claim.ordered).count()
}

fn view(stored: &Stored) -> Value {
    let number: FlightNumber = stored.number;
    json!({
        "number": number,
        "origin": stored.origin,
        "destination": stored.destination,
        "departs_at": instant(stored.departs_at),
        "arrives_at": instant(stored.arrives_at),
        "layout_id": stored.airplane.layout.0,
    })
}

fn instant(at: Minute) -> String {
    at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
