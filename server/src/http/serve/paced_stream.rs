//! A connection that is closed if the client does not read the response. hyper closes those that send no request in
//! time, and the router limits the time for bodies.

use super::heads::Heads;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// How fast a client has to be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The time limit for the whole head of a request, and for the next request on a connection. The router limits the
    /// time for bodies.
    pub to_ask: Duration,
    /// The time credit of a client that reads more slowly than the server writes. Waiting uses it up, reading adds to
    /// it, and this is the most it can be.
    pub to_take: Duration,
    /// How fast a client has to read so that its credit does not shrink.
    pub bytes_per_second: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { to_ask: Duration::from_secs(10), to_take: Duration::from_secs(30), bytes_per_second: 1024 }
    }
}

pub struct PacedStream<S> {
    stream: S,
    pace: Pace,
    heads: Heads,
    /// Set from the moment a write has to wait for the client, until a write is taken whole.
    behind: Option<Behind>,
}

struct Behind {
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

impl<S> PacedStream<S> {
    pub fn new(stream: S, pace: Pace) -> Self {
        PacedStream { stream, pace, heads: Heads::default(), behind: None }
    }

    /// Applies the pace to the result of a write for which `offered` bytes were offered.
    fn paced(
        &mut self,
        context: &mut Context<'_>,
        offered: usize,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(taken)) if taken < offered => {
                let Pace { to_take, bytes_per_second, .. } = self.pace;
                if let Some(behind) = &mut self.behind {
                    let bought = Duration::from_secs_f64(taken as f64 / f64::from(bytes_per_second));
                    behind.deadline = (behind.deadline + bought).min(Instant::now() + to_take);
                    behind.timer.as_mut().reset(behind.deadline);
                }
                Poll::Ready(Ok(taken))
            }
            Poll::Pending => {
                let patience = self.pace.to_take;
                let behind = self.behind.get_or_insert_with(|| {
                    let deadline = Instant::now() + patience;
                    Behind { deadline, timer: Box::pin(sleep_until(deadline)) }
                });
                ready!(behind.timer.as_mut().poll(context));
                metrics::counter!("portico_slow_clients_total").increment(1);
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            // The client keeps up, or the connection broke.
            written => {
                self.behind = None;
                written
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if let Some(read) = buffer.filled_mut().get_mut(before..) {
            self.heads.inspect(read);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.paced(context, bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.paced(context, pieces.iter().map(|piece| piece.len()).sum(), written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
