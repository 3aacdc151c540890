//! Requests without a valid pass that try to get in.

use super::{DOOR, HOST, NOTES, PAGE, PASS, Proxy, at_wiki, change, entered, everyone, open, proxied, register};
use super::{caddy_report, sealed_in, signed_in, status};
use crate::support::prelude::*;
use http::Uri;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use server::settings::Proxies;

/// Pieces of random values.
struct Pieces(StdRng);

impl Pieces {
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % most
    }

    fn text(&mut self, pieces: &[&str]) -> String {
        let many = self.below(8);
        (0..many).map(|_| pieces[self.below(pieces.len())]).collect()
    }
}

/// Ten thousand requests without a valid pass for the wiki. None of them is let in, and none breaks anything.
#[tokio::test]
async fn no_cookie_path_or_header_lets_anyone_in_by_accident() {
    let world = open(Sqlite).await;
    register(&world, NOTES, "https://notes.example", &everyone()).await;
    change(&world, |wiki| wiki.path_rules = "GET /pay/* second-step\n/closed nobody".parse().unwrap()).await;
    // A token that is worth something, but not as a pass of the wiki.
    let portico = signed_in(&world).await;
    let session = portico.cookie("portico").unwrap().to_owned();
    let tokens = ["A".repeat(43), session];
    let [none, session] = tokens.each_ref().map(String::as_str);
    let cookies = ["portico-pass", "=", "=", "; ", ",", "\"", " ", "\t", "%00", "é", "$Version=1"];
    let cookies = [&cookies[..], &[PASS, DOOR, none, session]].concat();
    let paths = ["/", "/", "..", ".", "a", "pay", "closed", "%2f", "%5c", "%00", ";", "?", "&", "#", "=", ".2"];
    let paths = [&paths[..], &["portico-ticket=", "//evil.example", ".portico/sign-out", none]].concat();
    let names = ["x-original-url", "x-forwarded-uri", "x-forwarded-user", "remote-user", "authorization", "accept"];
    let names = [&names[..], &["sec-fetch-mode", "origin", "upgrade", "user-agent", "x-forwarded-for"]].concat();
    let values = ["/", "/health", "https://notes.example/", "admin", "navigate", "text/html", "kube-probe/1.0", "null"];
    let mut pieces = Pieces(StdRng::seed_from_u64(1));
    let mut browser = at_wiki(&world);
    browser.keeps_cookies = false;
    for number in 0..10_000 {
        let proxy = [Proxy::Nginx, Proxy::Caddy, Proxy::Envoy][number % 3];
        let path = format!("/{}", pieces.text(&paths));
        let (cookie, value) = (pieces.text(&cookies), values[pieces.below(values.len())]);
        let name = names[pieces.below(names.len())];
        if proxy == Proxy::Envoy && format!("/forward-auth/envoy{path}").parse::<Uri>().is_err() {
            continue;
        }
        let method = ["GET", "POST", "OPTIONS", "PROPFIND"][pieces.below(4)];
        let answer = proxy.ask(&mut browser, method, &path, &[("cookie", &cookie), (name, value)]).await;
        let status = answer.status.as_u16();
        let known: &[u16] = if proxy == Proxy::Nginx { &[401, 403] } else { &[302, 303, 401, 403] };
        assert!(known.contains(&status), "{status}: {proxy:?} {method} {path:?} {cookie:?} {name}: {value:?}");
        assert!(!answer.headers.contains_key("remote-user"), "{path:?}");
        assert!(!answer.body.contains("Incident"), "{path:?} {cookie:?}");
        let location = answer.header("location");
        assert!(location.is_empty() || location.starts_with("http://localhost:3000/"), "{location}");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM pass").await, 0);
}

/// A proxy reports in one family of headers, and its visitor sends headers of another family.
#[apply(matrix)]
async fn headers_of_the_visitor_choose_no_path_and_no_application(database: Database) {
    let world = open(database).await;
    change(&world, |wiki| wiki.path_rules = "GET /health public".parse().unwrap()).await;
    let mut visitor = at_wiki(&world);
    let own = caddy_report("GET", HOST, "/health");
    let of_caddy = [&own[..], &[("x_original_url", "https://wiki.example/health")]].concat();
    let of_nginx = [("x-original-url", "https://wiki.example/health"), ("x-original-method", "GET")];
    assert_eq!(Proxy::Nginx.ask(&mut visitor, "GET", "/secret", &of_caddy).await.status.as_u16(), 401);
    assert_eq!(Proxy::Caddy.ask(&mut visitor, "GET", "/secret", &of_nginx).await.status.as_u16(), 401);
    // One more header of the same family makes the report unreadable.
    assert_eq!(Proxy::Nginx.ask(&mut visitor, "GET", "/secret", &of_nginx[..1]).await.status.as_u16(), 403);
    assert_eq!(Proxy::Caddy.ask(&mut visitor, "GET", "/secret", &of_caddy[3..4]).await.status.as_u16(), 403);
    for agent in ["kube-probe/1.30", "GoogleHC/1.0", "ELB-HealthChecker/2.0"] {
        visitor.user_agent = agent.to_owned();
        assert_eq!(status(&mut visitor, "/secret").await, 401);
    }
    assert_eq!(status(&mut visitor, "/health").await, 200);
    assert_eq!(Proxy::Caddy.ask(&mut visitor, "POST", "/health", &[]).await.status.as_u16(), 401);
}

/// An attacker who has entered the wiki sends the pass as another cookie, or puts it into the browser of a victim.
#[apply(matrix)]
async fn a_pass_is_worth_nothing_as_another_cookie(database: Database) {
    let world = open(database).await;
    let portico = signed_in(&world).await;
    let wiki = entered(&world, &portico).await;
    let pass = wiki.cookie(PASS).unwrap();
    let mut thief = world.browser(Client);
    thief.forge_cookie("portico", pass);
    assert!(thief.account().await.is_err(), "it is no session");
    let mut victim = at_wiki(&world);
    victim.forge_cookie(DOOR, pass);
    assert_eq!(status(&mut victim, "/").await, 401);
    for cookie in [
        format!("portico-pass={pass}"),
        format!("__host-portico-pass={pass}"),
        format!("__Host-portico-pass={pass}; __Host-portico-pass={}", "A".repeat(43)),
    ] {
        let answer = Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &[("cookie", &cookie)]).await;
        assert_eq!(answer.status.as_u16(), 401, "{cookie}");
    }
}

/// A client address that cannot be read does not stop the check.
#[apply(matrix)]
async fn an_unreadable_client_address_changes_nothing(database: Database) {
    let world = open(database).await;
    let entered = entered(&world, &signed_in(&world).await).await;
    let behind_proxy = || proxied(world.browser_behind(Proxies::read(Some("127.0.0.1"), None).unwrap()));
    let (mut wiki, mut stranger) = (behind_proxy(), behind_proxy());
    wiki.forge_cookie(PASS, entered.cookie(PASS).unwrap());
    for address in ["nonsense", "127.0.0.1, ", "", "unknown", "10.0.0.1"] {
        let headers = [("x-forwarded-for", address)];
        assert_eq!(Proxy::Nginx.ask(&mut wiki, "GET", "/", &headers).await.status.as_u16(), 200, "{address}");
        assert_eq!(Proxy::Nginx.ask(&mut stranger, "GET", "/", &headers).await.status.as_u16(), 401, "{address}");
    }
}

/// A very long address still leads to the application, although not to the same page.
#[apply(matrix)]
async fn a_very_long_address_is_led_to_the_start(database: Database) {
    let world = open(database).await;
    let mut wiki = at_wiki(&world);
    // A quotation mark takes more room in a sealed address than other characters.
    for long in [format!("/{}", "a".repeat(6000)), format!("/?{}", "\"".repeat(1500))] {
        let led = Proxy::Caddy.ask(&mut wiki, "GET", &long, &PAGE).await;
        assert!(led.status.as_u16() == 302 && led.header("location").len() < 1000, "{long}");
    }
}

/// While another transaction writes, the answer to a ticket that a stranger has invented does not wait for it.
#[apply(matrix)]
async fn an_invented_ticket_keeps_nobody_from_writing(database: Database) {
    let world = open(database).await;
    let path = format!("/?portico-ticket={}", "A".repeat(43));
    let transaction = world.app.store.begin().await.unwrap();
    sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", &path, &PAGE).await);
    transaction.rollback().await.unwrap();
}
