//! What goes over the wire to a mail server, and what its answers mean.

use domain::{EmailAddress, Secret};
use rstest::rstest;
use server::delivery::{Email, MailTransport as _, NotTaken, SmtpMailer};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    sync::mpsc,
};

/// Answers `RCPT TO` with the given line and everything else with yes; hands over each message as it came.
async fn mail_server(to_recipients: &'static str) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (messages, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let messages = messages.clone();
            tokio::spawn(async move {
                let (read, mut write) = stream.split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 test\r\n").await.unwrap();
                let mut message = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match (&mut message, line.as_str()) {
                        (Some(_), ".") => {
                            messages.send(message.take().unwrap()).unwrap();
                            "250 taken"
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
                        (None, line) if line.starts_with("RCPT") => to_recipients,
                        (None, "QUIT") => break,
                        _ => "250 yes",
                    };
                    write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
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
    let (port, mut received) = mail_server("250 yes").await;
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

#[rstest]
#[case("550 5.1.1 <jo@example.com>: no such mailbox", true)]
#[case("451 4.3.0 try again later", false)]
#[tokio::test]
async fn a_refusal_is_for_good_or_for_now(#[case] answer: &'static str, #[case] is_for_good: bool) {
    let (port, _received) = mail_server(answer).await;
    let refused = mailer(port).send(&email()).await.unwrap_err();
    assert_eq!(matches!(refused, NotTaken::ForGood(_)), is_for_good, "{refused}");
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
    let (port, mut received) = mail_server("250 yes").await;
    let mailer = mailer(port);
    mailer.probe().await.unwrap();
    mailer.send(&email()).await.unwrap();
    assert!(received.recv().await.unwrap().contains("0123@portico.example"));
}
