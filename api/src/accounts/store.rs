//! Users and sessions in MySQL.

pub(super) mod grades;
pub(super) mod lists;
pub(super) mod sessions;
pub(super) mod users;
