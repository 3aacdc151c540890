//! What is sent to a mail server over the wire, and how its answers are understood.

use crate::support::prelude::*;
use Meaning::*;
use domain::{EmailAddress, Secret};
use service::delivery::{Email, MailTransport as _, NotTaken, Patience, SmtpMailer};
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    sync::mpsc,
};

/// The server's answers by the command that they answer. "." is the end of a message, "hello" the start of a
/// connection.
type Answers = &'static [(&'static str, &'static str)];

/// A mail server that accepts everything except for these answers, and waits for `thinking` after each message. Returns
/// its port and the messages as they arrive.
async fn mail_server(answers: Answers, thinking: Duration) -> (u16, mpsc::UnboundedReceiver<String>) {
    let answer = move |word: &str, usual: &'static str| {
        answers.iter().find(|(to, _)| word.starts_with(to)).map_or(usual, |(_, answer)| *answer)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (messages, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let messages = messages.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(format!("{}\r\n", answer("hello", "220 test")).as_bytes()).await.unwrap();
                let mut message = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let said = match (&mut message, line.as_str()) {
                        (Some(_), ".") => {
                            messages.send(message.take().unwrap()).unwrap();
                            let _ = tokio::time::timeout(thinking, std::future::pending::<()>()).await;
                            answer(".", "250 taken")
                        }
                        (Some(message), line) => {
                            message.push_str(line);
                            message.push('\n');
                            continue;
                        }
                        (None, "DATA") => {
                            message = Some(String::new());
                            "354 go on"
                        }
                        (None, "QUIT") => break,
                        (None, line) => answer(line, "250 yes"),
                    };
                    // A client that gave up has closed the connection.
                    let _ = write.write_all(format!("{said}\r\n").as_bytes()).await;
                    if said.ends_with("goodbye") {
                        break;
                    }
                }
            });
        }
    });
    (port, received)
}

fn mailer(port: u16) -> SmtpMailer {
    let url = Secret::new(format!("smtp://127.0.0.1:{port}"));
    SmtpMailer::connect(&url, "Sign-in <no-reply@portico.example>".parse().unwrap(), "portico.example:8443").unwrap()
}

fn email() -> Email {
    Email {
        message_id: "0123".to_owned(),
        to: "jo@example.com".parse::<EmailAddress>().unwrap(),
        subject: "482 913 is your code\r\nBcc: everybody@example.com".to_owned(),
        text: "Your code\n.\nis 482913.".to_owned(),
        html: "<p>Your code is <b>482913</b></p>".to_owned(),
    }
}

#[tokio::test]
async fn a_message_says_who_sent_it_that_a_machine_did_and_which_it_is() {
    let (port, mut received) = mail_server(&[], Duration::ZERO).await;
    let mailer = mailer(port);
    for _ in 0..2 {
        mailer.send(&email()).await.unwrap();
        let message = received.recv().await.unwrap();
        let (head, body) = message.split_once("\n\n").unwrap();
        let headers: Vec<&str> = head.lines().collect();
        for header in [
            "From: Sign-in <no-reply@portico.example>",
            "To: jo@example.com",
            "Message-ID: <0123@portico.example>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            assert!(headers.contains(&header), "{header} is not in\n{head}");
        }
        assert!(head.contains("\nDate: ") && head.contains("multipart/alternative"), "{head}");
        assert!(!headers.iter().any(|header| header.to_lowercase().starts_with("bcc")), "{head}");
        assert!(body.contains("text/plain") && body.contains("text/html"), "{body}");
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    ForGood,
    NotThisOneNow,
    NotNow,
}

#[rstest]
#[case::no_mailbox(&[("RCPT", "550 5.1.1 <jo@example.com>: no such mailbox")], ForGood)]
#[case::refused(&[("RCPT", "554 5.7.1 <jo@example.com>: rejected")], ForGood)]
#[case::no_mail_there(&[("RCPT", "556 5.1.10 no mail for this domain")], ForGood)]
#[case::spam(&[(".", "554 5.7.1 looks like spam")], ForGood)]
#[case::greylisted(&[("RCPT", "451 4.7.1 <jo@example.com>: greylisted")], NotThisOneNow)]
#[case::full(&[("RCPT", "452 4.2.2 mailbox full")], NotThisOneNow)]
#[case::closing(&[("RCPT", "421 4.3.2 closing")], NotThisOneNow)]
#[case::later(&[(".", "451 4.3.0 try again later")], NotThisOneNow)]
#[case::about_us(&[("RCPT", "530 5.7.0 authentication required")], NotThisOneNow)]
#[case::no_service(&[("hello", "554 no SMTP service here")], NotNow)]
#[case::busy(&[("hello", "421 too many connections")], NotNow)]
#[case::sender(&[("MAIL", "550 5.7.1 sender not allowed")], NotNow)]
#[case::sender_for_now(&[("MAIL", "451 4.7.1 too many messages")], NotNow)]
#[tokio::test]
async fn a_refusal_is_for_good_or_for_now_and_a_probe_hears_what_all_messages_would(
    #[case] answers: Answers,
    #[case] meaning: Meaning,
) {
    let (port, _received) = mail_server(answers, Duration::ZERO).await;
    let mailer = mailer(port);
    // The second attempt uses the connection of the first.
    for _ in 0..2 {
        let refused = mailer.send(&email()).await.unwrap_err();
        let meant = match refused {
            NotTaken::ForGood(_) => ForGood,
            NotTaken::NotThisOneNow(_) => NotThisOneNow,
            NotTaken::NotNow(_) => NotNow,
        };
        assert_eq!(meant, meaning, "{refused}");
        let probed = mailer.probe().await;
        assert_eq!(probed.is_err(), meaning == NotNow, "{probed:?}");
        assert!(matches!(probed, Ok(()) | Err(NotTaken::NotNow(_))), "{probed:?}");
    }
}

const HURRIED: Patience = Patience { before: Duration::from_millis(500), after: Duration::from_secs(60) };

#[tokio::test]
async fn a_server_that_has_the_message_is_waited_for() {
    let (port, mut received) = mail_server(&[], Duration::from_secs(2)).await;
    mailer(port).with_patience(HURRIED).send(&email()).await.unwrap();
    received.recv().await.unwrap();
    assert!(received.try_recv().is_err(), "it got a second copy");
    // A client waits for at least 10 minutes after the end of a message (RFC 5321 §4.5.3.2.6).
    assert!(Patience::default().after >= Duration::from_secs(600));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mailer = mailer(listener.local_addr().unwrap().port()).with_patience(HURRIED);
    let refused = mailer.send(&email()).await;
    assert!(matches!(refused, Err(NotTaken::NotNow(_))), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mailer = mailer(port);
    assert!(matches!(mailer.send(&email()).await, Err(NotTaken::NotNow(_))));
    assert!(matches!(mailer.probe().await, Err(NotTaken::NotNow(_))));
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_no_attempt() {
    let (port, mut received) = mail_server(&[("RSET", "250 yes, goodbye")], Duration::ZERO).await;
    let mailer = mailer(port);
    mailer.probe().await.unwrap();
    mailer.send(&email()).await.unwrap();
    assert!(received.recv().await.unwrap().contains("0123@portico.example"));
}
