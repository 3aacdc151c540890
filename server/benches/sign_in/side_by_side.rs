//! Compares two requests to one server in this process by their responses per second. Rounds alternate, so that other
//! load on the machine disturbs both alike.

use crate::connection::{Connection, Question};
use anyhow::Context as _;
use axum::Router;
use futures_util::{TryStreamExt as _, stream::FuturesUnordered};
use server::http::serve::{Limits, serve};
use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::{runtime, sync::watch};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 61;
const ROUND: Duration = Duration::from_millis(100);
/// The first rounds only warm up.
const WARM_UP: usize = 5;

/// The result of a comparison.
pub struct Compared {
    /// The rate of the first request divided by that of the second, one ratio for each pair of rounds.
    pub ratios: Vec<f64>,
    /// The bytes of one response to each request.
    pub lengths: [usize; 2],
}

/// Compares two kinds of requests, of each of which it sends one after the other, from the start again at the end.
/// `open` builds the router, on the server's own thread.
pub fn compare<F>(open: F, questions: [Vec<Question>; 2]) -> anyhow::Result<Compared>
where
    F: AsyncFnOnce() -> anyhow::Result<Router> + Send + 'static,
{
    let (told, address) = mpsc::channel();
    let (stop, stopping) = watch::channel(false);
    // The server has exactly one thread, so that it and not the client is the bottleneck.
    let server = thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let router = open().await?;
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            told.send(listener.local_addr()?)?;
            serve(listener, router, Limits::for_operator(), stopping).await;
            anyhow::Ok(())
        })
    });
    let compared = address.recv().ok().map(|address| {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(rounds(address, &questions))
    });
    stop.send_replace(true);
    server.join().map_err(|_| anyhow::anyhow!("the server broke"))??;
    compared.context("the server did not start")?
}

/// Alternates rounds of the two requests; which of them comes first changes.
async fn rounds(address: SocketAddr, questions: &[Vec<Question>; 2]) -> anyhow::Result<Compared> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let first = connections.first_mut().context("no connection")?;
    let mut lengths = [0; 2];
    for (length, questions) in lengths.iter_mut().zip(questions) {
        *length = first.ask(questions.first().context("nothing to ask")?).await?.length;
    }
    let mut ratios = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let mut a_second = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            a_second[turn] = per_second(&mut connections, &questions[turn]).await?;
        }
        if round >= WARM_UP {
            ratios.push(a_second[0] / a_second[1]);
        }
    }
    Ok(Compared { ratios, lengths })
}

/// The responses per second to requests that all connections send all the time.
async fn per_second(connections: &mut [Connection], questions: &[Question]) -> anyhow::Result<f64> {
    let (began, next) = (Instant::now(), Cell::new(0));
    let asking = connections.iter_mut().map(async |connection| {
        let mut answers = 0_u32;
        while began.elapsed() < ROUND {
            connection.ask(&questions[next.replace(next.get() + 1) % questions.len()]).await?;
            answers += 1;
        }
        anyhow::Ok(answers)
    });
    let asking: FuturesUnordered<_> = asking.collect();
    let answers = asking.try_fold(0, async |sum, answers| Ok(sum + answers)).await?;
    Ok(f64::from(answers) / began.elapsed().as_secs_f64())
}
