//! The documented configurations of proxies, run by nginx, Caddy and HAProxy in front of a real server. `make proxies`
//! installs the three. What Traefik and Envoy send is recorded.

#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing step must end its test")]

#[path = "proxies/application.rs"]
mod application;
#[path = "proxies/doctor.rs"]
mod doctor;
#[path = "proxies/own.rs"]
mod own;
#[path = "proxies/program.rs"]
mod program;
#[path = "proxies/recorded.rs"]
mod recorded;
#[path = "proxies/scene.rs"]
mod scene;
#[expect(dead_code, unused_imports, unused_macros, reason = "the other test program uses the rest")]
mod support;
#[path = "proxies/visitor.rs"]
mod visitor;

use program::Program::{self, Caddy, Haproxy, Nginx};
use rstest::rstest;
use scene::Scene;
use support::prelude::{OWNER, PUBLIC_URL};

/// A path and query that many programs would change.
const DEEP: &str = "/a/..%2fb;c/./d?e=%2f&f=//g";
const ASSERTION: &str = "portico-assertion";

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_is_led_in_and_the_application_learns_who_it_is(#[values(Nginx, Caddy, Haproxy)] program: Program) {
    let mut scene = Scene::open().await;
    let mut visitor = scene.guarded_by(program).await;
    let led = visitor.open(DEEP).await;
    assert!(led.location().starts_with(PUBLIC_URL) && led.cookies.len() == 1, "{led:?}");
    assert!(scene.application.take().is_empty());

    assert_eq!(scene.enter(&mut visitor, DEEP).await.status, 200);
    let arrived = scene.application.take().pop().unwrap();
    assert_eq!((arrived.method.as_str(), arrived.target.as_str()), ("GET", DEEP));
    assert_eq!(arrived.values("remote-email"), [OWNER]);
    assert_eq!(arrived.values("remote-name"), ["Jo"]);
    assert_eq!(arrived.values("remote-user")[0].len(), 32);
    assert_eq!(arrived.values(ASSERTION)[0].split('.').count(), 3);

    let sent = visitor.send("POST", "/form", &[("Sec-Fetch-Mode", "cors")], "a=1&b=2").await;
    let arrived = scene.application.take().pop().unwrap();
    assert_eq!((sent.status, arrived.method.as_str(), arrived.body.as_str()), (200, "POST", "a=1&b=2"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_visitor_pretends_does_not_arrive(#[values(Nginx, Caddy, Haproxy)] program: Program) {
    let mut scene = Scene::open().await;
    let mut visitor = scene.guarded_by(program).await;
    scene.enter(&mut visitor, "/").await;
    let mut stranger = visitor.stranger();
    let names = ["Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups", "Portico-Assertion"];
    for hyphen in "-_.!#$%&'*+^`|~".chars() {
        let spelled = names.map(|name| name.replace('-', &hyphen.to_string()));
        let headers: Vec<(&str, &str)> = spelled.iter().map(|name| (name.as_str(), "pretended")).collect();
        // A stranger gets in on a public path, with empty headers.
        for (visitor, target) in [(&mut visitor, "/page"), (&mut stranger, "/public/page")] {
            assert_eq!(visitor.send("GET", target, &headers, "").await.status, 200, "{hyphen} {target}");
            let arrived = scene.application.take().pop().unwrap();
            assert!(!arrived.headers.iter().any(|(_, value)| value == "pretended"), "{arrived:?}");
        }
    }
    for name in names {
        let hop = format!("close, {name}");
        let sent = visitor.send("GET", "/page", &[("Connection", hop.as_str())], "").await;
        let arrived = scene.application.take().pop().unwrap();
        assert_eq!((sent.status, arrived.values("remote-email")), (200, vec![OWNER]), "{name}");
        assert_eq!(arrived.values(ASSERTION).len(), 1, "{name}");
        assert!(!arrived.values("connection").join(",").to_lowercase().contains("remote"), "{arrived:?}");
    }
    for name in ["X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Original-URL", "X-Rewrite-URL"] {
        assert_eq!(visitor.send("GET", "/page", &[(name, "/pretended")], "").await.status, 200, "{name}");
        let arrived = scene.application.take().pop().unwrap();
        assert!(!arrived.headers.iter().any(|(_, value)| value == "/pretended"), "{arrived:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_page_is_led_to_the_sign_in(#[values(Nginx, Caddy, Haproxy)] program: Program) {
    let mut scene = Scene::open().await;
    let mut visitor = scene.guarded_by(program).await;
    let script = [("Accept", "*/*"), ("Sec-Fetch-Mode", "cors")];
    let websocket = [
        ("Connection", "keep-alive, Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-Fetch-Mode", "websocket"),
    ];
    for (method, headers) in [("GET", &script[..]), ("POST", &script), ("OPTIONS", &script), ("GET", &websocket)] {
        let refused = visitor.send(method, "/data", headers, "").await;
        assert_eq!(refused.status, 401, "{method} {headers:?}");
        let asks = refused.header("www-authenticate");
        assert!(asks.starts_with("Portico ") && asks.contains("sign-in=\""), "{refused:?}");
        assert!(refused.location().is_empty(), "{refused:?}");
    }
    assert!(scene.application.take().is_empty());
    scene.enter(&mut visitor, "/").await;
    scene.application.take();
    visitor.send("GET", "/data", &websocket, "").await;
    let arrived = scene.application.take().pop().unwrap();
    assert_eq!(arrived.values("upgrade"), ["websocket"]);
    assert_eq!(arrived.values("connection").join(",").to_lowercase(), "upgrade");
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_portico_nobody_gets_in(#[values(Nginx, Caddy, Haproxy)] program: Program) {
    let mut scene = Scene::open().await;
    let mut visitor = scene.guarded_by(program).await;
    scene.enter(&mut visitor, "/").await;
    assert_eq!(scene.application.take().len(), 1);
    scene.stop_portico().await;
    for target in ["/page", "/public/page"] {
        let refused = visitor.open(target).await;
        assert!(refused.status >= 500, "{refused:?}");
    }
    assert!(scene.application.take().is_empty());
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_in_a_thousand_groups_gets_in(#[values(Nginx, Caddy, Haproxy)] program: Program) {
    let mut scene = Scene::open().await;
    scene.join_a_thousand_groups().await;
    let mut visitor = scene.guarded_by(program).await;
    assert_eq!(scene.enter(&mut visitor, "/").await.status, 200);
    let arrived = scene.application.take().pop().unwrap();
    let groups = arrived.values("remote-groups")[0];
    assert!(groups.len() > 4000 && groups.ends_with(",..."), "{groups}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sign_in_opens_three_hosts_and_signing_out_at_one_closes_all() {
    let mut scene = Scene::open().await;
    let mut visitors = Vec::new();
    for program in Program::ALL {
        visitors.push(scene.guarded_by(program).await);
    }
    for visitor in &mut visitors {
        assert_eq!(scene.enter(visitor, "/").await.status, 200);
    }
    assert_eq!(scene.application.take().len(), 3);
    let page = format!("{PUBLIC_URL}/sign-out/");
    // A browser that does not say what the user did is led to a button.
    let silent = [("Accept", "text/html,*/*;q=0.8"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "same-origin")];
    for visitor in &mut visitors {
        let asks = visitor.send("GET", "/.portico/sign-out", &silent, "").await;
        assert!(asks.location().starts_with(&page), "{asks:?}");
        assert_eq!(visitor.open("/").await.status, 200);
    }
    assert_eq!(scene.application.take().len(), 3);
    let out = visitors[1].open("/.portico/sign-out").await;
    assert!(out.location().starts_with(&page), "{out:?}");
    for visitor in &mut visitors {
        let led = visitor.open("/").await;
        assert!(led.location().starts_with(PUBLIC_URL), "{led:?}");
    }
    assert!(scene.application.take().is_empty());
}
