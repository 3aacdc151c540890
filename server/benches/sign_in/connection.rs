//! A minimal HTTP/1.1 client: one request at a time on a connection that stays open.

use crate::furnished::{PUBLIC_URL, USER_AGENT};
use anyhow::{Context as _, ensure};
use app::{ApiError, redirect::Redirect};
use axum::body::Bytes;
use leptos::server_fn::{Decodes, error::FromServerFnError};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// The encoding in which the app sends values to the client.
type Codec = <ApiError as FromServerFnError>::Encoder;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub struct Question {
    pub text: Vec<u8>,
    /// The expected status; any other is an error.
    pub status: u16,
}

/// The length of the whole response in bytes, and its body.
pub struct Answer<'a> {
    pub length: usize,
    pub body: &'a [u8],
}

impl Question {
    /// A browser's request for a page, shortened. `more`: further header lines, each with its line ending.
    pub fn page(path: &str, more: &str, status: u16) -> Self {
        let text = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost:3000\r\nuser-agent: {USER_AGENT}\r\n\
             accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\naccept-language: en\r\n\
             accept-encoding: gzip, deflate, br, zstd\r\nsec-fetch-site: none\r\n{more}\r\n"
        );
        Question { text: text.into_bytes(), status }
    }

    /// The client's request to a server function. `more`: further header lines, each with its line ending.
    pub fn call(function: &str, fields: &[(&str, &str)], more: &str, status: u16) -> Self {
        let more = format!(
            "accept: application/octet-stream\r\norigin: {PUBLIC_URL}\r\nsec-fetch-site: same-origin\r\n{more}"
        );
        Question::post(&format!("/api/{function}"), fields, &more, status)
    }

    /// A form that a program posts. `more`: further header lines, each with its line ending.
    pub fn post(path: &str, fields: &[(&str, &str)], more: &str, status: u16) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let length = body.len();
        let text = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost:3000\r\nuser-agent: {USER_AGENT}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n{more}\r\n{body}"
        );
        Question { text: text.into_bytes(), status }
    }
}

/// Decodes the redirect in the response of a server function.
pub fn leads_to(body: Bytes) -> anyhow::Result<Redirect> {
    decoded(body)
}

/// Decodes the response of a server function.
pub fn decoded<T>(body: Bytes) -> anyhow::Result<T>
where
    Codec: Decodes<T>,
{
    Codec::decode(body).ok().context("an answer that is not understood")
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Sends a request and reads the whole response. Fails if its status is not the expected one, or if it does not say
    /// its length.
    pub async fn ask(&mut self, question: &Question) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(&question.text).await?;
        self.buffer.clear();
        let mut parts = None;
        while parts.is_none_or(|(head, body)| self.buffer.len() < head + body) {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection was closed");
            if parts.is_none() {
                parts = lengths_of(&self.buffer, question.status)?;
            }
        }
        let (head, body) = parts.context("an answer without an end")?;
        ensure!(self.buffer.len() == head + body, "more came than was announced");
        Ok(Answer { length: self.buffer.len(), body: &self.buffer[head..] })
    }
}

/// The lengths of head and body. `None` until the whole head has arrived.
fn lengths_of(answer: &[u8], status: u16) -> anyhow::Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(END_OF_HEAD.len()).position(|window| window == END_OF_HEAD) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    let is_right = head.strip_prefix("HTTP/1.1 ").is_some_and(|rest| rest.starts_with(&format!("{status} ")));
    ensure!(is_right, "{}", head.lines().next().unwrap_or_default());
    // hyper writes the name in lower case.
    let (_, rest) = head.split_once("\r\ncontent-length: ").context("an answer of unknown length")?;
    let length: usize = rest.lines().next().unwrap_or_default().parse()?;
    Ok(Some((end + END_OF_HEAD.len(), length)))
}
