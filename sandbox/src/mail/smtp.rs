//! As much SMTP (RFC 5321) as it takes to be given letters: no relaying, no encryption, no passwords.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::Mail;

/// The longest line, in bytes: twice what the protocol allows.
const LONGEST_LINE: u64 = 2_000;

/// The longest letter, in bytes.
const LONGEST_LETTER: usize = 1024 * 1024;

/// Recipients of one letter at most.
const MOST_RECIPIENTS: usize = 20;

/// Senders at once.
const MOST_SENDERS: usize = 32;

/// How long a sender may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// The domain whose letters are refused.
const REFUSED: &str = "@refused.example";

/// What this server can do.
const GREETING: &str = "250-gajo-sandbox\r\n250-8BITMIME\r\n250 SMTPUTF8";

/// Serves every sender that connects.
pub(super) async fn serve(listener: TcpListener, mail: Mail) {
    let places = Arc::new(Semaphore::new(MOST_SENDERS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or the sender is gone already.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mail = mail.clone();
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = Sender::new(stream, mail).serve().await {
                tracing::debug!(%error, "a sender of mail broke off");
            }
        });
    }
}

/// One connection.
struct Sender {
    stream: BufReader<TcpStream>,
    mail: Mail,
    /// Whether a letter has begun.
    begun: bool,
    recipients: Vec<String>,
}

impl Sender {
    fn new(stream: TcpStream, mail: Mail) -> Self {
        Self {
            stream: BufReader::new(stream),
            mail,
            begun: false,
            recipients: Vec::new(),
        }
    }

    async fn serve(mut self) -> io::Result<()> {
        self.say("220 gajo-sandbox ESMTP").await?;
        loop {
            let Some(line) = self.line().await? else {
                return Ok(());
            };
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split(' ').next().unwrap_or_default();
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.say(GREETING).await?,
                "HELO" | "NOOP" => self.say("250 OK").await?,
                "MAIL" => self.begin().await?,
                "RCPT" => self.add(&line).await?,
                "DATA" => self.take().await?,
                "RSET" => {
                    self.forget();
                    self.say("250 OK").await?;
                }
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("502 not known here").await?,
            }
        }
    }

    async fn begin(&mut self) -> io::Result<()> {
        self.forget();
        self.begun = true;
        self.say("250 OK").await
    }

    async fn add(&mut self, line: &str) -> io::Result<()> {
        let inside = line
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let answer = match inside {
            _ if !self.begun => "503 MAIL first",
            None => "501 no address",
            Some((address, _)) if address.ends_with(REFUSED) => "550 nobody there",
            Some(_) if self.recipients.len() == MOST_RECIPIENTS => "452 too many recipients",
            Some((address, _)) => {
                self.recipients.push(address.to_owned());
                "250 OK"
            }
        };
        self.say(answer).await
    }

    async fn take(&mut self) -> io::Result<()> {
        if self.recipients.is_empty() {
            return self.say("503 RCPT first").await;
        }
        self.say("354 go on").await?;
        let Some(letter) = self.letter().await? else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let to = std::mem::take(&mut self.recipients);
        self.forget();
        let kept = letter.len() <= LONGEST_LETTER && self.mail.keep(to, &letter);
        self.say(if kept { "250 kept" } else { "554 no letter" })
            .await
    }

    /// The letter up to its dot; `None` when the sender broke off. What is beyond the limit is read
    /// and not kept.
    async fn letter(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut letter = Vec::new();
        while let Some(line) = self.line().await? {
            if line == b".\r\n" || line == b".\n" {
                return Ok(Some(letter));
            }
            if letter.len() <= LONGEST_LETTER {
                // A dot at the start of a line was doubled by the sender.
                letter.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
        Ok(None)
    }

    /// A line with its end; `None` when there are no more.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(LONGEST_LINE);
        let read = bounded.read_until(b'\n', &mut line);
        timeout(PATIENCE, read).await??;
        match line.last() {
            Some(b'\n') => Ok(Some(line)),
            None => Ok(None),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn forget(&mut self) {
        self.begun = false;
        self.recipients.clear();
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        let line = format!("{words}\r\n");
        timeout(PATIENCE, self.stream.write_all(line.as_bytes())).await?
    }
}
