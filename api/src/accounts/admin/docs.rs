//! The parameters of lists, for the document.

use utoipa::IntoParams;

use crate::accounts::user::{Grade, Role};

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `params` reads")]
pub(super) struct UserParams {
    /// The whole e-mail
    email: Option<String>,
    /// CUSTOMER or ADMIN
    role: Option<Role>,
    /// BASIC, PREMIUM or VIP
    grade: Option<Grade>,
    /// `true`: those who have left, instead of those who have not
    withdrawn: Option<bool>,
    /// How many, 1 to 100
    #[param(example = 20)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before
    cursor: Option<String>,
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `params` reads")]
pub(super) struct AuditParams {
    /// Only what this administrator did, by user id
    admin: Option<u64>,
    /// Only this action, such as user.change
    action: Option<String>,
    /// Only what was done to this, such as user:12
    subject: Option<String>,
    /// How many, 1 to 100
    #[param(example = 20)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before
    cursor: Option<String>,
}
