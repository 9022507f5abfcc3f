//! The payment provider: who takes the money.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::source::Source;

/// Toss Payments itself.
const TOSS: &str = "https://api.tosspayments.com";

/// What the payment widget knows a sandbox by.
const CLIENT_KEY: &str = "test_gck_gajo";

/// How long a command may take: a card company is allowed to be slow, and an answer that comes too
/// late has to be found out. In seconds.
const ANSWER: u16 = 60;

/// The payment provider, and what it knows us by.
#[derive(Clone, Debug)]
pub struct PaymentsConfig {
    /// `GAJO_TOSS_CLIENT_KEY`: what the payment widget knows us by. Public.
    pub client_key: String,
    /// The provider; `None` when nobody can pay.
    pub toss: Option<TossConfig>,
}

/// How the provider is called.
#[derive(Clone, Debug)]
pub struct TossConfig {
    /// `GAJO_TOSS_URL`: Toss Payments, or a sandbox.
    pub url: Url,
    /// `GAJO_TOSS_SECRET_KEY`
    pub secret_key: SecretString,
    /// How long things may take.
    pub pace: Pace,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// `GAJO_TOSS_ANSWER_SECONDS`: how long a command of ours waits for its answer.
    pub answer: Duration,
    /// Between the attempts at a payment that fails for a moment. Not read from outside.
    pub pauses: [Duration; 2],
    /// How long a customer waits before they are told that it takes longer. Not read from outside.
    pub customer: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(ANSWER.into()),
            pauses: [Duration::from_secs(2), Duration::from_secs(4)],
            customer: Duration::from_secs(8),
        }
    }
}

impl TossConfig {
    /// Whether this is the provider itself and no sandbox.
    pub fn is_real(&self) -> bool {
        self.url.host_str() == Some("api.tosspayments.com")
    }
}

impl PaymentsConfig {
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let client_key = source.get("GAJO_TOSS_CLIENT_KEY");
        let secret_key = source.get("GAJO_TOSS_SECRET_KEY");
        let url = source.get("GAJO_TOSS_URL").unwrap_or_else(|| TOSS.into());
        let url = source.parse("GAJO_TOSS_URL", &url, |text| {
            let url = Url::parse(text).ok();
            let url = url.filter(|url| ["http", "https"].contains(&url.scheme()));
            url.ok_or("is not an address like https://api.tosspayments.com")
        });
        let answer = source.get("GAJO_TOSS_ANSWER_SECONDS");
        let answer = answer.unwrap_or_else(|| ANSWER.to_string());
        let answer = source.parse("GAJO_TOSS_ANSWER_SECONDS", &answer, |text| {
            let seconds = text.parse::<u16>().ok();
            let seconds = seconds.filter(|seconds| (1..=ANSWER).contains(seconds));
            seconds.ok_or("is not a number of seconds from 1 to 60")
        });
        let (url, answer) = (url?, answer?);
        Some(Self {
            client_key: client_key.unwrap_or_else(|| CLIENT_KEY.to_owned()),
            toss: secret_key.map(|secret_key| TossConfig {
                url,
                secret_key: secret_key.into(),
                pace: Pace {
                    answer: Duration::from_secs(answer.into()),
                    ..Pace::default()
                },
            }),
        })
    }
}
