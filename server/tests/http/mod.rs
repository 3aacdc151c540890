//! The headers of every response, unusual methods and paths, the demo inbox, connections, cookies, health checks, what the
//! doctor is told, and the log.

mod connections;
mod cookies;
mod doctor;
mod health;
mod inbox;
mod log;

use crate::support::prelude::*;
use axum::body::Body;
use server::{http::Inbox, jobs::Delivery, settings::Proxies};
use service::delivery::DemoInbox;
use std::sync::Arc;
use tokio::sync::watch;

const PUBLIC_URL: &str = "http://localhost:3000";

/// The headers of every response. An empty value means that the header is missing.
const HEADERS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", ""),
];

fn nonce_in(policy: &str) -> Option<&str> {
    Some(policy.split_once("'nonce-")?.1.split_once('\'')?.0)
}

pub fn assert_guarded(answer: &Answer, path: &str) {
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), value, "{name} of {path}");
    }
    let permissions = answer.header("permissions-policy");
    for feature in ["otp-credentials=(self)", "publickey-credentials-get=(self)", "camera=()", "geolocation=()"] {
        assert!(permissions.contains(feature), "{feature} of {path}: {permissions}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
}

#[apply(matrix)]
async fn every_answer_carries_the_headers_that_guard_it(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    for (path, status) in [
        ("/", 303),
        ("/sign-in", 200),
        ("/o/north-star/sign-in", 200),
        ("/account", 303),
        ("/sign-in/code/0123456789abcdef0123456789abcdef", 404),
        ("/nowhere", 404),
        ("/pkg/portico.css", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/api/send_code", 405),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_guarded(&answer, path);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.set_cookies().len(), 0, "{path}");
    }
    browser.send(OWNER).await.unwrap();
    assert_guarded(&browser.last.clone().unwrap(), "an answer");
    browser.send("x").await.unwrap_err();
    assert_guarded(&browser.last.clone().unwrap(), "a refusal");
    let answer = browser.request("POST", "/api/send_code", &[], Body::empty()).await;
    assert_eq!(answer.status, 403);
    assert_guarded(&answer, "a refused post");
}

#[apply(matrix)]
async fn over_https_browsers_are_told_to_stay_there(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser_at("https://sign-in.example", None);
    let answer = browser.get("/sign-in").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000");
    let ours = [("origin", "https://sign-in.example"), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(browser.request("POST", "/api/sign_out", &ours, "").await.status, 200);
    let other = [("origin", PUBLIC_URL), ours[1]];
    assert_eq!(browser.request("POST", "/api/sign_out", &other, "").await.status, 403);
}

#[apply(matrix)]
async fn a_page_runs_only_scripts_with_its_own_nonce(
    database: Database,
    #[values("/sign-in", "/o/north-star/sign-in", "/account", "code", "/nowhere")] path: &str,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(Form);
    if path == "/account" {
        world.sign_in(&mut browser, OWNER).await;
    }
    let code = format!("/sign-in/code/{}", browser.send("p@example.com").await.unwrap());
    let path = if path == "code" { &code } else { path };
    let mut nonces = Vec::new();
    for _ in 0..3 {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        let nonce = nonce_in(policy).unwrap().to_owned();
        let expected = format!(
            "script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
            img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
            form-action 'self'; frame-ancestors 'none'"
        );
        assert!(policy.contains(&expected), "{policy}");
        let scripts: Vec<&str> = page.body.match_indices("<script").map(|(at, _)| &page.body[at..]).collect();
        assert!(!scripts.is_empty());
        for script in scripts {
            let tag = script.split_once('>').unwrap().0;
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
        }
        for inline in [" style=", " onclick=", " onload=", "javascript:"] {
            assert!(!page.body.contains(inline), "{inline} in {path}");
        }
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "a nonce was used twice");
}

#[apply(matrix)]
async fn a_kept_page_is_the_same_for_all_and_has_nothing_personal(database: Database) {
    let world = World::open(database).await;
    let mut stranger = world.browser(Form);
    let blank = |page: &Answer| {
        let nonce = nonce_in(page.header("content-security-policy")).unwrap().to_owned();
        page.body.replace(&nonce, "")
    };
    let before = blank(&stranger.get("/sign-in").await);
    let mut refused = world.browser(Form);
    refused.send("typed-by-somebody").await.unwrap_err();
    assert!(refused.follow().await.body.contains("typed-by-somebody"));
    assert!(refused.get("/sign-in").await.body.contains("typed-by-somebody"));
    assert_eq!(blank(&stranger.get("/sign-in").await), before);
    world.clock.advance(Seconds(2));
    assert!(!stranger.get("/sign-in").await.body.contains("typed-by-somebody"));
    assert_eq!(refused.get("/sign-in?x=1").await.status, 200);
}

#[apply(matrix)]
async fn heads_and_odd_methods_are_answered(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    for (path, status) in [("/sign-in", 200), ("/nowhere", 404), ("/healthz", 200), ("/pkg/portico.css", 200)] {
        let answer = browser.request("HEAD", path, &[("accept", "text/html")], Body::empty()).await;
        assert_eq!(answer.status, status, "HEAD {path}");
    }
    let ours = [("sec-fetch-site", "same-origin")];
    for path in ["/sign-in", "/account", "/", "/healthz", "/nowhere"] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = browser.request(method, path, &ours, Body::empty()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
        }
    }
}

#[apply(matrix)]
async fn no_path_breaks_anything(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser_at_release();
    let mut watched = world.browser(Client);
    let long = format!("/{}", "a".repeat(60_000));
    for path in [
        "/%00",
        "/%ff",
        "/sign-in/code/%ff",
        "/branding/%00.png",
        "/branding/x.png",
        "//sign-in",
        "/o/%2e%2e/sign-in",
        "/o/A/sign-in",
        "/../Cargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg/",
        "/pkg",
        "/api/",
        "/api",
        "/sign-in/code/0123456789ABCDEF0123456789ABCDEF",
        &long,
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 404, "{path:.60}");
        // In a development build the path is looked up as a file, and this name is too long for one.
        let answer = watched.get(path).await;
        assert!(answer.status == 404 || path.len() > 255, "{path:.60}");
        assert!(!answer.body.contains("[package]"), "{path:.60}");
    }
}

#[apply(matrix)]
async fn without_an_organisation_there_is_no_door(database: Database) {
    let world = World::unfurnished(database, true).await;
    let mut browser = world.browser(Client);
    assert_eq!(browser.get("/sign-in").await.status, 404);
    let refused = browser.send(OWNER).await;
    assert_eq!(refused, Err(Refused(Refusal::NoSuchOrganisation)));
}

const INBOX: [&str; 4] = ["/dev/inbox", "/dev/inbox.json", "/dev/inbox.css", "/dev/inbox/events"];

#[apply(matrix)]
async fn without_demo_there_is_no_inbox(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    for path in INBOX {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[apply(matrix)]
async fn the_inbox_of_a_demonstration_shows_messages(database: Database) {
    let world = World::open(database).await;
    let kept = Arc::new(DemoInbox::open(world.clock.clone()));
    let (_stop, stopping) = watch::channel(false);
    let inbox = Inbox { kept: kept.clone(), templates: world.templates(), stopping };
    let mut browser: Browser = world.browser_at(PUBLIC_URL, Some(inbox));
    let challenge = browser.send(OWNER).await.unwrap();
    let delivery = Delivery { transports: vec![kept.clone()], ..world.delivery() };
    assert_eq!(delivery.deliver_due().await.unwrap(), 1);

    let json = browser.get("/dev/inbox.json").await;
    let messages: Vec<serde_json::Value> = serde_json::from_str(&json.body).unwrap();
    let message = &messages[0];
    assert_eq!((message["channel"].as_str(), message["to"].as_str()), (Some("email"), Some(OWNER)));
    assert_eq!(message["at"], "2027-01-15T08:00:02Z");
    for field in ["id", "subject", "text", "html"] {
        assert!(message[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    let page = browser.get("/dev/inbox").await;
    assert!(page.status == 200 && page.body.contains("is your code for Alderway"), "{}", page.body);
    assert_guarded(&page, "/dev/inbox");
    browser.verify(challenge, message["subject"].as_str().unwrap()).await.unwrap();
}

#[apply(matrix)]
#[case::x_forwarded_for("x-forwarded-for", "1.1.1.1, 203.0.113.7:4711, ", "[2001:db8::7]:4711")]
#[case::forwarded("forwarded", "for=1.1.1.1, for=203.0.113.7;proto=https", "for=\"[2001:db8::7]:4711\"")]
#[case::x_real_ip("x-real-ip", "203.0.113.7", "[2001:db8::7]")]
async fn an_address_behind_a_trusted_proxy_is_the_clients(
    database: Database,
    #[case] header: &str,
    #[case] one: &str,
    #[case] other: &str,
) {
    let world = World::open(database).await;
    let proxies = Proxies::read(Some("198.18.0.0/15"), Some(header)).unwrap();
    let mut browser = world.browser_behind(proxies);
    let ours = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    for number in 1..=21 {
        let body = format!("organisation=&email=p{number}%40example.com");
        let headers = [ours[0], ours[1], (header, one)];
        let answer = browser.request("POST", "/api/send_code", &headers, body).await;
        assert_eq!(answer.status, if number <= 20 { 200 } else { 429 }, "code {number}");
    }
    let body = "organisation=&email=q%40example.com";
    let headers = [ours[0], ours[1], (header, other)];
    assert_eq!(browser.request("POST", "/api/send_code", &headers, body).await.status, 200);
    let headers = [ours[0], ours[1], ("x-other", other)];
    assert_eq!(browser.request("POST", "/api/send_code", &headers, body).await.status, 200, "the proxy's own");
}
