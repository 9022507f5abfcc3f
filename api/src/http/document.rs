//! The service described for machines: OpenAPI 3.1, made from the code.

use utoipa::openapi::OpenApi as OpenApiDocument;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

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
        (name = "accounts", description = "Who one is here"),
        (name = "admin", description = "For administrators"),
        (name = "fleet", description = "Airplanes and the schedule, for administrators"),
        (name = "operations", description = "For those who run and explore the service"),
    ),
    components(schemas(Problem)),
    modifiers(&Sessions)
)]
pub(super) struct Head;

/// How callers say who they are.
struct Sessions;

impl Modify for Sessions {
    fn modify(&self, document: &mut OpenApiDocument) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "The token that signing in gave. Browsers send a cookie instead.",
            ));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::Http(scheme.build()));
    }
}

/// The document of the whole service.
pub fn document() -> OpenApiDocument {
    super::routes().into_openapi()
}
