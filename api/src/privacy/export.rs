//! Everything that is held about a customer, read at one moment.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::export::{
    self, EventRow, OrderRow, PassengerRow, PaymentRow, RefundRow, TicketRow,
};
use super::store::person::{self, DecisionRow, IdentityRow};
use crate::accounts::{self, AccountView, SessionsView, SignedIn, StandingError};
use crate::app::{App, is_away};
use crate::problem::ApiError;

/// Rows of one table: who has more has them in part, and the export says so.
const MOST_ROWS: u32 = 10_000;

/// Why nothing is exported.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    #[error(transparent)]
    Account(#[from] StandingError),
    #[error("could not read what is held")]
    Db(#[from] sqlx::Error),
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Account(error) => error.into(),
            ExportError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ExportError::Db(_) => Self::internal(error),
        }
    }
}

/// Everything that is held about a customer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Export {
    account: AccountView,
    /// What the identity provider knows them by.
    identity: Option<IdentityRow>,
    sessions: SessionsView,
    orders: Vec<OrderRow>,
    passengers: Vec<PassengerRow>,
    tickets: Vec<TicketRow>,
    payments: Vec<PaymentRow>,
    refunds: Vec<RefundRow>,
    /// What happened to the orders.
    timeline: Vec<EventRow>,
    /// What administrators decided about them.
    decisions: Vec<DecisionRow>,
    /// Whether there is more of something than the 10,000 that are shown.
    truncated: bool,
}

/// Reads all of it.
pub(super) async fn export(app: &App, who: SignedIn) -> Result<Export, ExportError> {
    let account = accounts::account(&app.db, who.id, app.clock.now()).await?;
    let mut tx = app.begin().await?;
    let sessions = app.sessions.list(&mut tx, who.id).await?;
    let identity = person::identity(&mut tx, who.id).await?;
    let decisions = person::decisions(&mut tx, who.id, MOST_ROWS).await?;
    let orders = export::orders(&mut tx, who.id, MOST_ROWS).await?;
    let passengers = export::passengers(&mut tx, who.id, MOST_ROWS).await?;
    let tickets = export::tickets(&mut tx, who.id, MOST_ROWS).await?;
    let payments = export::payments(&mut tx, who.id, MOST_ROWS).await?;
    let refunds = export::refunds(&mut tx, who.id, MOST_ROWS).await?;
    let timeline = export::events(&mut tx, who.id, MOST_ROWS).await?;
    let lengths = [
        orders.len(),
        passengers.len(),
        tickets.len(),
        payments.len(),
        refunds.len(),
        timeline.len(),
        decisions.len(),
    ];
    Ok(Export {
        account,
        identity,
        sessions: SessionsView::new(sessions, who.session),
        truncated: lengths.contains(&(MOST_ROWS as usize)),
        orders,
        passengers,
        tickets,
        payments,
        refunds,
        timeline,
        decisions,
    })
}
