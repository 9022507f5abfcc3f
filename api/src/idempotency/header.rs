//! How the document describes the header.

use utoipa::IntoParams;

/// The header of a write that may be repeated.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described: the header is read by its name")]
pub struct KeyHeader {
    /// 1 to 255 printable characters. For 24 hours a request with the same key has no second effect and
    /// is answered as the first was.
    #[param(
        rename = "Idempotency-Key",
        example = "8e03978e-40d5-43e8-bc93-6894a57f9324"
    )]
    key: Option<String>,
}
