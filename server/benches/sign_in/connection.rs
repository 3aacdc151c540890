//! A client of few words: HTTP/1.1, one question at a time on a connection that stays open.

use anyhow::{Context as _, ensure};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What a browser sends when it opens a page, shortened.
pub fn question(path: &str) -> Vec<u8> {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:3000\r\nuser-agent: {agent}\r\n\
         accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\naccept-language: en\r\n\
         accept-encoding: gzip, deflate, br, zstd\r\nsec-fetch-site: none\r\n\r\n"
    )
    .into_bytes()
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Asks, reads all of the answer and returns it. Anything but a 200 with a length is an error.
    pub async fn ask(&mut self, question: &[u8]) -> anyhow::Result<&[u8]> {
        self.stream.write_all(question).await?;
        self.buffer.clear();
        let mut length = None;
        while length.is_none_or(|length| self.buffer.len() < length) {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection was closed");
            if length.is_none() {
                length = length_of(&self.buffer)?;
            }
        }
        ensure!(length == Some(self.buffer.len()), "more came than was announced");
        Ok(&self.buffer)
    }
}

/// How long the answer will be, once its head is there.
fn length_of(answer: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = answer.windows(END_OF_HEAD.len()).position(|window| window == END_OF_HEAD) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    ensure!(head.starts_with("HTTP/1.1 200 "), "{}", head.lines().next().unwrap_or_default());
    // hyper writes it so.
    let (_, rest) = head.split_once("\r\ncontent-length: ").context("an answer of unknown length")?;
    let length: usize = rest.lines().next().unwrap_or_default().parse()?;
    Ok(Some(end + END_OF_HEAD.len() + length))
}
