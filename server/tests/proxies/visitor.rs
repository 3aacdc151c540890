//! A browser of one host, over real sockets. It sends requests as they are written, and keeps cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Long enough for a busy machine.
const AT_LAST: Duration = Duration::from_secs(20);
/// The headers of a page whose address the user has typed.
const NAVIGATION: [(&str, &str); 4] = [
    ("Accept", "text/html,*/*;q=0.8"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "none"),
    ("Sec-Fetch-User", "?1"),
];

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The cookies that it sets, as `name=value`.
    pub cookies: Vec<String>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
        let cookies = values(head, "set-cookie").map(|value| value.split(';').next().unwrap().to_owned()).collect();
        Reply { status, head: head.to_owned(), body: body.to_owned(), cookies }
    }

    /// The only header with this name, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let mut values = values(&self.head, name);
        let value = values.next().unwrap_or_default();
        assert_eq!(values.next(), None, "{name} is there twice: {self:?}");
        value
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }
}

fn values<'a>(head: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

pub struct Visitor {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn of(address: SocketAddr) -> Self {
        Visitor { address, cookies: BTreeMap::new() }
    }

    /// Another browser of the same host, without cookies.
    pub fn stranger(&self) -> Self {
        Visitor::of(self.address)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The header with all cookies; empty without any.
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Opens a page.
    pub async fn open(&mut self, target: &str) -> Reply {
        self.send("GET", target, &NAVIGATION, "").await
    }

    pub async fn send(&mut self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", self.address);
        let has_own = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if !has_own("Connection") {
            request += "Connection: close\r\n";
        }
        if method == "POST" {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        if !self.cookies.is_empty() {
            request += &format!("Cookie: {}\r\n", self.cookie_header());
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let reply = exchange(self.address, &format!("{request}\r\n{body}")).await;
        for cookie in &reply.cookies {
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }
}

/// Sends a request and reads the answer to its end. A connection that is to be upgraded is not closed, so the answer
/// ends with its head there.
pub async fn exchange(address: SocketAddr, request: &str) -> Reply {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let is_closed = request.to_ascii_lowercase().contains("connection: close");
    let (mut bytes, mut piece) = (Vec::new(), [0; 16 * 1024]);
    while let Ok(read @ 1..) = timeout(AT_LAST, stream.read(&mut piece)).await.expect("no answer") {
        bytes.extend_from_slice(&piece[..read]);
        if !is_closed && bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    Reply::read(&bytes)
}
