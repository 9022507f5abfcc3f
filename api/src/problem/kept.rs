//! A failure that is told again later: kept in every language, rendered in the one then asked for.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{ApiError, Code, FieldError, Money, Place, Text};

#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    code: Cow<'a, str>,
    detail: Option<Words>,
    money: Money,
    #[serde(default)]
    provider_code: Option<Cow<'a, str>>,
    errors: Vec<KeptError>,
}

#[derive(Serialize, Deserialize)]
struct Words {
    ko: String,
    en: String,
}

#[derive(Serialize, Deserialize)]
struct KeptError {
    place: KeptPlace,
    message: Words,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptPlace {
    Parameter(String),
    Pointer(String),
}

impl ApiError {
    /// The failure as JSON, without its cause.
    pub fn keep(&self) -> serde_json::Result<String> {
        let errors = self.errors.iter().map(|error| KeptError {
            place: match &error.place {
                Place::Parameter(name) => KeptPlace::Parameter(name.to_string()),
                Place::Pointer(pointer) => KeptPlace::Pointer(pointer.clone()),
            },
            message: Words::of(&error.message),
        });
        serde_json::to_string(&Kept {
            code: Cow::Borrowed(self.code.name()),
            detail: self.detail.as_deref().map(Words::of),
            money: self.money,
            provider_code: self.provider_code.as_deref().map(Cow::Borrowed),
            errors: errors.collect(),
        })
    }

    /// A failure that was kept; `None` when it was kept by a version that knew other codes.
    pub fn told_again(kept: &str) -> Option<Self> {
        let kept: Kept<'_> = serde_json::from_str(kept).ok()?;
        let errors = kept.errors.into_iter().map(|error| FieldError {
            place: match error.place {
                KeptPlace::Parameter(name) => Place::Parameter(name.into()),
                KeptPlace::Pointer(pointer) => Place::Pointer(pointer),
            },
            message: error.message.text(),
        });
        Some(Self {
            detail: kept.detail.map(|words| Box::new(words.text())),
            money: kept.money,
            provider_code: kept.provider_code.map(Cow::into_owned),
            errors: errors.collect(),
            ..Self::new(Code::parse(&kept.code)?)
        })
    }
}

impl Words {
    fn of(text: &Text) -> Self {
        Self {
            ko: text.ko.to_string(),
            en: text.en.to_string(),
        }
    }

    fn text(self) -> Text {
        Text::new(self.ko, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_that_is_told_again_says_the_same() {
        let error = ApiError::new(Code::SeatTaken)
            .detail(Text::fixed("12A", "12A is taken"))
            .provider_code("REJECT_CARD_PAYMENT".into())
            .errors(vec![FieldError::pointer(
                "/flights/0",
                Text::fixed("매진", "taken"),
            )]);
        let kept = error.keep().unwrap();
        let again = ApiError::told_again(&kept).unwrap();
        assert_eq!(again.keep().unwrap(), kept);
        assert_eq!(again.code(), Code::SeatTaken);
        assert!(ApiError::told_again("{}").is_none());
    }
}
