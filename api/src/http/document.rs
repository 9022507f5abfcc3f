//! The service described for machines: OpenAPI 3.1, made from the code.

use utoipa::OpenApi;

use crate::problem::Problem;

/// What the document says beside the paths, which each subject's router brings along.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Gajo",
        description = "Flight search. Names and messages are Korean or English by Accept-Language. \
                       Money is in whole Korean won. Failures are application/problem+json.",
    ),
    tags(
        (name = "search", description = "Finding flights"),
        (name = "operations", description = "For those who run and explore the service"),
    ),
    components(schemas(Problem))
)]
pub(super) struct Head;

/// The document of the whole service.
pub fn document() -> utoipa::openapi::OpenApi {
    super::routes().into_openapi()
}
