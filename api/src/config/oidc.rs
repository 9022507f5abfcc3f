//! The identity provider: who vouches for people who sign in.

use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

use super::source::Source;

/// Whom people have accounts with unless the operator says otherwise.
const GOOGLE: &str = "https://accounts.google.com";

/// How long a sign-in may wait for the provider, all calls together.
const PATIENCE: Duration = Duration::from_secs(8);

/// The identity provider, and what it knows us by.
#[derive(Clone, Debug)]
pub struct OidcConfig {
    /// `GAJO_OIDC_ISSUER`, letter by letter as the provider writes it.
    pub issuer: String,
    /// `GAJO_OIDC_CLIENT_ID`
    pub client_id: String,
    /// `GAJO_OIDC_CLIENT_SECRET`
    pub client_secret: SecretString,
    /// `GAJO_OIDC_REDIRECTS`: where apps have people sent back to, besides our own page.
    pub redirects: Vec<String>,
    /// How long a sign-in may wait for the provider. Not read from outside.
    pub patience: Duration,
}

impl OidcConfig {
    /// The settings; `None` when nobody can sign in here, since no client id is set. What is wrong is
    /// noted in `source`.
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let Some(client_id) = source.get("GAJO_OIDC_CLIENT_ID") else {
            for name in [
                "GAJO_OIDC_ISSUER",
                "GAJO_OIDC_CLIENT_SECRET",
                "GAJO_OIDC_REDIRECTS",
            ] {
                if source.get(name).is_some() {
                    source.parse(name, "", |_| {
                        Err::<(), _>("is set, but GAJO_OIDC_CLIENT_ID is not")
                    });
                }
            }
            return None;
        };
        let client_secret = source.require("GAJO_OIDC_CLIENT_SECRET");
        let issuer = source.get("GAJO_OIDC_ISSUER");
        let issuer = issuer.unwrap_or_else(|| GOOGLE.to_owned());
        let issuer = source.parse("GAJO_OIDC_ISSUER", &issuer, |text| {
            is_issuer(text)
                .then(|| text.to_owned())
                .ok_or("is not https://host without a query (http:// only on this machine)")
        });
        let redirects = source.get("GAJO_OIDC_REDIRECTS").unwrap_or_default();
        let redirects = source.parse("GAJO_OIDC_REDIRECTS", &redirects, redirects_of);
        Some(Self {
            issuer: issuer?,
            client_id,
            client_secret: client_secret?.into(),
            redirects: redirects?,
            patience: PATIENCE,
        })
    }
}

/// Whether tokens of that issuer can be trusted: nobody on the way may change its keys.
fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let on_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let safe = url.scheme() == "https" || url.scheme() == "http" && on_this_machine;
    safe && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
}

fn redirects_of(text: &str) -> Result<Vec<String>, &'static str> {
    let parts = text.split(',').map(str::trim);
    let redirects: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    let readable = |redirect: &&str| {
        let url = Url::parse(redirect);
        url.is_ok_and(|url| url.fragment().is_none())
    };
    match redirects.iter().all(readable) {
        true => Ok(redirects.into_iter().map(str::to_owned).collect()),
        false => Err("is not a list of addresses with commas between them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_trusted_on_this_machine_alone() {
        for good in [
            GOOGLE,
            "http://127.0.0.1:8090/google",
            "http://localhost:1",
            "http://[::1]",
        ] {
            assert!(is_issuer(good), "{good}");
        }
        for bad in [
            "http://accounts.google.com",
            "accounts.google.com",
            "ftp://127.0.0.1",
            "https://a?b",
            "https://a#b",
            "https://user@a",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(!is_issuer(bad), "{bad}");
        }
    }
}
