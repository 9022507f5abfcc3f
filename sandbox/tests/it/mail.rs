//! Letters over SMTP, as a mail program of the world would send them and as a careless one would.

use sandbox::Clock;
use sandbox::mail::Mail;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

async fn opened() -> (Mail, BufReader<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mail = Mail::open(Clock::default());
    tokio::spawn(mail.clone().receive(listener));
    let mut stream = BufReader::new(TcpStream::connect(address).await.unwrap());
    assert_eq!(answer(&mut stream).await, "220 gajo-sandbox ESMTP");
    (mail, stream)
}

async fn answer(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    line.trim_end().to_owned()
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> String {
    stream.write_all(words.as_bytes()).await.unwrap();
    answer(stream).await
}

const LETTER: &str = "From: Gajo <gajo@localhost>\r\nMessage-ID: <1@gajo>\r\n\
    Subject: =?utf-8?b?7ZmY67aI?=\r\n\r\nfirst\r\n..dot\r\n.\r\n";

#[tokio::test]
async fn a_letter_is_kept_as_it_was_meant() {
    let (mail, mut stream) = opened().await;
    assert_eq!(say(&mut stream, "HELO me\r\n").await, "250 OK");
    assert_eq!(
        say(&mut stream, "MAIL FROM:<gajo@localhost>\r\n").await,
        "250 OK"
    );
    assert_eq!(say(&mut stream, "RCPT TO:<kim@x.kr>\r\n").await, "250 OK");
    assert_eq!(say(&mut stream, "DATA\r\n").await, "354 go on");
    assert_eq!(say(&mut stream, LETTER).await, "250 kept");
    assert_eq!(say(&mut stream, "QUIT\r\n").await, "221 bye");
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(
        (letter.subject.as_str(), letter.from.as_str()),
        ("환불", "gajo@localhost")
    );
    assert_eq!(letter.to, ["kim@x.kr"]);
    assert_eq!(letter.message_id.as_deref(), Some("1@gajo"));
    assert_eq!(letter.text.lines().collect::<Vec<_>>(), ["first", ".dot"]);
}

#[tokio::test]
async fn what_comes_out_of_turn_is_refused() {
    let (mail, mut stream) = opened().await;
    for (words, expected) in [
        ("DATA\r\n", "503 RCPT first"),
        ("RCPT TO:<kim@x.kr>\r\n", "503 MAIL first"),
        ("MAIL FROM:<a@b>\r\n", "250 OK"),
        ("RCPT TO:kim\r\n", "501 no address"),
        ("RCPT TO:<kim@refused.example>\r\n", "550 nobody there"),
        ("VRFY kim\r\n", "502 not known here"),
    ] {
        assert_eq!(say(&mut stream, words).await, expected, "{words}");
    }
    for _ in 0..20 {
        assert_eq!(say(&mut stream, "RCPT TO:<kim@x.kr>\r\n").await, "250 OK");
    }
    let more = say(&mut stream, "RCPT TO:<kim@x.kr>\r\n").await;
    assert_eq!(more, "452 too many recipients");
    assert_eq!(mail.letters(), []);
}

#[tokio::test]
async fn a_line_or_letter_without_end_is_not_kept() {
    let (mail, mut stream) = opened().await;
    say(&mut stream, "MAIL FROM:<a@b>\r\n").await;
    say(&mut stream, "RCPT TO:<kim@x.kr>\r\n").await;
    say(&mut stream, "DATA\r\n").await;
    let line = format!("{}\r\n", "a".repeat(998));
    let letter = format!("Subject: long\r\n\r\n{}.\r\n", line.repeat(1_100));
    assert_eq!(say(&mut stream, &letter).await, "554 no letter");

    let endless = "a".repeat(3_000);
    stream.write_all(endless.as_bytes()).await.unwrap();
    let mut rest = Vec::new();
    // The connection ends, with or without a word from the system about unread bytes.
    _ = stream.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
    assert_eq!(mail.letters(), []);
}
