//! Where the recent past is remembered.

use deadpool_redis::redis::parse_redis_url;
use secrecy::SecretString;

use super::Source;

/// The longest prefix of keys, in bytes: every key has it.
const LONGEST_PREFIX: usize = 40;

/// The connection to Redis.
#[derive(Clone, Debug)]
pub struct RedisConfig {
    /// `GAJO_REDIS_URL`
    pub url: SecretString,
    /// `GAJO_REDIS_PREFIX`: what every key begins with, so that several may share a server. Without
    /// braces, which would change where a cluster keeps a key.
    pub prefix: String,
}

impl RedisConfig {
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let prefix = source.get("GAJO_REDIS_PREFIX").unwrap_or_default();
        let prefix = source.parse("GAJO_REDIS_PREFIX", &prefix, |text| {
            let fine = |c: char| c.is_ascii_alphanumeric() || ":._-".contains(c);
            let short = text.len() <= LONGEST_PREFIX;
            (short && text.chars().all(fine))
                .then(|| text.to_owned())
                .ok_or("is not up to 40 letters, digits and :._-")
        });
        let url = source.require("GAJO_REDIS_URL")?;
        source.parse("GAJO_REDIS_URL", &url, |text| {
            let known = parse_redis_url(text).is_some();
            known
                .then_some(())
                .ok_or("is not a URL like redis://host:port")
        })?;
        Some(Self {
            url: url.into(),
            prefix: prefix?,
        })
    }
}
