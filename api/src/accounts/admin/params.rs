//! What administrators look for.

use crate::accounts::store::lists::UserFilter;
use crate::accounts::user::{Grade, Role};
use crate::audit::AuditFilter;
use crate::problem::ApiError;
use crate::request::Params;
use crate::request::params::{reasons, value};

/// Entries of a page when nothing else is asked, and at most.
const USUAL: i64 = 20;
const MOST: i64 = 100;

/// The longest text that is looked for, in characters: no e-mail is longer.
const LONGEST_TEXT: usize = 254;

/// Users to look for.
pub(super) fn users(mut params: Params<'_>) -> Result<UserFilter, ApiError> {
    let email = text(&mut params, "email");
    let roles = &[("CUSTOMER", Role::Customer), ("ADMIN", Role::Admin)];
    let role = params.read("role", |text| value::word(text, roles));
    let grades = &[
        ("BASIC", Grade::Basic),
        ("PREMIUM", Grade::Premium),
        ("VIP", Grade::Vip),
    ];
    let grade = params.read("grade", |text| value::word(text, grades));
    let withdrawn = params.read("withdrawn", |text| {
        value::word(text, &[("true", true), ("false", false)])
    });
    let (before, limit) = page(&mut params);
    params.finish(Some(UserFilter {
        email: email.map(|email| email.to_lowercase()),
        role,
        grade,
        withdrawn: withdrawn.unwrap_or(false),
        before,
        limit,
    }))
}

/// Entries of the audit log to look for.
pub(super) fn audit(mut params: Params<'_>) -> Result<AuditFilter, ApiError> {
    let admin = params.read("admin", |text| value::number(text, 1, i64::MAX));
    let action = text(&mut params, "action");
    let subject = text(&mut params, "subject");
    let (before, limit) = page(&mut params);
    params.finish(Some(AuditFilter {
        admin: admin.map(i64::unsigned_abs),
        action,
        subject,
        before,
        limit,
    }))
}

fn text(params: &mut Params<'_>, name: &'static str) -> Option<String> {
    params.read(name, |text| {
        let is_short = text.chars().count() <= LONGEST_TEXT;
        is_short
            .then(|| text.trim().to_owned())
            .ok_or_else(|| reasons::too_long(LONGEST_TEXT))
    })
}

/// The id before which a page begins, newest first, and how many it has at most.
fn page(params: &mut Params<'_>) -> (u64, u32) {
    let limit = params.read("limit", |text| value::number(text, 1, MOST));
    let cursor = params.read("cursor", |text| {
        value::number(text, 1, i64::MAX).map_err(|_| reasons::not_a_cursor())
    });
    (
        cursor.unwrap_or(i64::MAX).unsigned_abs(),
        limit.unwrap_or(USUAL) as u32,
    )
}
