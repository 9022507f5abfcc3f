//! Query parameters, read strictly.
//!
//! A parameter is taken by its name; whatever nobody took is unknown. Nothing stops at the first
//! mistake: every refusal is kept, so that one answer names all of them. A blank value is a parameter
//! not given, because that is how an empty field of a form arrives.

pub(crate) mod reasons;
pub(crate) mod value;

use std::borrow::Cow;

use crate::problem::{ApiError, FieldError, Text};

/// More parameters than any address knows.
const MOST_PARAMETERS: usize = 50;
/// As much of an unknown name as an answer repeats, in characters.
const NAME_REPEATED: usize = 40;

/// The parameters of one request that were not taken yet, and what was wrong with the others.
pub(crate) struct Params<'q> {
    left: Vec<(Cow<'q, str>, Cow<'q, str>)>,
    known: Vec<&'static str>,
    refused: Vec<FieldError>,
}

impl<'q> Params<'q> {
    /// The parameters of a query string.
    pub(crate) fn parse(query: Option<&'q str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let mut params = Self {
            left: pairs.take(MOST_PARAMETERS + 1).collect(),
            known: Vec::with_capacity(24),
            refused: vec![],
        };
        if params.left.len() > MOST_PARAMETERS
            && let Some((name, _)) = params.left.pop()
        {
            params.refuse_named(&name, reasons::too_many_parameters(MOST_PARAMETERS));
        }
        params
    }

    /// The value of a parameter, unless it is blank or missing.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Cow<'q, str>> {
        self.known.push(name);
        let mut found = None;
        let mut repeated = false;
        self.left.retain_mut(|(key, value)| {
            if key != name {
                return true;
            }
            repeated |= found.is_some();
            found.get_or_insert_with(|| std::mem::take(value));
            false
        });
        if repeated {
            self.refuse(name, reasons::given_twice());
            return None;
        }
        found.filter(|value| !value.trim().is_empty())
    }

    /// What `parse` makes of a parameter; `None` when it is not given or refused.
    pub(crate) fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Text>,
    ) -> Option<T> {
        let value = self.take(name)?;
        match parse(&value) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(name, reason);
                None
            }
        }
    }

    /// The same for a parameter without which there is no answer.
    pub(crate) fn require<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Text>,
    ) -> Option<T> {
        let refused = self.refused.len();
        let value = self.read(name, parse);
        if value.is_none() && self.refused.len() == refused {
            self.refuse(name, reasons::missing());
        }
        value
    }

    /// Notes what is wrong with a parameter.
    pub(crate) fn refuse(&mut self, name: &'static str, reason: Text) {
        self.refused.push(FieldError::parameter(name, reason));
    }

    /// How many parameters were refused so far.
    pub(crate) fn refusals(&self) -> usize {
        self.refused.len()
    }

    /// `ask`, if every parameter was known and good; otherwise all that was wrong. Whoever has no
    /// `ask` has refused something.
    pub(crate) fn finish<T>(mut self, ask: Option<T>) -> Result<T, ApiError> {
        let mut left = std::mem::take(&mut self.left);
        left.sort();
        left.dedup_by(|a, b| a.0 == b.0);
        for (name, _) in left {
            let reason = reasons::unknown(&self.known);
            self.refuse_named(&name, reason);
        }
        match ask {
            Some(ask) if self.refused.is_empty() => Ok(ask),
            _ => Err(ApiError::invalid(self.refused)),
        }
    }

    fn refuse_named(&mut self, name: &str, reason: Text) {
        let name: String = name.chars().take(NAME_REPEATED).collect();
        self.refused.push(FieldError::parameter(name, reason));
    }
}
