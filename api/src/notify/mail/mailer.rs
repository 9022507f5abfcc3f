//! The way that mail leaves: SMTP.

use std::time::Duration;

use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use super::letter::Letter;
use crate::config::MailConfig;

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends letters.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// The URL is not one of a mail server.
#[derive(Debug, thiserror::Error)]
#[error("not the URL of a mail server")]
pub struct BadServer(#[source] smtp::Error);

/// Why a letter was not sent. Neither message nor source names the recipient, as servers do.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// The server does not answer.
    #[error("the mail server does not answer")]
    Away,
    /// The server answered with this code.
    #[error("the mail server refused it: {0}")]
    Refused(String),
    /// No letter can be made of it: the address is none.
    #[error("the letter cannot be written")]
    Unwritable,
    /// MySQL refused or is away.
    #[error("could not read what the letter tells")]
    Db(#[from] sqlx::Error),
}

impl Mailer {
    /// A way through that server, which need not be up.
    pub fn new(config: &MailConfig) -> Result<Self, BadServer> {
        let url = config.url.expose_secret();
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(BadServer)?;
        Ok(Self {
            transport: builder.timeout(Some(PATIENCE)).build(),
            from: config.from.clone(),
        })
    }

    /// Sends a letter. Its `Message-ID` is made of `id`: the same letter has the same.
    pub(super) async fn send(&self, id: u64, to: &str, letter: Letter) -> Result<(), SendError> {
        let to: Address = to.parse().map_err(|_| SendError::Unwritable)?;
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<outbox.{id}@{domain}>")))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|_| SendError::Unwritable)?;
        self.transport.send(message).await.map_err(refusal)?;
        Ok(())
    }
}

fn refusal(error: smtp::Error) -> SendError {
    match error.status() {
        Some(code) => SendError::Refused(code.to_string()),
        None if error.is_client() => SendError::Refused("it cannot take such a letter".into()),
        None => SendError::Away,
    }
}
