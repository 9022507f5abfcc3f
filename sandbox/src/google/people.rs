//! Who can sign in: the people of the page, and whoever has an e-mail address.

use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    EndUserEmail, EndUserFamilyName, EndUserGivenName, EndUserName, StandardClaims,
    SubjectIdentifier,
};
use sha2::{Digest, Sha256};

/// The longest address there is (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// Digits of a subject, as Google's have.
const SUBJECT_DIGITS: usize = 21;

/// An address that begins so belongs to somebody who never confirmed it.
const UNVERIFIED: &str = "unverified";

/// The people of the page: address, given name, family name.
const OFFERED: [(&str, &str, &str); 5] = [
    ("minjun.kim@example.com", "민준", "김"),
    ("seoyeon.lee@example.com", "서연", "이"),
    ("doyun.park@example.com", "도윤", "박"),
    ("emma.wilson@example.com", "Emma", "Wilson"),
    ("unverified@example.com", "지우", "최"),
];

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) email: String,
    pub(super) given_name: String,
    pub(super) family_name: Option<String>,
}

impl Person {
    /// The people of the page.
    pub(super) fn offered() -> Vec<Self> {
        let person = |(email, given, family): (&str, &str, &str)| Self {
            email: email.to_owned(),
            given_name: given.to_owned(),
            family_name: Some(family.to_owned()),
        };
        OFFERED.into_iter().map(person).collect()
    }

    /// The person with that address: everybody has an account. `None` when it is no address.
    pub(super) fn with_email(email: &str) -> Option<Self> {
        let email = email.trim().to_ascii_lowercase();
        let (local, domain) = email.split_once('@')?;
        let strange = |letter: char| letter.is_whitespace() || letter.is_control();
        let fits = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
        if !fits || email.len() > LONGEST_EMAIL || email.contains(strange) {
            return None;
        }
        let offered = Self::offered().into_iter().find(|p| p.email == email);
        let given_name = local.to_owned();
        Some(offered.unwrap_or(Self {
            email,
            given_name,
            family_name: None,
        }))
    }

    /// The name as it is written in the person's language.
    pub(super) fn name(&self) -> String {
        match &self.family_name {
            None => self.given_name.clone(),
            Some(family) if family.is_ascii() => format!("{} {family}", self.given_name),
            Some(family) => format!("{family}{}", self.given_name),
        }
    }

    /// Whether the address is known to be the person's.
    pub(super) fn is_verified(&self) -> bool {
        !self.email.starts_with(UNVERIFIED)
    }

    /// What applications know the person by: the same at each sign-in, and in each sandbox.
    pub(super) fn subject(&self) -> String {
        let digest = Sha256::digest(self.email.as_bytes());
        let digits = digest.iter().map(|byte| char::from(b'0' + byte % 10));
        let digits = digits.take(SUBJECT_DIGITS - 1);
        std::iter::once('1').chain(digits).collect()
    }

    /// What is told of the person under these scopes.
    pub(super) fn claims(&self, scopes: &[String]) -> StandardClaims<CoreGenderClaim> {
        let asked = |scope: &str| scopes.iter().any(|asked| asked == scope);
        let mut claims = StandardClaims::new(SubjectIdentifier::new(self.subject()));
        if asked("email") {
            claims = claims
                .set_email(Some(EndUserEmail::new(self.email.clone())))
                .set_email_verified(Some(self.is_verified()));
        }
        if asked("profile") {
            let family = self.family_name.clone().map(EndUserFamilyName::new);
            let given = EndUserGivenName::new(self.given_name.clone());
            claims = claims
                .set_name(Some(EndUserName::new(self.name()).into()))
                .set_given_name(Some(given.into()))
                .set_family_name(family.map(Into::into));
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_one_subject_however_the_address_is_written() {
        let person = Person::with_email("minjun.kim@example.com").unwrap();
        let again = Person::with_email(" Minjun.Kim@Example.com ").unwrap();
        assert_eq!(person, again);
        assert_eq!(person.name(), "김민준");
        assert_eq!(person.subject().len(), SUBJECT_DIGITS);
        let other = Person::with_email("emma.wilson@example.com").unwrap();
        assert_eq!(other.name(), "Emma Wilson");
        assert_ne!(person.subject(), other.subject());
    }

    #[test]
    fn what_is_no_address_is_nobody() {
        for text in ["", "kim", "@x", "kim@", "a@b@c", "a b@c", "a\n@b"] {
            assert_eq!(Person::with_email(text), None, "{text}");
        }
        assert_eq!(
            Person::with_email(&format!("{}@x.kr", "a".repeat(250))),
            None
        );
    }
}
