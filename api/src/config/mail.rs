//! Mail: through which server it leaves, and from whom it is.

use lettre::message::Mailbox;
use secrecy::SecretString;
use url::{Host, Url};

use super::source::Source;

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `GAJO_SMTP_URL`, which may hold a password.
    pub url: SecretString,
    /// `GAJO_MAIL_FROM`: from whom it is.
    pub from: Mailbox,
}

impl MailConfig {
    /// The settings; `None` when no mail is sent, since no server is set. What is wrong is noted in
    /// `source`.
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let Some(url) = source.get("GAJO_SMTP_URL") else {
            if source.get("GAJO_MAIL_FROM").is_some() {
                source.parse("GAJO_MAIL_FROM", "", |_| {
                    Err::<(), _>("is set, but GAJO_SMTP_URL is not")
                });
            }
            return None;
        };
        let is_safe = source.parse("GAJO_SMTP_URL", &url, is_safe);
        let from = source.require("GAJO_MAIL_FROM");
        let from = source.parse("GAJO_MAIL_FROM", &from?, |text| {
            text.parse().map_err(|_| "is not like Gajo <gajo@host>")
        });
        is_safe?;
        Some(Self {
            url: url.into(),
            from: from?,
        })
    }
}

/// Letters name people and their journeys: nobody on the way may read them.
fn is_safe(text: &str) -> Result<(), &'static str> {
    let Ok(url) = Url::parse(text) else {
        return Err("is not a URL like smtps://user:password@host");
    };
    // Of a scheme that `Url` does not know, an address in a host is still a name.
    let on_this_machine = match url.host() {
        Some(Host::Domain(name)) => ["localhost", "127.0.0.1"].contains(&name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("names no host"),
    };
    let with_tls = url.query() == Some("tls=required");
    match url.scheme() {
        "smtps" => Ok(()),
        "smtp" if with_tls || on_this_machine => Ok(()),
        "smtp" => Err("is not safe: write smtps:// or add ?tls=required"),
        _ => Err("does not start with smtps:// or smtp://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_leaves_this_machine_encrypted() {
        for good in [
            "smtps://user:password@mail.example",
            "smtp://user:password@mail.example:587?tls=required",
            "smtp://127.0.0.1:8092",
            "smtp://[::1]:25",
        ] {
            assert_eq!(is_safe(good), Ok(()), "{good}");
        }
        for bad in [
            "smtp://mail.example",
            "smtp://mail.example?tls=opportunistic",
            "smtp://127.0.0.1.evil.example",
            "http://127.0.0.1",
            "mail.example",
        ] {
            assert!(is_safe(bad).is_err(), "{bad}");
        }
    }
}
