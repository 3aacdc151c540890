//! The answers to each kind of proxy.

use super::{DOOR, HOST, NOTES, PAGE, Proxy, at_wiki, change, entered, everyone, open, proxied, register};
use super::{caddy_report, signed_in, status};
use crate::support::prelude::*;
use axum::body::Body;
use domain::application::{HeaderStyle, UserHeader};
use serde_json::{Value, json};
use server::settings::Proxies;
use std::net::{IpAddr, Ipv4Addr};

/// The headers about the user, in the default style.
const IDENTITY: [&str; 5] = ["remote-user", "remote-email", "remote-name", "remote-groups", "portico-assertion"];

/// Asserts what is true of every answer.
fn assert_sound(proxy: Proxy, answer: &Answer) {
    let status = answer.status.as_u16();
    let known: &[u16] = if proxy == Proxy::Nginx { &[200, 401, 403] } else { &[200, 302, 303, 401, 403] };
    assert!(known.contains(&status), "{proxy:?} {status}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.set_cookies().len() <= 1);
    for of_pages in ["content-security-policy", "strict-transport-security", "cross-origin-resource-policy"] {
        assert_eq!(answer.header(of_pages), "", "{of_pages}");
    }
    if status == 200 {
        assert!(answer.body.is_empty() && answer.set_cookies().is_empty());
    }
    for name in IDENTITY {
        assert_eq!(answer.headers.get_all(name).iter().count(), usize::from(status == 200), "{name} {status}");
    }
}

#[apply(matrix)]
async fn a_page_is_led_and_everything_else_is_told(
    database: Database,
    #[values(Proxy::Nginx, Proxy::Caddy, Proxy::Envoy)] proxy: Proxy,
) {
    let world = open(database).await;
    let mut wiki = at_wiki(&world);
    for (method, status) in [("GET", 302), ("HEAD", 302), ("POST", 303), ("DELETE", 303)] {
        let led = proxy.ask(&mut wiki, method, "/a?b", &PAGE).await;
        assert_sound(proxy, &led);
        assert_eq!(led.status.as_u16(), if proxy == Proxy::Nginx { 401 } else { status }, "{method}");
        assert!(led.header("location").starts_with("http://localhost:3000/enter/"));
        assert!(wiki.cookie(DOOR).is_some());
    }
    for headers in [
        &[("sec-fetch-mode", "cors")][..],
        &[("accept", "text/html"), ("x-requested-with", "XMLHttpRequest")],
        &[("sec-fetch-mode", "websocket"), ("upgrade", "websocket"), ("connection", "Upgrade")],
        // nginx does not pass `Upgrade` on.
        &[("sec-fetch-mode", "websocket")],
        &[("accept", "*/*")],
        &[],
    ] {
        let told = proxy.ask(&mut wiki, "GET", "/a?b", headers).await;
        assert_sound(proxy, &told);
        assert_eq!((told.status.as_u16(), told.header("location")), (401, ""), "{headers:?}");
        assert_eq!(told.header("www-authenticate"), "Portico sign-in=\"https://wiki.example/start\"");
        let body: Value = serde_json::from_str(&told.body).unwrap();
        assert_eq!(body, json!({ "error": "sign_in_required", "sign_in": "https://wiki.example/start" }));
        assert!(told.set_cookies().is_empty());
    }
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    for (method, headers) in [("GET", &PAGE[..]), ("POST", &[]), ("OPTIONS", &[])] {
        let let_in = proxy.ask(&mut wiki, method, "/a?b", headers).await;
        assert_sound(proxy, &let_in);
        assert_eq!(let_in.status.as_u16(), 200);
    }
}

#[apply(matrix)]
async fn what_has_no_method_or_no_path_is_forbidden(database: Database) {
    let world = open(database).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    for (path, headers) in [
        ("/forward-auth/nginx", &[("x-original-url", "https://wiki.example/")][..]),
        ("/forward-auth/nginx", &[("x-original-method", "GET")]),
        ("/forward-auth/nginx?x-original-method=GET", &[("x-original-url", "https://wiki.example/")]),
        ("/forward-auth/nginx", &[("x-original-url", "https://other.example/"), ("x-original-method", "GET")]),
        ("/forward-auth/caddy", &[("x-original-url", "https://wiki.example/"), ("x-original-method", "GET")]),
        ("/forward-auth/envoy/", &[("x-forwarded-proto", "https"), ("x-forwarded-host", "wiki.example")]),
        ("/forward-auth/envoy/", &[("host", "wiki.example")]),
    ] {
        let answer = wiki.request("GET", path, headers, Body::empty()).await;
        assert_eq!(answer.status.as_u16(), 403, "{path} {headers:?}");
    }
    let report = caddy_report("GET", HOST, "/");
    let answer = at_wiki(&world).request("HEAD", "/forward-auth/caddy", &report, Body::empty()).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (401, ""));
}

#[apply(matrix)]
async fn only_trusted_proxies_may_ask(database: Database) {
    let world = open(database).await;
    let proxies = || Proxies::read(Some("10.0.0.0/8"), None).unwrap();
    let address = |last| IpAddr::from(Ipv4Addr::new(10, 0, 0, last));
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    for (browser, peer, expected) in [
        (world.browser_behind(proxies()), address(1), 401),
        (world.browser_behind(proxies()), "::ffff:10.0.0.1".parse().unwrap(), 401),
        (world.browser_behind(proxies()), "203.0.113.9".parse().unwrap(), 403),
        (world.browser_behind(proxies()), loopback, 403),
        // Without trusted proxies only programs on this machine may ask, and only if the public URL is local, too.
        (world.browser(Client), loopback, 401),
        (world.browser(Client), address(1), 403),
        (world.browser_at("https://portico.example", None), loopback, 403),
    ] {
        let mut wiki = proxied(browser);
        wiki.client = peer;
        assert_eq!(status(&mut wiki, "/").await, expected, "{peer}");
    }
}

#[apply(matrix)]
async fn the_application_is_told_who_the_user_is_in_its_own_style(database: Database) {
    let world = open(database).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    let spoofed = [("remote-user", "admin"), ("x-forwarded-user", "admin"), ("remote_user", "admin")];
    let answer = Proxy::Nginx.ask(&mut wiki, "GET", "/", &spoofed).await;
    assert_eq!(answer.header("remote-user"), world.id_of(OWNER).await.to_string());
    assert_eq!(answer.header("remote-email"), OWNER);
    assert_eq!((answer.header("remote-name"), answer.header("remote-groups")), ("Jo", ""));
    change(&world, |wiki| {
        wiki.header_style = HeaderStyle::Forwarded;
        wiki.user_header = UserHeader::Email;
        wiki.path_rules = "/health public\n/closed nobody\nPOST /* second-step".parse().unwrap();
    })
    .await;
    let answer = Proxy::Nginx.ask(&mut wiki, "GET", "/", &spoofed).await;
    assert_eq!((answer.header("x-forwarded-user"), answer.header("x-forwarded-email")), (OWNER, OWNER));
    assert!(!answer.headers.contains_key("remote-user"));
    // On a public path all headers are there, and all are empty.
    let public = Proxy::Nginx.ask(&mut at_wiki(&world), "GET", "/health", &spoofed).await;
    assert_eq!(public.status.as_u16(), 200);
    for name in ["x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "portico-assertion"] {
        assert_eq!(public.headers.get(name).unwrap(), "", "{name}");
    }
    for (path, expected) in [("/health/../", 401), ("/%68ealth", 401), ("/closed", 403), ("/clos%65d", 403)] {
        assert_eq!(status(&mut at_wiki(&world), path).await, expected, "{path}");
    }
    assert_eq!(status(&mut wiki, "/closed").await, 403);
    let weak = Proxy::Caddy.ask(&mut wiki, "POST", "/", &[]).await;
    assert_eq!(weak.status.as_u16(), 401, "it asks for a second step");
}

#[apply(matrix)]
async fn pages_of_the_organisations_applications_may_read_that_they_have_to_sign_in(database: Database) {
    let world = open(database).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    let mut wiki = at_wiki(&world);
    for (origin, allowed) in [
        ("https://notes.example", "https://notes.example"),
        ("https://evil.example", ""),
        ("https://notes.example.evil.example", ""),
        ("http://notes.example", ""),
        ("null", ""),
    ] {
        let told = Proxy::Caddy.ask(&mut wiki, "GET", "/", &[("origin", origin), ("sec-fetch-mode", "cors")]).await;
        assert_eq!((told.status.as_u16(), told.header("access-control-allow-origin")), (401, allowed), "{origin}");
        let credentials = if allowed.is_empty() { "" } else { "true" };
        assert_eq!(told.header("access-control-allow-credentials"), credentials);
    }
}

#[apply(matrix)]
async fn a_check_of_a_pass_reads_nothing_while_nothing_changes(database: Database) {
    let world = open(database).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    assert_eq!(status(&mut wiki, "/").await, 200);
    let before = world.app.store.statements();
    for number in 0..100 {
        assert_eq!(status(&mut wiki, &format!("/{number}")).await, 200);
    }
    assert_eq!(world.app.store.statements(), before);
    world.clock.advance(Seconds(1));
    assert_eq!(status(&mut wiki, "/").await, 200);
    assert_eq!(world.app.store.statements(), before + 2, "the pass and the signing keys");
}
