//! Sends single requests to the proxy, and finds out whether they reach the application.

use super::client::{Client, Target};
use super::echo::Arrived;
use service::random::{Random, SystemRandom};
use std::{fmt, io, sync::Arc};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;

/// Tells the requests of the doctor from those of others.
const MARKER: &str = "x-portico-doctor";

/// A request, which is sent exactly as it is described here.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// A request of a browser for a page.
    pub fn get(target: impl Into<String>) -> Self {
        let headers = [("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Request { method: "GET", target: target.into(), headers }
    }

    /// A request of a script in a page.
    pub fn from_script(method: &'static str, target: impl Into<String>) -> Self {
        let headers = vec![("Accept".to_owned(), "*/*".to_owned()), ("Sec-Fetch-Mode".to_owned(), "cors".to_owned())];
        Request { method, target: target.into(), headers }
    }

    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    fn bytes(&self, host: &str, marker: &str) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n{MARKER}: {marker}\r\n", self.method, self.target);
        if !self.headers.iter().any(|(name, _)| name == "Connection") {
            text += "Connection: close\r\n";
        }
        if self.method == "POST" {
            text += "Content-Length: 0\r\n";
        }
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += "\r\n";
        text.into_bytes()
    }
}

/// What became of a request.
#[derive(Debug)]
pub struct Outcome {
    pub status: u16,
    pub location: Option<String>,
    /// The name of the program that answered, if it says so.
    pub server: Option<String>,
    /// The request as it reached the application. `None`: it did not.
    pub arrived: Option<Arrived>,
}

pub struct Prober {
    client: Arc<Client>,
    arrivals: UnboundedReceiver<Arrived>,
    nonce: String,
    sent: usize,
}

impl Prober {
    pub fn new(target: Target, arrivals: UnboundedReceiver<Arrived>) -> anyhow::Result<Self> {
        let random: &dyn Random = &SystemRandom;
        let nonce = hex::encode(random.bytes::<16>()?);
        Ok(Prober { client: Arc::new(Client::new(target)?), arrivals, nonce, sent: 0 })
    }

    /// How many requests were sent.
    pub const fn sent(&self) -> usize {
        self.sent
    }

    /// The application as visitors reach it.
    pub fn application(&self) -> &Target {
        &self.client.target
    }

    /// The address that the operator opens. `visitor` recognises the browser by it.
    pub fn visiting_address(&self) -> String {
        format!("{}{}", self.client.target, self.visiting_path())
    }

    fn visiting_path(&self) -> String {
        format!("/portico-doctor/{}", self.nonce)
    }

    /// Waits until a browser opens `visiting_address`, and returns its cookies.
    pub async fn visitor(&mut self) -> Option<String> {
        let path = self.visiting_path();
        while let Some(arrived) = self.arrivals.recv().await {
            if let Some(cookie) = arrived.header("cookie").filter(|_| arrived.target == path) {
                return Some(cookie.to_owned());
            }
        }
        None
    }

    /// Sends a request. Fails if there is no answer.
    pub async fn send(&mut self, request: &Request) -> io::Result<Outcome> {
        self.sent += 1;
        let marker = format!("{}-{}", self.nonce, self.sent);
        let bytes = request.bytes(&self.client.target.authority, &marker);
        let client = self.client.clone();
        let answer = spawn_blocking(move || client.exchange(&bytes)).await;
        let head = answer.unwrap_or_else(|error| Err(io::Error::other(error)))?;
        // The application reports a request before it answers.
        let mut arrived = None;
        while let Ok(one) = self.arrivals.try_recv() {
            if one.header(MARKER) == Some(&marker) {
                arrived = Some(one);
            }
        }
        let status = head.split_ascii_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Ok(Outcome { status, location: header(&head, "location"), server: header(&head, "server"), arrived })
    }

    /// Sends a request that the proxy may refuse by hanging up. Returns it as it reached the application.
    pub async fn arrival(&mut self, request: &Request) -> Option<Arrived> {
        self.send(request).await.ok().and_then(|outcome| outcome.arrived)
    }
}

/// The value of a header in the head of an answer.
pub fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.split("\r\n").skip(1).take_while(|line| !line.is_empty());
    lines.find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_sent_as_it_is_written() {
        let request = Request::from_script("POST", "/a/..%2fb//c?d=%zz").with("Remote_User", "x");
        let text = String::from_utf8(request.bytes("app.example", "1")).unwrap();
        assert!(text.starts_with("POST /a/..%2fb//c?d=%zz HTTP/1.1\r\nHost: app.example\r\n"), "{text}");
        assert!(text.contains("\r\nConnection: close\r\n") && text.ends_with("\r\nRemote_User: x\r\n\r\n"), "{text}");
        let request = Request::get("/").with("Connection", "close, Remote-User");
        let text = String::from_utf8(request.bytes("app.example", "1")).unwrap();
        assert_eq!(text.matches("Connection").count(), 1, "{text}");
    }

    #[test]
    fn a_header_of_an_answer_is_found_in_any_case() {
        let head = "HTTP/1.1 302 Found\r\nServer: Caddy\r\nLOCATION:  https://a.example/:b \r\n\r\nserver: x";
        assert_eq!(header(head, "location").as_deref(), Some("https://a.example/:b"));
        assert_eq!(header(head, "server").as_deref(), Some("Caddy"));
        assert_eq!(header("HTTP/1.1 200 OK\r\n\r\nserver: x", "server"), None);
    }
}
