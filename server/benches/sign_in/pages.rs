//! `GET /sign-in`, to the same bytes and headers from memory by the same server in the same process.

use crate::{
    connection::{Connection, question},
    furnished,
    release::FOLDER,
    report::{Row, say},
};
use anyhow::{Context as _, ensure};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    response::Response,
    routing::get,
};
use http::Request;
use std::{
    net::SocketAddr,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    runtime,
    sync::watch,
    task::{JoinSet, LocalSet},
};
use tower::ServiceExt as _;

const FROM_MEMORY: &str = "/from-memory";
const CONNECTIONS: usize = 16;
/// Many and short: whatever else this machine does then disturbs both alike.
const ROUNDS: usize = 61;
const ROUND: Duration = Duration::from_millis(100);
/// The first rounds only warm up.
const WARM_UP: usize = 5;

pub fn measure() -> anyhow::Result<Vec<Row>> {
    say("asking for pages");
    let folder = TempDir::new_in(FOLDER)?;
    let file = folder.path().join("portico.db");
    let (told, address) = mpsc::channel();
    let (stop, stopping) = watch::channel(false);
    // The server has a thread of its own and no other, so that it, not the client, is what there is too little of.
    let server = thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let router = with_route_from_memory(&file).await?;
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            told.send(listener.local_addr()?)?;
            server::http::serve::serve(listener, router, stopping).await;
            anyhow::Ok(())
        })
    });
    let ratios = match address.recv() {
        Ok(address) => {
            let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
            LocalSet::new().block_on(&runtime, ratios(address))
        }
        Err(_) => Ok(Vec::new()),
    };
    stop.send_replace(true);
    server.join().map_err(|_| anyhow::anyhow!("the server broke"))??;
    Ok(vec![Row::ratio("`GET /sign-in`, to the same bytes from memory by the same server", 0.5, ratios?)])
}

async fn with_route_from_memory(file: &std::path::Path) -> anyhow::Result<Router> {
    let house = furnished::house(furnished::furnish(file, 0).await?).await?;
    let site = furnished::site(house)?;
    let page = site.clone().oneshot(Request::get(app::paths::SIGN_IN).body(Body::empty())?).await?;
    let (parts, body) = page.into_parts();
    let html: Bytes = to_bytes(body, 1 << 20).await?;
    let headers = parts.headers;
    let from_memory = move || {
        let mut response = Response::new(Body::from(html.clone()));
        *response.headers_mut() = headers.clone();
        async move { response }
    };
    // Outside of the layers of the site: nothing but axum and hyper.
    Ok(Router::new().route(FROM_MEMORY, get(from_memory)).merge(site))
}

/// Page to memory, a round each, one after the other; who begins changes.
async fn ratios(address: SocketAddr) -> anyhow::Result<Vec<f64>> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let page = question(app::paths::SIGN_IN);
    let memory = question(FROM_MEMORY);
    let length = |answer: &[u8]| answer.len();
    let first = connections.first_mut().context("no connection")?;
    let lengths = (length(first.ask(&page).await?), length(first.ask(&memory).await?));
    ensure!(lengths.0 == lengths.1, "not the same bytes: {lengths:?}");
    let mut ratios = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let questions = if round % 2 == 0 { [&page, &memory] } else { [&memory, &page] };
        let one = per_second(&mut connections, questions[0]).await?;
        let other = per_second(&mut connections, questions[1]).await?;
        if round >= WARM_UP {
            ratios.push(if round % 2 == 0 { one / other } else { other / one });
        }
    }
    Ok(ratios)
}

/// Answers per second to a question that all connections ask all the time.
async fn per_second(connections: &mut Vec<Connection>, question: &[u8]) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut asking = JoinSet::new();
    for mut connection in connections.drain(..) {
        let question = question.to_vec();
        asking.spawn_local(async move {
            let mut answers = 0_u32;
            while began.elapsed() < ROUND {
                connection.ask(&question).await?;
                answers += 1;
            }
            anyhow::Ok((connection, answers))
        });
    }
    let mut answers = 0;
    while let Some(asked) = asking.join_next().await {
        let (connection, its_answers) = asked??;
        connections.push(connection);
        answers += its_answers;
    }
    Ok(f64::from(answers) / began.elapsed().as_secs_f64())
}
