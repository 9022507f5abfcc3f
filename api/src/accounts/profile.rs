//! Changing one's own profile: name and phone. The e-mail is the identity provider's, role and grade
//! are not one's own to choose.

use axum::http::StatusCode;

use super::user::UserId;
use super::{contact, store};
use crate::app::{App, is_away, retried};
use crate::idempotency::{Claim, NotKept};
use crate::problem::{ApiError, FieldError};

/// What somebody wants to be known by from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ProfileChange {
    name: Option<String>,
    phone: Option<Option<String>>,
}

/// Why a profile is not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Somebody who has left meanwhile.
    #[error("no such user")]
    NotFound,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not read or change the user")]
    Db(#[from] sqlx::Error),
}

impl From<ProfileError> for ApiError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotFound => Self::not_found(error),
            ProfileError::Key(error) => error.into(),
            ProfileError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ProfileError::Db(_) => Self::internal(error),
        }
    }
}

impl ProfileChange {
    /// A change that was asked for, or everything that is wrong with it. A member that is not there
    /// stays as it is; a phone of `null` is erased.
    pub(super) fn parse(
        name: Option<&str>,
        phone: Option<Option<&str>>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut refused = Vec::new();
        let mut note = |pointer: &str, reason| refused.push(FieldError::pointer(pointer, reason));
        let name = name.map(contact::name).transpose();
        let name = name.map_err(|reason| note("/name", reason)).ok().flatten();
        let phone = phone
            .map(|phone| phone.map(contact::phone).transpose())
            .transpose();
        let phone = phone
            .map_err(|reason| note("/phone", reason))
            .ok()
            .flatten();
        if refused.is_empty() {
            Ok(Self { name, phone })
        } else {
            Err(refused)
        }
    }
}

/// Changes a profile.
pub(super) async fn change(
    app: &App,
    id: UserId,
    change: &ProfileChange,
    claim: &Claim,
) -> Result<(), ProfileError> {
    retried(|| change_once(app, id, change, claim)).await
}

async fn change_once(
    app: &App,
    id: UserId,
    change: &ProfileChange,
    claim: &Claim,
) -> Result<(), ProfileError> {
    let mut tx = app.begin().await?;
    let user = store::users::find_for_update(&mut tx, id).await?;
    let mut user = user.ok_or(ProfileError::NotFound)?;
    if let Some(name) = &change.name {
        user.name.clone_from(name);
    }
    if let Some(phone) = &change.phone {
        user.phone.clone_from(phone);
    }
    store::users::set_profile(&mut tx, id, &user.name, user.phone.as_deref()).await?;
    claim
        .keep(&mut tx, StatusCode::OK, id.as_resource())
        .await?;
    tx.commit().await?;
    Ok(())
}
