//! The demo: its people, groups and sample applications, which ask Portico's check over a socket.

#[cfg(feature = "openid-sample")]
mod openid;

use crate::support::prelude::*;
use app::enter::{EnterScreen, Obstacle};
use axum::body::Body;
use domain::application::ProtectedOrigin;
use http::StatusCode;
use server::demo_application;
use server::http::serve::{Limits, listen, serve};
use server::settings::Proxies;
use service::app_context::AppContext;
use service::demo;
use std::net::SocketAddr;
use store::applications;
use tokio::sync::watch;

const PORT: u16 = 3001;
const NOTICEBOARD: &str = "localhost:3001";
const PAYROLL: &str = "127.0.0.1:3001";
const MEMBER: &str = "member@codes.example";
const DEMO_ADMIN: &str = "admin@codes.example";

async fn seed(world: &World) {
    let AppContext { store, clock, random, keys, .. } = world.app.as_ref();
    demo::seed(store, clock.as_ref(), random.as_ref(), keys.peppers()).await.unwrap();
    demo::register_applications(&world.app, PORT).await.unwrap();
}

/// A demo whose check answers on a socket until it is dropped.
struct Demo {
    world: World,
    check: SocketAddr,
    _stop: watch::Sender<bool>,
}

impl Demo {
    async fn open(database: Database) -> Demo {
        let world = World::unfurnished(database, true).await;
        seed(&world).await;
        let listener = listen("127.0.0.1:0".parse().unwrap(), "an address").unwrap();
        let check = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(serve(listener, world.router_behind(Proxies::default()), Limits::for_operator(), stopping));
        Demo { world, check, _stop: stop }
    }

    async fn signed_in(&self, email: &str) -> Visitor {
        let mut portico = self.world.browser(Client);
        self.world.sign_in_at(&mut portico, "codes", email).await;
        Visitor { portico, application: at_application(&self.world, self.check) }
    }
}

fn at_application(world: &World, check: SocketAddr) -> Browser {
    Browser::open(demo_application::router(PUBLIC_URL, check).unwrap(), world.clock.clone(), Client)
}

/// A browser that is signed in to Portico, and also visits the sample applications. Each side has its own
/// cookies.
struct Visitor {
    portico: Browser,
    application: Browser,
}

impl Visitor {
    async fn open(&mut self, host: &str, path: &str, from: &str) -> Answer {
        let headers = [
            ("host", host),
            ("accept", "text/html"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-site", from),
            ("sec-fetch-user", "?1"),
        ];
        self.application.request("GET", path, &headers, Body::empty()).await
    }

    /// Opens the application, and returns the path of Portico's page to which this leads.
    async fn led_to_portico(&mut self, host: &str, path: &str) -> String {
        let answer = self.open(host, path, "none").await;
        assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.body);
        answer.header("location").strip_prefix(PUBLIC_URL).expect("a page of Portico").to_owned()
    }

    /// Goes the whole way from the application to Portico and back. Returns the application's page.
    async fn enter(&mut self, host: &str, path: &str) -> Answer {
        let entrance = self.led_to_portico(host, path).await;
        let origin = format!("http://{host}");
        let PageData::Redirect(mut address) = self.portico.page(&entrance).await else { panic!("no way in") };
        loop {
            let path = address.strip_prefix(&origin).unwrap_or(&address).to_owned();
            let answer = self.open(host, &path, "cross-site").await;
            if !answer.status.is_redirection() {
                return answer;
            }
            address = answer.header("location").to_owned();
            assert!(address.starts_with(&origin) || address.starts_with('/'), "it leads away: {address}");
        }
    }
}

#[apply(matrix)]
async fn a_demo_has_people_groups_and_applications_once(database: Database) {
    let world = World::unfurnished(database, true).await;
    seed(&world).await;
    let first = world.database.counts().await;
    let of_codes = "organisation_id = (SELECT id FROM organisation WHERE slug = 'codes')";
    assert_eq!(world.database.number(&format!("SELECT COUNT(*) FROM account WHERE {of_codes}")).await, 240);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM account_word WHERE word = 'jimenez'").await, 20);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM person_group").await, 28);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application").await, 28);
    assert_eq!(world.database.number("SELECT COUNT(*) FROM protected_origin").await, 2);
    seed(&world).await;
    assert_eq!(world.database.counts().await, first);
}

#[apply(matrix)]
async fn everybody_of_a_demo_has_the_password_that_its_page_shows(database: Database) {
    let world = World::unfurnished(database, true).await;
    seed(&world).await;
    let mut browser = world.browser(Client);
    let password = demo::people(&"codes".parse().unwrap()).remove(0).password;
    let led_to = browser.password_at("codes", "ada.aberg@codes.example", &password).await;
    assert_eq!(led_to, Ok("/account".to_owned()));
}

#[apply(matrix)]
async fn a_sample_application_moves_to_another_port(database: Database) {
    let world = World::unfurnished(database, true).await;
    seed(&world).await;
    demo::register_applications(&world.app, 4000).await.unwrap();
    assert_eq!(world.database.number("SELECT COUNT(*) FROM protected_origin").await, 2);
    let name_at = async |origin: &str| {
        let origin = ProtectedOrigin::parse(origin, false).unwrap();
        let found = applications::by_origin(&world.app.store, &origin, world.now()).await.unwrap();
        found.map(|application| application.name.to_string())
    };
    assert_eq!(name_at("http://localhost:4000").await.as_deref(), Some("Noticeboard"));
    assert_eq!(name_at("http://127.0.0.1:4000").await.as_deref(), Some("Payroll"));
    assert_eq!(name_at("http://localhost:3001").await, None);
}

#[apply(matrix)]
async fn a_member_enters_the_noticeboard_and_sees_what_it_is_told(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.signed_in(MEMBER).await;
    let page = member.enter(NOTICEBOARD, "/notices?page=2").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let told = ["Remote-Email", MEMBER, "Remote-Groups", "Portico-Assertion", "&quot;sub&quot;"];
    for part in told.into_iter().chain(["<h1>Noticeboard</h1>", "page=2"]) {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    // All ports of a host share their cookies.
    let names = member.application.cookie_names();
    assert!(!names.is_empty() && names.iter().all(|name| member.portico.cookie(name).is_none()), "{names:?}");

    let out = member.open(NOTICEBOARD, "/.portico/sign-out", "same-origin").await;
    assert!(out.header("location").contains("/sign-out/"), "{} {}", out.status, out.body);
    assert!(member.portico.account().await.is_err(), "the session goes on");
    member.led_to_portico(NOTICEBOARD, "/").await;
}

#[apply(matrix)]
async fn only_people_of_its_group_enter_the_payroll(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.signed_in(MEMBER).await;
    let entrance = member.led_to_portico(PAYROLL, "/").await;
    let screen: EnterScreen = member.portico.shown(&entrance).await.unwrap();
    assert!(matches!(&screen.obstacle, Obstacle::NotAllowed { application, .. } if application == "Payroll"));

    let page = demo.signed_in(DEMO_ADMIN).await.enter(PAYROLL, "/").await;
    assert!(page.status == StatusCode::OK && page.body.contains("<h1>Payroll</h1>"), "{}", page.body);
    assert!(page.body.contains("Finance"), "{}", page.body);
}

#[apply(matrix)]
async fn without_an_answer_of_the_check_nobody_enters(database: Database) {
    let world = World::unfurnished(database, true).await;
    // Nothing listens there any more.
    let nowhere = listen("127.0.0.1:0".parse().unwrap(), "an address").unwrap().local_addr().unwrap();
    let mut browser = at_application(&world, nowhere);
    let answer = browser.request("GET", "/", &[("host", NOTICEBOARD)], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(browser.request("GET", "/style.css", &[], Body::empty()).await.status, StatusCode::OK);
}
