//! The check that proxies ask about each request: its answers, the way into an application, and what ends access.

mod answers;
mod assertion;
mod attacks;
mod closing;
mod sign_out;
mod signing_keys;
mod way_in;

use crate::support::prelude::*;
use axum::body::Body;
use domain::application::Access;
use domain::{ApplicationId, LanguageTag};
use service::app_context::AppContext;
use service::forward_auth::{self, Entry};
use service::security::Token;
use service::{RequestContext, account};
use std::net::Ipv4Addr;
use std::sync::Arc;
use store::applications::{self, Application};
use uuid::Uuid;

const WIKI: ApplicationId = ApplicationId(Uuid::from_u128(1));
const NOTES: ApplicationId = ApplicationId(Uuid::from_u128(2));
const HOST: &str = "wiki.example";
const ORIGIN: &str = "https://wiki.example";
const PASS: &str = "__Host-portico-pass";
const DOOR: &str = "__Host-portico-door";
/// The headers that a browser sends when it opens a page.
pub const PAGE: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("accept", "text/html")];

/// A world with the application `WIKI`, which lets in everyone of the first organisation.
async fn open(database: Database) -> World {
    let world = World::open(database).await;
    register(&world, WIKI, ORIGIN, &everyone()).await;
    world
}

fn everyone() -> Access {
    Access { everyone: true, ..Access::default() }
}

async fn register(world: &World, id: ApplicationId, origin: &str, access: &Access) {
    let home = world.organisation("codes").await;
    let application = new_application(id, home, &format!("{origin}/start"), world.now());
    world.insert_application(&application, access).await;
}

/// Changes the application `WIKI`.
async fn change(world: &World, change: impl FnOnce(&mut Application)) {
    let store = &world.app.store;
    let home = world.organisation("codes").await;
    let mut application = applications::find(store, home, WIKI).await.unwrap().unwrap();
    change(&mut application);
    let transaction = store.begin().await.unwrap();
    applications::change(&transaction, &application, world.now()).await.unwrap();
    store.commit(transaction).await.unwrap();
}

/// The headers in which Caddy reports a request.
fn caddy_report<'a>(method: &'a str, host: &'a str, path: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("x-forwarded-method", method),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", host),
        ("x-forwarded-uri", path),
    ]
}

/// The kinds of proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    Nginx,
    Caddy,
    Envoy,
}

impl Proxy {
    /// Asks about a request to the wiki. The proxy passes on the headers and the cookies of the browser.
    pub async fn ask(self, browser: &mut Browser, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let url = format!("{ORIGIN}{path}");
        let of_envoy = format!("/forward-auth/envoy{path}");
        let (sent, at, own) = match self {
            Proxy::Nginx => {
                let own = vec![("x-original-url", url.as_str()), ("x-original-method", method)];
                ("GET", "/forward-auth/nginx", own)
            }
            Proxy::Caddy => ("GET", "/forward-auth/caddy", caddy_report(method, HOST, path).to_vec()),
            Proxy::Envoy => (method, of_envoy.as_str(), vec![("host", HOST), ("x-forwarded-proto", "https")]),
        };
        let all = [&own[..], headers].concat();
        browser.request(sent, at, &all, Body::empty()).await
    }
}

/// Changes a browser so that all its requests arrive through a proxy on this machine, over https.
fn proxied(mut browser: Browser) -> Browser {
    browser.client = Ipv4Addr::LOCALHOST.into();
    browser.is_secure = true;
    browser
}

pub fn at_wiki(world: &World) -> Browser {
    proxied(world.browser(Client))
}

/// A browser at Portico, signed in.
async fn signed_in(world: &World) -> Browser {
    let mut portico = world.browser(Client);
    world.sign_in(&mut portico, OWNER).await;
    portico
}

/// The answer of Portico to a browser that the check has redirected there. `portico` has its cookies for Portico.
async fn entry(app: &Arc<AppContext>, portico: &Browser, sealed: &str) -> Entry {
    let mut cx = RequestContext::new(app.clone(), portico.client, portico.user_agent.clone(), LanguageTag::default());
    cx.session = portico.cookie("portico").and_then(Token::parse);
    let signed_in = account::current(&cx).await.unwrap();
    forward_auth::enter(&cx, signed_in.as_ref(), sealed).await.unwrap()
}

fn sealed_in(answer: &Answer) -> String {
    let location = answer.header("location");
    let sealed = location.strip_prefix(PUBLIC_URL).and_then(|path| path.strip_prefix("/enter/"));
    sealed.unwrap_or_else(|| panic!("not led to Portico: {} {location:?}", answer.status)).to_owned()
}

/// Opens a path without a pass, and returns the path with a ticket to which Portico leads the browser.
async fn path_with_ticket(world: &World, wiki: &mut Browser, portico: &Browser, path: &str) -> String {
    let led = Proxy::Caddy.ask(wiki, "GET", path, &PAGE).await;
    match entry(&world.app, portico, &sealed_in(&led)).await {
        Entry::Go(address) => address.strip_prefix(ORIGIN).unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Enters the wiki. Returns the browser with its pass.
async fn entered(world: &World, portico: &Browser) -> Browser {
    let mut wiki = at_wiki(world);
    let path = path_with_ticket(world, &mut wiki, portico, "/").await;
    let taken = Proxy::Caddy.ask(&mut wiki, "GET", &path, &PAGE).await;
    assert_eq!((taken.status.as_u16(), taken.header("location")), (302, "https://wiki.example/"));
    wiki
}

/// The status of the answer to a script of the wiki.
async fn status(wiki: &mut Browser, path: &str) -> u16 {
    Proxy::Caddy.ask(wiki, "GET", path, &[]).await.status.as_u16()
}
