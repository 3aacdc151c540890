//! What Traefik and Envoy send to Portico, recorded, and what they do with its answers.

use crate::program::{documented, free_address};
use crate::scene::Scene;
use crate::support::prelude::{OWNER, PUBLIC_URL};
use crate::visitor::{Reply, exchange};
use rstest::rstest;
use std::net::SocketAddr;

const TOLD: [&str; 5] = ["remote-user", "remote-email", "remote-name", "remote-groups", "portico-assertion"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proxy {
    Traefik,
    Envoy,
}

/// A visitor of a host whose proxy does not run here: the test sends what that proxy would send.
struct Recorded {
    proxy: Proxy,
    portico: SocketAddr,
    host: String,
    cookies: Vec<String>,
}

impl Recorded {
    /// The request as the proxy sends it to Portico. `headers` are the visitor's, of which Envoy passes on only some.
    fn asked(&self, method: &str, target: &str, headers: &str) -> String {
        let (host, portico) = (&self.host, self.portico);
        let cookie = match self.cookies.join("; ") {
            cookies if cookies.is_empty() => cookies,
            cookies => format!("cookie: {cookies}\r\n"),
        };
        match self.proxy {
            Proxy::Traefik => format!(
                "GET /forward-auth/caddy HTTP/1.1\r\nHost: {portico}\r\nConnection: close\r\n{headers}{cookie}\
                 Accept-Encoding: gzip\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Host: {host}\r\n\
                 X-Forwarded-Method: {method}\r\nX-Forwarded-Port: 80\r\nX-Forwarded-Proto: http\r\n\
                 X-Forwarded-Server: edge\r\nX-Forwarded-Uri: {target}\r\nX-Real-Ip: 192.0.2.7\r\n\r\n"
            ),
            Proxy::Envoy => format!(
                "{method} /forward-auth/envoy{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
                 content-length: 0\r\n{headers}{cookie}x-forwarded-for: 192.0.2.7\r\nx-forwarded-proto: http\r\n\
                 x-envoy-expected-rq-timeout-ms: 10000\r\n\r\n"
            ),
        }
    }

    async fn send(&mut self, method: &str, target: &str, headers: &str) -> Reply {
        let reply = exchange(self.portico, &self.asked(method, target, headers)).await;
        assert!(reply.cookies.len() <= 1, "{reply:?}");
        self.cookies.extend(reply.cookies.clone());
        reply
    }
}

const PAGE: &str = "accept: text/html\r\nsec-fetch-mode: navigate\r\nsec-fetch-site: none\r\n";
const SCRIPT: &str = "accept: */*\r\nsec-fetch-mode: cors\r\n";

#[rstest]
#[case(Proxy::Traefik)]
#[case(Proxy::Envoy)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_other_proxies_send_is_understood(#[case] proxy: Proxy) {
    let mut scene = Scene::open().await;
    let host = free_address().to_string();
    let origin = format!("http://{host}");
    scene.register(&origin).await;
    let mut visitor = Recorded { proxy, portico: scene.portico, host, cookies: Vec::new() };
    let target = "/a/..%2fb?c=%zz";

    let refused = visitor.send("POST", target, SCRIPT).await;
    assert_eq!((refused.status, refused.location()), (401, ""));
    let led = visitor.send("GET", target, PAGE).await;
    assert!(matches!(led.status, 302 | 303) && led.location().starts_with(PUBLIC_URL), "{led:?}");
    let back = scene.pass_portico(led.location()).await;
    let taken = visitor.send("GET", back.strip_prefix(&origin).unwrap(), PAGE).await;
    assert_eq!(taken.location(), format!("{origin}{target}"));

    // These endpoints ignore the other families of headers.
    let spoofed = format!("{SCRIPT}x-original-url: http://other.example/\r\nx-original-method: TRACE\r\n");
    for (method, headers) in [("GET", PAGE), ("POST", SCRIPT), ("GET", spoofed.as_str())] {
        let let_in = visitor.send(method, target, headers).await;
        assert_eq!((let_in.status, let_in.body.as_str(), let_in.cookies.len()), (200, "", 0), "{let_in:?}");
        assert_eq!((let_in.header("remote-email"), let_in.header("cache-control")), (OWNER, "no-store"));
        for name in TOLD {
            // Envoy and Traefik replace what a visitor sends only by a header that is there.
            assert!(let_in.head.to_lowercase().contains(&format!("\r\n{name}:")), "{name}: {let_in:?}");
        }
    }
    assert_eq!(visitor.send("G@T", target, SCRIPT).await.status / 100, 4);
}

#[test]
fn their_documented_configurations_pass_on_everything_that_portico_says() {
    for file in ["traefik.yml", "envoy.yaml"] {
        let text = documented(file).to_lowercase();
        for name in TOLD {
            assert!(text.contains(name), "{file}: {name}");
        }
    }
    let envoy = documented("envoy.yaml");
    for name in ["exact: cookie", "exact: accept ", "prefix: sec-fetch-", "exact: x-requested-with", "exact: upgrade"] {
        assert!(envoy.contains(name), "Portico needs {name}");
    }
}
