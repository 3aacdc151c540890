//! Slow, greedy and ambiguous clients, over real sockets on the loopback interface.

use axum::{Router, routing::get};
use server::http::serve::{Limits, Pace, listen, serve};
use server::settings::Proxies;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

const LARGE: usize = 8 << 20;
const SMALL: &str = "GET /small HTTP/1.1\r\nhost: a\r\n\r\n";
const SOON: Duration = Duration::from_millis(400);
/// Long enough for a busy machine.
const AT_LAST: Duration = Duration::from_secs(20);

/// Limits with times that are short enough for tests.
fn limits() -> Limits {
    let pace = Pace { to_ask: SOON, to_take: SOON, bytes_per_second: 1024 };
    Limits { all: 100, per_client: 100, proxies: Proxies::default(), pace }
}

/// Serves until the sender is dropped, and counts the requests for `/large`.
async fn open(limits: Limits) -> (SocketAddr, Arc<AtomicUsize>, watch::Sender<bool>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let large = get(move || {
        counted.fetch_add(1, SeqCst);
        async { vec![b'a'; LARGE] }
    });
    let router =
        Router::new().route("/large", large).route("/small", get(async || "small").post(async |body: String| body));
    let listener = listen("127.0.0.1:0".parse().unwrap(), "an address").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(serve(listener, router, limits, stopping));
    (address, asked, stop)
}

async fn connect_from(local: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{local}:0").parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

/// Everything that arrives until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(AT_LAST, stream.read_to_end(&mut bytes)).await.expect("the connection stays open");
    // A reset also ends the connection.
    let _ = read;
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn one_answer(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = vec![0; 4096];
    let read = timeout(AT_LAST, stream.read(&mut bytes)).await.expect("no answer").unwrap_or_default();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

async fn wait(time: Duration) {
    let _ = timeout(time, pending::<()>()).await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_what_it_asked_for_is_cut_off() {
    let (address, asked, _stop) = open(limits()).await;
    let mut greedy = TcpStream::connect(address).await.unwrap();
    let many = "GET /large HTTP/1.1\r\nhost: a\r\n\r\n".repeat(500);
    greedy.write_all(many.as_bytes()).await.unwrap();
    wait(3 * SOON).await;
    let came = rest(&mut greedy).await.len();
    assert!(came < 2 * LARGE, "{came} bytes were kept for it");
    assert!(asked.load(SeqCst) <= 2, "{} of its requests were looked at", asked.load(SeqCst));
}

#[tokio::test]
async fn a_client_below_the_least_rate_is_cut_off_and_one_above_it_gets_all() {
    let dawdling = Limits { pace: Pace { bytes_per_second: 4 << 20, ..limits().pace }, ..limits() };
    for (limits, gets_all) in [(dawdling, false), (limits(), true)] {
        let (address, _, _stop) = open(limits).await;
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        // About 1 MiB per second, so the whole body takes many times longer than the server waits for a client that is
        // stuck.
        let (mut piece, mut came) = (vec![0; 32 << 10], 0);
        let started = Instant::now();
        while let Ok(read @ 1..) = slow.read(&mut piece).await {
            came += read;
            if came >= LARGE {
                break;
            }
            wait(Duration::from_millis(25)).await;
            assert!(started.elapsed() < AT_LAST, "{came} bytes, and no end");
        }
        assert_eq!(came >= LARGE, gets_all, "{came} bytes");
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_more_is_cut_off() {
    let (address, _, _stop) = open(limits()).await;
    for said in ["", "GET /small HTTP/1.1\r\nhost:", SMALL] {
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(said.as_bytes()).await.unwrap();
        let answers = rest(&mut silent).await;
        assert_eq!(answers.matches("HTTP/1.1 200").count(), usize::from(said == SMALL), "{said:?}: {answers}");
    }
    let mut dribbling = TcpStream::connect(address).await.unwrap();
    let started = Instant::now();
    for byte in format!("GET /small HTTP/1.1\r\nx: {}", "a".repeat(10_000)).bytes() {
        if dribbling.write_all(&[byte]).await.is_err() {
            break;
        }
        wait(Duration::from_millis(20)).await;
        assert!(started.elapsed() < AT_LAST, "it may dribble for ever");
    }
}

#[tokio::test]
async fn what_two_programs_may_read_in_two_ways_is_refused() {
    let (address, _, _stop) = open(limits()).await;
    for request in [
        "GET /small HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n",
        "GET /small HTTP/1.1\r\nHost: a\r\nx: y\r\nHOST: b\r\n\r\n",
        "GET /small HTTP/1.1\nhost: a\r\n\r\n",
        "GET /small HTTP/1.1\r\nhost: a\nx: y\r\n\r\n",
        "GET /small HTTP/1.1\r\nhost: a\r\nx: y\n\r\n",
        "GET /small HTTP/1.1\nhost: a\n\n",
        "POST /small HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    ] {
        for before in ["", SMALL] {
            let mut unclear = TcpStream::connect(address).await.unwrap();
            unclear.write_all(format!("{before}{request}{SMALL}").as_bytes()).await.unwrap();
            let answers = rest(&mut unclear).await;
            let many = usize::from(!before.is_empty());
            assert_eq!(answers.matches("HTTP/1.1 200").count(), many, "{request:?}: {answers}");
            assert_eq!(answers.matches("HTTP/1.1 400").count(), 1, "{request:?}: {answers}");
        }
    }
    let body = "POST /small HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\na\n\nb";
    let mut clear = TcpStream::connect(address).await.unwrap();
    assert!(one_answer(&mut clear, body).await.ends_with("a\n\nb"));
    assert!(one_answer(&mut clear, SMALL).await.ends_with("small"), "the connection goes on");
}

#[tokio::test]
async fn one_client_cannot_take_all_connections() {
    let patient = Pace { to_ask: AT_LAST, ..limits().pace };
    let (address, _, _stop) = open(Limits { all: 3, per_client: 2, pace: patient, ..limits() }).await;
    let mut first = connect_from("127.0.0.1", address).await;
    let mut second = connect_from("127.0.0.1", address).await;
    for stream in [&mut first, &mut second] {
        assert!(one_answer(stream, SMALL).await.contains("200"));
    }
    let mut third = connect_from("127.0.0.1", address).await;
    assert_eq!(rest(&mut third).await, "", "it has two already");
    let mut other = connect_from("127.0.0.2", address).await;
    assert!(one_answer(&mut other, SMALL).await.contains("200"));
    // All three connections are in use, so the next client waits until one ends.
    let mut late = connect_from("127.0.0.3", address).await;
    late.write_all(SMALL.as_bytes()).await.unwrap();
    let mut bytes = [0; 64];
    assert!(timeout(SOON, late.read(&mut bytes)).await.is_err(), "there were three already");
    drop(first);
    assert!(timeout(AT_LAST, late.read(&mut bytes)).await.unwrap().unwrap() > 0);
}

#[tokio::test]
async fn the_connections_of_a_trusted_proxy_are_those_of_many() {
    let proxies = Proxies::read(Some("127.0.0.1"), None).unwrap();
    let (address, _, _stop) = open(Limits { per_client: 1, proxies, ..limits() }).await;
    let mut streams = Vec::new();
    for _ in 0..10 {
        let mut stream = connect_from("127.0.0.1", address).await;
        assert!(one_answer(&mut stream, SMALL).await.contains("200"));
        streams.push(stream);
    }
}
