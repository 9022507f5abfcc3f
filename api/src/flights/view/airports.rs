//! The answer of `/airports`.

use search::model::Iata;
use search::suggest::{Kind, Name, Suggestion};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Language;

/// The places that may have been meant.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestions)]
pub(crate) struct SuggestionsView<'a> {
    /// The likeliest first; a city before its airports.
    suggestions: Vec<SuggestionView<'a>>,
}

impl<'a> SuggestionsView<'a> {
    /// Suggestions in one language.
    pub(crate) fn new(found: &[&'a Suggestion], language: Language) -> Self {
        let suggestions = found.iter();
        Self {
            suggestions: suggestions
                .map(|suggestion| SuggestionView::new(suggestion, language))
                .collect(),
        }
    }
}

/// A city or an airport.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
struct SuggestionView<'a> {
    /// Its code.
    #[schema(value_type = String, example = "SEL")]
    code: Iata,
    /// A city has several airports.
    kind: PlaceKind,
    /// What to put into `from` or `to`.
    #[schema(example = "SEL")]
    query: &'a str,
    /// Its name.
    #[schema(example = "서울")]
    name: &'a str,
    /// The city that it is or serves.
    #[schema(example = "서울")]
    city: &'a str,
    /// The country that it lies in.
    #[schema(example = "대한민국")]
    country: &'a str,
    /// The airports of a city, the busiest first; empty for an airport.
    #[schema(value_type = Vec<String>, example = json!(["ICN", "GMP"]))]
    airports: &'a [Iata],
}

/// What a suggestion is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PlaceKind {
    City,
    Airport,
}

impl<'a> SuggestionView<'a> {
    fn new(suggestion: &'a Suggestion, language: Language) -> Self {
        let name = |name: &'a Name| match language {
            Language::Ko => name.korean(),
            Language::En => &name.en,
        };
        Self {
            code: suggestion.code,
            kind: match suggestion.kind {
                Kind::City => PlaceKind::City,
                Kind::Airport => PlaceKind::Airport,
            },
            query: &suggestion.query,
            name: name(&suggestion.name),
            city: name(&suggestion.city),
            country: name(&suggestion.country),
            airports: &suggestion.airports,
        }
    }
}
