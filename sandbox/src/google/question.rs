//! What an application asks when it sends somebody here, and what is wrong with it.

use std::collections::HashMap;

use super::Client;

/// The longest value that is taken.
const LONGEST_VALUE: usize = 2_048;

/// Characters of a SHA-256 in base64url without padding.
const CHALLENGE_LENGTH: usize = 43;

const SCOPES: [&str; 3] = ["openid", "email", "profile"];

/// A question that can be answered.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) back: Back,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    /// What the verifier will have to hash to (S256).
    pub(super) challenge: String,
    /// The address of the person who is expected, when the application knows it.
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Prompt,
}

/// The way back to the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
}

/// Whether the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// When it is needed.
    Usual,
    /// Always, also when the application knows who comes.
    Choose,
    /// Never.
    None,
}

/// Why a question is not answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody knows whose question it is, so the person is told here.
    Here(Unknown),
    /// The application is told.
    There(Back, Error),
}

/// What is not known about the one who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    Client,
    Redirect,
}

/// An error as the application reads it (RFC 6749, 4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Error {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

impl Question {
    /// Reads the query of an address. What it does not know, it ignores, as Google does.
    pub(super) fn read(query: &str, client: &Client) -> Result<Self, Refusal> {
        let mut twice = false;
        let mut values = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            twice |= values
                .insert(name.into_owned(), value.into_owned())
                .is_some();
        }
        if values.get("client_id") != Some(&client.id) {
            return Err(Refusal::Here(Unknown::Client));
        }
        let redirect_uri = values.remove("redirect_uri").unwrap_or_default();
        if !client.redirects.contains(&redirect_uri) {
            return Err(Refusal::Here(Unknown::Redirect));
        }
        let state = values.remove("state");
        let back = Back {
            redirect_uri,
            state,
        };
        let too_long = values.values().any(|value| value.len() > LONGEST_VALUE);
        if twice || too_long {
            return Err(Refusal::There(back, REPEATED));
        }
        match Self::of(&mut values, &back) {
            Ok(question) => Ok(question),
            Err(error) => Err(Refusal::There(back, error)),
        }
    }

    fn of(values: &mut HashMap<String, String>, back: &Back) -> Result<Self, Error> {
        match values.get("response_type").map(String::as_str) {
            Some("code") => {}
            Some(_) => return Err(RESPONSE_TYPE),
            None => return Err(NO_RESPONSE_TYPE),
        }
        let scope = values.remove("scope").unwrap_or_default();
        let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        let known = scopes.iter().all(|scope| SCOPES.contains(&scope.as_str()));
        if !known || !scopes.iter().any(|scope| scope == "openid") {
            return Err(SCOPE);
        }
        let challenge = values.remove("code_challenge").unwrap_or_default();
        let method = values.get("code_challenge_method");
        if method.is_none_or(|method| method != "S256") || !is_challenge(&challenge) {
            return Err(CHALLENGE);
        }
        let prompts = values.remove("prompt").unwrap_or_default();
        Ok(Self {
            back: back.clone(),
            scopes,
            nonce: values.remove("nonce"),
            challenge,
            login_hint: values.remove("login_hint").filter(|hint| !hint.is_empty()),
            prompt: prompt(&prompts)?,
        })
    }
}

fn prompt(text: &str) -> Result<Prompt, Error> {
    let words: Vec<_> = text.split_whitespace().collect();
    match *words {
        ["none"] => Ok(Prompt::None),
        _ if words.contains(&"none") => Err(PROMPT),
        _ if words.contains(&"select_account") => Ok(Prompt::Choose),
        _ => Ok(Prompt::Usual),
    }
}

fn is_challenge(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == CHALLENGE_LENGTH && text.bytes().all(known)
}

const NO_RESPONSE_TYPE: Error = Error {
    name: "invalid_request",
    description: "response_type is missing",
};
const RESPONSE_TYPE: Error = Error {
    name: "unsupported_response_type",
    description: "only response_type=code is answered",
};
const SCOPE: Error = Error {
    name: "invalid_scope",
    description: "scope must contain openid, and besides only email and profile",
};
const CHALLENGE: Error = Error {
    name: "invalid_request",
    description: "a code_challenge with code_challenge_method=S256 is required",
};
const PROMPT: Error = Error {
    name: "invalid_request",
    description: "prompt=none stands alone",
};
const REPEATED: Error = Error {
    name: "invalid_request",
    description: "a parameter stands there twice, or is too long",
};

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "client_id=gajo&redirect_uri=http://a/b&response_type=code&scope=openid+email\
        &state=s&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
        &code_challenge_method=S256";

    fn read(query: &str) -> Result<Question, Refusal> {
        let client = Client {
            id: "gajo".into(),
            secret: String::new(),
            redirects: vec!["http://a/b".into()],
        };
        Question::read(query, &client)
    }

    #[test]
    fn a_good_question_is_understood_and_strange_parameters_are_ignored() {
        let question = read(&format!("{GOOD}&hl=ko&login_hint=a@b")).unwrap();
        assert_eq!(question.back.state.as_deref(), Some("s"));
        assert_eq!(question.scopes, ["openid", "email"]);
        assert_eq!(question.login_hint.as_deref(), Some("a@b"));
        assert_eq!(question.prompt, Prompt::Usual);
    }

    #[test]
    fn nobody_is_sent_to_an_address_that_is_not_registered() {
        for (from, to) in [
            ("http://a/b", "http://a/b/"),
            ("http://a/b", "http://a/b?c"),
            ("http://a/b", "HTTP://a/b"),
            ("http://a/b", "http://evil/b"),
            ("redirect_uri=", "x="),
        ] {
            let refusal = read(&GOOD.replace(from, to)).unwrap_err();
            assert_eq!(refusal, Refusal::Here(Unknown::Redirect), "{to}");
        }
        let refusal = read(&GOOD.replace("gajo", "other")).unwrap_err();
        assert_eq!(refusal, Refusal::Here(Unknown::Client));
    }

    #[test]
    fn the_application_is_told_what_is_wrong() {
        for (from, to, name) in [
            (
                "response_type=code",
                "response_type=token",
                "unsupported_response_type",
            ),
            ("response_type=code", "", "invalid_request"),
            ("scope=openid+email", "scope=email", "invalid_scope"),
            ("scope=openid+email", "scope=openid+drive", "invalid_scope"),
            (
                "code_challenge_method=S256",
                "code_challenge_method=plain",
                "invalid_request",
            ),
            ("code_challenge_method=S256", "", "invalid_request"),
            ("code_challenge=E9", "code_challenge=", "invalid_request"),
            ("state=s", "state=s&state=t", "invalid_request"),
            ("state=s", "state=s&prompt=none+consent", "invalid_request"),
        ] {
            match read(&GOOD.replace(from, to)).unwrap_err() {
                Refusal::There(_, error) => assert_eq!(error.name, name, "{to}"),
                here => panic!("{to}: {here:?}"),
            }
        }
    }
}
