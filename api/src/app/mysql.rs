//! MySQL as every subject meets it.

/// Whether MySQL gave no answer, so that the same question may be answered later; otherwise it
/// refused, which is our fault.
pub fn is_away(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
    )
}
