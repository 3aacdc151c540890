//! What is sent to a mail server over the wire, and how its answers are understood.

use crate::support::prelude::*;
use Meaning::*;
use app::sign_in::Delivery;
use domain::{EmailAddress, Secret};
use service::delivery::{Email, MailTransport as _, NotTaken, Patience, SmtpMailer};
use std::{sync::Arc, time::Duration};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The server's answers by the command that they answer. "." is the end of a message, "hello" the start of a
/// connection. If an answer is empty, the server sends none.
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
                let hello = answer("hello", "220 test");
                if !hello.is_empty() {
                    write.write_all(format!("{hello}\r\n").as_bytes()).await.unwrap();
                }
                let mut message = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let said = match (&mut message, line.as_str()) {
                        (Some(_), ".") => {
                            messages.send(message.take().unwrap()).unwrap();
                            let _ = timeout(thinking, std::future::pending::<()>()).await;
                            answer(".", "250 taken")
                        }
                        (Some(message), line) => {
                            message.push_str(line);
                            message.push('\n');
                            continue;
                        }
                        (None, "DATA") => {
                            message = Some(String::new());
                            answer("DATA", "354 go on")
                        }
                        (None, "QUIT") => break,
                        (None, line) => answer(line, "250 yes"),
                    };
                    if said.is_empty() {
                        continue;
                    }
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
    mailer_of("", port)
}

/// `user` is empty or ends with `@`, as in a URL.
fn mailer_of(user: &str, port: u16) -> SmtpMailer {
    let url = Secret::new(format!("smtp://{user}127.0.0.1:{port}"));
    SmtpMailer::connect(&url, "Sign-in <no-reply@portico.example>".parse().unwrap(), "portico.example:8443").unwrap()
}

fn email() -> Email {
    Email {
        message_id: "0123".to_owned(),
        from_name: "Alderway".to_owned(),
        reply_to: None,
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
            "From: Alderway <no-reply@portico.example>",
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

#[tokio::test]
async fn a_message_has_the_name_and_the_address_for_replies_of_its_organisation() {
    let (port, mut received) = mail_server(&[], Duration::ZERO).await;
    let mailer = mailer(port);
    for (name, header) in [
        ("Alder & Way, Inc.", "From: =?utf-8?b?QWxkZXIgJiBXYXksIEluYy4=?= <no-reply@portico.example>"),
        ("A\r\nBcc: all@portico.example", "no-reply@portico.example>"),
        ("\" <all@portico.example>", "no-reply@portico.example>"),
        ("Müller", "=?utf-8?b?"),
    ] {
        let reply_to = Some("help@alderway.example".parse().unwrap());
        let html = format!("<p>{}</p>", "long ".repeat(400));
        mailer.send(&Email { from_name: name.to_owned(), reply_to, html, ..email() }).await.unwrap();
        let message = received.recv().await.unwrap();
        let (head, _) = message.split_once("\n\n").unwrap();
        assert!(head.contains(header), "{head}");
        assert!(head.lines().any(|line| line == "Reply-To: help@alderway.example"), "{head}");
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert!(message.lines().all(|line| line.len() <= 998), "a line is too long");
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    ForGood,
    NotThisOneNow,
    NotNow,
}

fn meaning_of(refused: &NotTaken) -> Meaning {
    match refused {
        NotTaken::ForGood(_) => ForGood,
        NotTaken::NotThisOneNow(_) => NotThisOneNow,
        NotTaken::NotNow(_) => NotNow,
    }
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
        assert_eq!(meaning_of(&refused), meaning, "{refused}");
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

#[rstest]
#[case::from_the_start("", &[("hello", "")], NotNow)]
#[case::hello("", &[("EHLO", "")], NotNow)]
#[case::login("jo:secret@", &[("EHLO", "250-test\r\n250 AUTH PLAIN"), ("AUTH", "")], NotNow)]
#[case::sender("", &[("MAIL", "")], NotNow)]
#[case::recipient("", &[("RCPT", "")], NotThisOneNow)]
#[case::message("", &[("DATA", "")], NotThisOneNow)]
#[tokio::test]
async fn a_server_that_falls_silent_before_it_has_the_message_is_not_waited_for(
    #[case] user: &str,
    #[case] answers: Answers,
    #[case] meaning: Meaning,
) {
    let (port, mut received) = mail_server(answers, Duration::ZERO).await;
    let mailer = mailer_of(user, port).with_patience(HURRIED);
    let sent = timeout(Duration::from_secs(5), mailer.send(&email())).await.expect("it waits");
    let refused = sent.unwrap_err();
    assert_eq!(meaning_of(&refused), meaning, "{refused}");
    let probed = timeout(Duration::from_secs(5), mailer.probe()).await.expect("the probe waits");
    assert_eq!(probed.is_err(), meaning == NotNow, "{probed:?}");
    assert!(received.try_recv().is_err(), "a message was handed over");
    assert!(Patience::default().before <= Duration::from_secs(10));
}

#[apply(matrix)]
async fn a_mail_server_that_says_nothing_is_told_on_the_screen(
    database: Database,
    style: Style,
    #[values(OWNER, STRANGER)] address: &str,
) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut world = World::open(database).await;
    let mailer = mailer(silent.local_addr().unwrap().port()).with_patience(HURRIED);
    world.transports.push(Arc::new(mailer));
    let mut browser = world.browser(style);
    let challenge = browser.send(address).await.unwrap();
    world.deliver().await;
    assert_eq!(browser.screen(challenge).await.unwrap().delivery, Delivery::Delayed);
    let page = browser.get(&format!("/sign-in/code/{challenge}")).await.body;
    assert!(page.contains("Your email is delayed") && page.contains("Enter the code we're sending to"), "{page}");
    assert!(!page.contains("Check your email") && !page.contains("spam folder"), "{page}");
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
