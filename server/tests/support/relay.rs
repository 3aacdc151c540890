//! A mail relay on a real socket that requires a user and a password. As many relays do, it repeats the message when it
//! refuses it.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub const USER: &str = "portico-relay";
pub const PASSWORD: &str = "Quill-77-Harbour";

pub struct Relay {
    pub port: u16,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    signed_in: AtomicUsize,
    messages: AtomicUsize,
}

impl Relay {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Relay { port: listener.local_addr().unwrap().port(), counts: Arc::default() };
        let counts = relay.counts.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counts = counts.clone();
                tokio::spawn(async move { drop(talk(stream, &counts).await) });
            }
        });
        relay
    }

    /// The number of successful sign-ins and of messages received.
    pub fn seen(&self) -> (usize, usize) {
        (self.counts.signed_in.load(SeqCst), self.counts.messages.load(SeqCst))
    }

    /// The secrets that clients send to the relay: the password, plain and as in `AUTH PLAIN`.
    pub fn secrets() -> Vec<String> {
        vec![PASSWORD.to_owned(), BASE64_STANDARD.encode(format!("\0{USER}\0{PASSWORD}"))]
    }
}

async fn talk(mut stream: TcpStream, counts: &Counts) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 relay\r\n").await?;
    let (mut recipient, mut message) = (String::new(), None::<Vec<String>>);
    while let Some(line) = lines.next_line().await? {
        let answer = match &mut message {
            Some(text) if line == "." => {
                let answer = verdict(&recipient, text, counts.messages.fetch_add(1, SeqCst));
                message = None;
                answer
            }
            Some(text) => {
                text.push(line);
                continue;
            }
            None if line.starts_with("EHLO") => "250-relay\r\n250 AUTH PLAIN".to_owned(),
            None if line.starts_with("AUTH PLAIN ") => {
                let expected = Relay::secrets().remove(1);
                let is_right = line.ends_with(&expected);
                counts.signed_in.fetch_add(usize::from(is_right), SeqCst);
                if is_right { "235 yes" } else { "535 no" }.to_owned()
            }
            None if line.starts_with("RCPT") => {
                recipient = line;
                "250 yes".to_owned()
            }
            None if line == "DATA" => {
                message = Some(Vec::new());
                "354 go on".to_owned()
            }
            None => "250 yes".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// Accepts every second message. It refuses the others for good, so that none is sent twice, and its answer repeats the
/// recipient, the subject and the links.
fn verdict(recipient: &str, message: &[String], number: usize) -> String {
    let said = message.iter().filter(|line| line.starts_with("Subject:") || line.contains("://"));
    let said: String = said.map(|line| format!(" {line}")).collect();
    if number.is_multiple_of(2) {
        "250 taken".to_owned()
    } else {
        format!("550 5.7.1 {recipient} looks like spam:{said}")
    }
}
