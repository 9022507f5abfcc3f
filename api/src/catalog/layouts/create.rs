//! Making a seat layout.

use axum::http::StatusCode;
use search::model::LayoutId;

use super::plan::{LayoutDraft, LayoutPlan};
use super::store::{self, SeatLayout};
use super::view::LayoutView;
use crate::accounts::UserId;
use crate::app::{App, is_away, retried};
use crate::audit::{self, Act};
use crate::idempotency::{Claim, NotKept};
use crate::problem::{ApiError, Code, FieldError, Text};

/// Why a layout is not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum CreateError {
    /// Parts of the draft are wrong.
    #[error("the layout has {} faults", .0.len())]
    Invalid(Vec<FieldError>),
    /// Another layout has its name.
    #[error("there is a layout of that name")]
    NameTaken,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not write the layout")]
    Db(#[from] sqlx::Error),
}

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Invalid(faults) => Self::invalid(faults),
            CreateError::NameTaken => Self::new(Code::AlreadyExists).because(error).detail(Text::fixed(
                "같은 이름의 좌석 배치가 있습니다. 배치는 바꿀 수 없으니 다른 이름으로 만드세요.",
                "There is a layout of that name. Layouts never change: make it under another name.",
            )),
            CreateError::Key(error) => error.into(),
            CreateError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            CreateError::Db(_) => Self::internal(error),
        }
    }
}

/// Makes a layout of a draft.
pub(super) async fn create(
    app: &App,
    admin: UserId,
    draft: &LayoutDraft,
    claim: &Claim,
) -> Result<SeatLayout, CreateError> {
    let plan = LayoutPlan::check(draft).map_err(CreateError::Invalid)?;
    let id = retried(|| insert(app, admin, &plan, claim)).await?;
    Ok(made(id, plan))
}

async fn insert(
    app: &App,
    admin: UserId,
    plan: &LayoutPlan,
    claim: &Claim,
) -> Result<LayoutId, CreateError> {
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    let id = match store::insert(&mut tx, plan).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(CreateError::NameTaken);
        }
        inserted => inserted?,
    };
    let act = Act {
        admin: Some(admin.0),
        action: "seat_layout.create",
        subject: &format!("seat_layout:{}", id.0),
        at: app.clock.now(),
    };
    let after = LayoutView::from(&made(id, plan.clone()));
    audit::record(&mut tx, act, (), &after).await?;
    claim.answer(&mut tx, StatusCode::CREATED, &after).await?;
    tx.commit().await?;
    Ok(id)
}

fn made(id: LayoutId, plan: LayoutPlan) -> SeatLayout {
    SeatLayout {
        id,
        name: plan.name,
        airplanes: 0,
        layout: plan.layout,
    }
}
