//! What the operator chooses: environment variables over an optional TOML file.
//!
//! The only module that reads the environment. `GAJO_LISTEN` in the environment is `listen` in the
//! file that `GAJO_CONFIG` names. A URL may hold a password, so URLs are secrets here and are never
//! printed.

mod booking;
mod index;
mod mail;
mod oidc;
mod payments;
mod rates;
mod redis;
mod source;

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::mysql::MySqlConnectOptions;
use tracing_subscriber::EnvFilter;

pub use booking::BookingConfig;
pub use index::IndexConfig;
pub use mail::MailConfig;
pub use oidc::OidcConfig;
pub use payments::{Pace, PaymentsConfig, TossConfig};
pub use rates::{Network, RatesConfig};
pub use redis::RedisConfig;
use source::Source;
pub use source::{Fault, Faults};

/// Everything an operator may choose.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where requests come in.
    pub http: HttpConfig,
    /// How fast anybody may ask.
    pub rates: RatesConfig,
    /// Where the truth is kept.
    pub mysql: MysqlConfig,
    /// Where the recent past is remembered.
    pub redis: RedisConfig,
    /// How orders are held.
    pub booking: BookingConfig,
    /// How they are paid for.
    pub payments: PaymentsConfig,
    /// Where the search index lies.
    pub index: IndexConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Who vouches for people; `None` when nobody can sign in.
    pub oidc: Option<OidcConfig>,
    /// How mail leaves; `None` when none is sent.
    pub mail: Option<MailConfig>,
}

/// Where requests come in, and how many.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// `GAJO_LISTEN`
    pub listen: SocketAddr,
    /// `GAJO_BASE_URL`: how the service is reached from outside, without a slash at the end.
    pub base_url: String,
    /// How much is taken on. Not read from outside.
    pub limits: Limits,
}

/// How much is taken on at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests worked on at once; past it the answer is 503 at once.
    pub in_flight: usize,
    /// How long a request may take.
    pub request: Duration,
}

/// The connection to MySQL.
#[derive(Clone, Debug)]
pub struct MysqlConfig {
    /// `GAJO_MYSQL_URL`
    pub url: SecretString,
}

/// The log.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// `GAJO_LOG`: what is logged, in the form of `tracing_subscriber`.
    pub filter: String,
}

/// Every setting: its name in the environment and what it is for.
const SETTINGS: [(&str, &str); 21] = [
    ("GAJO_LISTEN", "address and port to listen on"),
    ("GAJO_BASE_URL", "how the service is reached from outside"),
    ("GAJO_RATE_LIMITS", "on or off"),
    ("GAJO_TRUSTED_PROXIES", "whose X-Forwarded-For is believed"),
    ("GAJO_MYSQL_URL", "mysql://user:password@host:port/database"),
    ("GAJO_REDIS_URL", "redis://host:port"),
    ("GAJO_REDIS_PREFIX", "what keys in Redis begin with"),
    (
        "GAJO_HOLD_SECONDS",
        "how long an order holds its seats unpaid",
    ),
    (
        "GAJO_TOSS_CLIENT_KEY",
        "what the payment widget knows us by",
    ),
    ("GAJO_TOSS_URL", "the payment provider"),
    (
        "GAJO_TOSS_SECRET_KEY",
        "how this service proves to the payment provider who it is",
    ),
    (
        "GAJO_TOSS_ANSWER_SECONDS",
        "how long the payment provider may take to answer",
    ),
    ("GAJO_INDEX_DIR", "folder of the search index"),
    (
        "GAJO_INDEX_STALE_AFTER_S",
        "age at which the index counts as stale",
    ),
    ("GAJO_LOG", "what is logged, such as info,api=debug"),
    ("GAJO_OIDC_ISSUER", "who vouches for people"),
    (
        "GAJO_OIDC_CLIENT_ID",
        "what the issuer knows this service by",
    ),
    (
        "GAJO_OIDC_CLIENT_SECRET",
        "how this service proves to the issuer who it is",
    ),
    ("GAJO_OIDC_REDIRECTS", "where apps have people sent back to"),
    ("GAJO_SMTP_URL", "smtps://user:password@host"),
    ("GAJO_MAIL_FROM", "from whom mail is"),
];

const LISTEN: &str = "127.0.0.1:8080";

const LOG: &str = "info";

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 4_096,
            request: Duration::from_secs(10),
        }
    }
}

impl Config {
    /// Reads the environment and the file that `GAJO_CONFIG` names, or says everything that is
    /// missing or wrong at once.
    pub fn load() -> Result<Self, Faults> {
        Self::read(&mut Source::open(&environment, &SETTINGS)?)
    }

    /// Reads `variables` instead of the environment.
    pub fn of(variables: &[(&str, &str)]) -> Result<Self, Faults> {
        let get = |name: &str| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Self::read(&mut Source::open(&get, &SETTINGS)?)
    }

    fn read(source: &mut Source<'_>) -> Result<Self, Faults> {
        let http = HttpConfig::read(source);
        let rates = RatesConfig::read(source);
        let mysql = MysqlConfig::read(source);
        let redis = RedisConfig::read(source);
        let booking = BookingConfig::read(source);
        let payments = PaymentsConfig::read(source);
        let index = IndexConfig::read(source);
        let log = LogConfig::read(source);
        let oidc = OidcConfig::read(source);
        let mail = MailConfig::read(source);
        let (
            Some(http),
            Some(rates),
            Some(mysql),
            Some(redis),
            Some(booking),
            Some(payments),
            Some(index),
            Some(log),
        ) = (http, rates, mysql, redis, booking, payments, index, log)
        else {
            return Err(source.faults.clone());
        };
        // The file may have names that are no settings.
        if !source.faults.0.is_empty() {
            return Err(source.faults.clone());
        }
        Ok(Self {
            http,
            rates,
            mysql,
            redis,
            booking,
            payments,
            index,
            log,
            oidc,
            mail,
        })
    }
}

impl HttpConfig {
    fn read(source: &mut Source<'_>) -> Option<Self> {
        let listen = source.get("GAJO_LISTEN").unwrap_or_else(|| LISTEN.into());
        let listen = source.parse("GAJO_LISTEN", &listen, |text| {
            SocketAddr::from_str(text).map_err(|_| "is not an address and port like 127.0.0.1:8080")
        })?;
        let base_url = source
            .get("GAJO_BASE_URL")
            .unwrap_or_else(|| format!("http://{listen}"));
        let base_url = source.parse("GAJO_BASE_URL", &base_url, |text| {
            let http = text.starts_with("http://") || text.starts_with("https://");
            let url = http.then(|| text.trim_end_matches('/').to_owned());
            url.ok_or("does not start with http:// or https://")
        })?;
        Some(Self {
            listen,
            base_url,
            limits: Limits::default(),
        })
    }
}

impl MysqlConfig {
    /// Reads the connection to MySQL alone.
    pub fn load() -> Result<Self, Faults> {
        let mut source = Source::open(&environment, &SETTINGS)?;
        Self::read(&mut source).ok_or(source.faults)
    }

    fn read(source: &mut Source<'_>) -> Option<Self> {
        let url = source.require("GAJO_MYSQL_URL")?;
        source.parse("GAJO_MYSQL_URL", &url, |text| {
            let scheme = text.starts_with("mysql://") || text.starts_with("mariadb://");
            let options = scheme.then(|| MySqlConnectOptions::from_str(text).ok());
            match options.flatten() {
                Some(options) if options.get_database().is_some() => Ok(()),
                Some(_) => Err("names no database"),
                None => Err("is not a URL like mysql://user:password@host:port/database"),
            }
        })?;
        Some(Self { url: url.into() })
    }
}

impl LogConfig {
    fn read(source: &mut Source<'_>) -> Option<Self> {
        let filter = source.get("GAJO_LOG").unwrap_or_else(|| LOG.into());
        source.parse("GAJO_LOG", &filter, |text| {
            let filter = EnvFilter::builder().parse(text);
            filter.map_err(|_| "is not a log filter like info,api=debug")
        })?;
        Some(Self { filter })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
