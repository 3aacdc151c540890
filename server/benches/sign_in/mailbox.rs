//! Sign-ins with a code, and the messages that bring it.

use crate::connection::leads_to;
use crate::furnished::Person;
use crate::target::Target;
use anyhow::{Context as _, ensure};
use domain::OneTimeCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// The sign-ins that wait for the subject of a message, by email address.
#[derive(Default)]
pub struct Mailbox(Mutex<HashMap<String, oneshot::Sender<String>>>);

impl Mailbox {
    fn expect(&self, email: &str) -> oneshot::Receiver<String> {
        let (sender, message) = oneshot::channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(email.to_owned(), sender);
        message
    }

    /// Hands a message to the sign-in that waits for it. `false`: the sign-in has given up.
    pub fn hand(&self, email: &str, subject: &str) -> bool {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(email);
        // No sign-in waits for an invitation.
        waiting.is_none_or(|waiting| waiting.send(subject.to_owned()).is_ok())
    }

    /// Signs in as the client does, from a browser that signed in before.
    pub async fn sign_in(&self, target: &Target, person: &Person) -> anyhow::Result<()> {
        let email = &person.email;
        let message = self.expect(email);
        let (body, cookie) = target.call(person, "send_code", &[("organisation", ""), ("email", email)], "").await?;
        let asked = leads_to(body)?;
        let challenge = asked.path.rsplit('/').next().unwrap_or_default();
        let code: OneTimeCode = message.await.context("no message came")?.parse()?;
        let fields = [("challenge", challenge), ("code", code.expose())];
        let (body, _) = target.call(person, "verify_code", &fields, &cookie).await?;
        ensure!(leads_to(body)?.path == app::paths::ACCOUNT, "{email} did not get in");
        Ok(())
    }

    /// Opens a mail server that accepts everything, and returns its port.
    pub async fn serve(self: Arc<Self>) -> anyhow::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mailbox = self.clone();
                tokio::spawn(async move { drop(mailbox.talk(stream).await) });
            }
        });
        Ok(port)
    }

    /// SMTP, as far as a client without errors speaks it.
    async fn talk(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail\r\n").await?;
        let (mut to, mut subject, mut is_message) = (String::new(), String::new(), false);
        while let Some(line) = lines.next_line().await? {
            if is_message && line != "." {
                if let Some(text) = line.strip_prefix("Subject: ") {
                    text.clone_into(&mut subject);
                }
                continue;
            }
            if is_message {
                self.hand(&to, &subject);
            }
            if let Some(address) = line.strip_prefix("RCPT TO:<").and_then(|rest| rest.split('>').next()) {
                address.clone_into(&mut to);
            }
            is_message = line == "DATA";
            let answer: &[u8] = if is_message { b"354 go on\r\n" } else { b"250 mail\r\n" };
            write.write_all(answer).await?;
        }
        Ok(())
    }
}
