//! Whether the books agree: claims with tickets, orders with their sums, money with both.
//!
//! Each check is one statement, so it sees one state of the database. Whatever one finds should not
//! be possible; it is counted, logged and never repaired by itself.

use std::fmt;

use chrono::{DateTime, Utc};

use super::store::audit;
use crate::app::App;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Orders changed since then, and their flights.
    Since(DateTime<Utc>),
    /// Everything.
    All,
}

/// One thing that has to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// A live ticket with a seat has a claim on it.
    TicketWithoutClaim,
    /// A claim is on the seat of its ticket, which is live.
    ClaimWithoutTicket,
    /// No claim is beyond the airplane's seats.
    BeyondCapacity,
    /// The tickets of an order stand where the order does.
    TicketStatus,
    /// An order costs what its tickets cost.
    Total,
    /// What was captured and not given back is what live tickets and fees cost.
    Money,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// For each check the orders (or flights) that do not agree, at most [`MOST_NAMED`].
    pub found: Vec<(Check, Vec<String>)>,
}

/// Orders that a check names at most.
pub const MOST_NAMED: u32 = 100;

impl Check {
    /// Every check.
    pub const ALL: [Self; 6] = [
        Self::TicketWithoutClaim,
        Self::ClaimWithoutTicket,
        Self::BeyondCapacity,
        Self::TicketStatus,
        Self::Total,
        Self::Money,
    ];

    /// The name in metrics and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::TicketWithoutClaim => "ticket_without_claim",
            Self::ClaimWithoutTicket => "claim_without_ticket",
            Self::BeyondCapacity => "beyond_capacity",
            Self::TicketStatus => "ticket_status",
            Self::Total => "total",
            Self::Money => "money",
        }
    }
}

impl Audit {
    /// How many orders or flights do not agree.
    pub fn differences(&self) -> u64 {
        self.found.iter().map(|(_, names)| names.len() as u64).sum()
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (check, names) in &self.found {
            writeln!(f, "{}: {}", check.name(), names.len())?;
            for name in names {
                writeln!(f, "  {name}")?;
            }
        }
        Ok(())
    }
}

/// Checks the books, counts what does not agree, and says so in the log.
pub async fn audit(app: &App, scope: Scope) -> sqlx::Result<Audit> {
    let audit = check(&app.db, scope).await?;
    for (check, names) in &audit.found {
        app.metrics.jobs.audited(check.name(), names.len() as u64);
        if !names.is_empty() {
            let (check, found) = (check.name(), names.len());
            let first = names.iter().take(5).map(String::as_str);
            let first: Vec<_> = first.collect();
            tracing::error!(check, found, first = ?first, "the books do not agree");
        }
    }
    Ok(audit)
}

/// Checks the books of a database.
pub async fn check(db: &sqlx::MySqlPool, scope: Scope) -> sqlx::Result<Audit> {
    let since = match scope {
        Scope::Since(since) => since,
        Scope::All => DateTime::UNIX_EPOCH,
    };
    let mut audit = Audit::default();
    for check in Check::ALL {
        let names = match check {
            Check::TicketWithoutClaim => audit::tickets_without_claim(db, since).await?,
            Check::ClaimWithoutTicket => audit::claims_without_ticket(db, since).await?,
            Check::BeyondCapacity if scope == Scope::All => audit::all_beyond_capacity(db).await?,
            Check::BeyondCapacity => audit::beyond_capacity(db, since).await?,
            Check::TicketStatus => audit::ticket_status(db, since).await?,
            Check::Total => audit::totals(db, since).await?,
            Check::Money => audit::money(db, since).await?,
        };
        audit.found.push((check, names));
    }
    Ok(audit)
}
