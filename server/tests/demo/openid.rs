//! The sample application that signs its users in by OpenID Connect. Its server talks to Portico over a socket.

use super::{Demo, MEMBER, PORT, seed};
use crate::support::prelude::*;
use axum::body::Body;
use http::StatusCode;
use server::demo_application::openid;
use service::demo::register_client;
use std::collections::BTreeMap;

const ORIGIN: &str = "http://localhost:3001";
const START: &str = "/openid";

/// A browser that is signed in to Portico, and also visits the library. Each side has its own cookies.
struct Reader {
    portico: Browser,
    library: Browser,
}

impl Demo {
    async fn library(&self) -> Browser {
        let client = register_client(&self.world.app, PORT).await.unwrap();
        let router = openid::router(&self.world.app, &client, self.check).unwrap();
        Browser::open(router, self.world.clock.clone(), Client)
    }

    async fn reader(&self) -> Reader {
        let mut portico = self.world.browser(Client);
        self.world.sign_in_at(&mut portico, "codes", MEMBER).await;
        Reader { portico, library: self.library().await }
    }
}

impl Reader {
    /// Opens the application, and arrives at the page to which this leads.
    async fn enter(&mut self) -> Answer {
        let answer = self.library.get(START).await;
        self.arrive(answer).await
    }

    /// Presses a button of the application, and arrives at the page to which this leads.
    async fn press(&mut self, path: &str) -> Answer {
        let answer = self.library.request("POST", path, &[], Body::empty()).await;
        self.arrive(answer).await
    }

    /// Goes to and fro between the application, which has answered, and Portico, until a page stays.
    async fn arrive(&mut self, mut answer: Answer) -> Answer {
        let mut is_at_portico = false;
        loop {
            let refreshed = answer.header("refresh").strip_prefix("0; url=").unwrap_or_default();
            let address = [answer.header("location"), refreshed].concat();
            if address.is_empty() {
                return answer;
            }
            let path = if let Some(path) = address.strip_prefix(PUBLIC_URL) {
                is_at_portico = true;
                path
            } else if let Some(path) = address.strip_prefix(ORIGIN) {
                is_at_portico = false;
                path
            } else {
                address.as_str()
            };
            assert!(path.starts_with('/'), "it leads away: {address}");
            let browser = if is_at_portico { &mut self.portico } else { &mut self.library };
            answer = browser.get(path).await;
        }
    }
}

/// The parameters with which the library sends a browser to Portico.
fn request_in(answer: &Answer) -> BTreeMap<String, String> {
    let address = answer.header("location");
    assert!(address.starts_with(&format!("{PUBLIC_URL}/oauth/authorize?")), "{} {address}", answer.status);
    parameters_of(address)
}

#[apply(matrix)]
async fn a_member_finds_the_library_and_sees_what_it_is_told(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.reader().await;
    let tiles = member.portico.account().await.unwrap().tiles;
    let tile = tiles.iter().find(|tile| tile.name == "Library").expect("a tile");
    assert_eq!(tile.start_address, format!("{ORIGIN}{START}"));

    let page = member.enter().await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for part in ["<h1>Library</h1>", MEMBER, "&quot;acr&quot;", "&quot;sid&quot;", "&quot;groups&quot;", "renewed: 0"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(!page.body.contains("pta_") && !page.body.contains("ptr_"), "{}", page.body);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    // All ports of a host share their cookies.
    let names = member.library.cookie_names();
    assert!(!names.is_empty() && names.iter().all(|name| member.portico.cookie(name).is_none()), "{names:?}");
}

#[apply(matrix)]
async fn the_library_asks_as_a_careful_client_does(database: Database) {
    let demo = Demo::open(database).await;
    let mut library = demo.library().await;
    let request = request_in(&library.get(START).await);
    for (name, value) in [
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:3001/openid/callback"),
        ("scope", "openid profile email groups"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(request.get(name).map(String::as_str), Some(value), "{name}");
    }
    let again = request_in(&library.get(START).await);
    assert!(["state", "nonce", "code_challenge"].iter().all(|name| request[*name] != again[*name]), "{again:?}");
}

#[apply(matrix)]
async fn the_library_renews_its_tokens(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.reader().await;
    member.enter().await;
    for times in 1..=2 {
        demo.world.clock.advance(Seconds::minutes(5));
        let page = member.press("/openid/refresh").await;
        assert!(page.body.contains(&format!("renewed: {times}")), "{} {}", page.status, page.body);
    }
    // An access token is valid for 15 minutes. The session goes on, so the user notices nothing.
    demo.world.clock.advance(Seconds::minutes(16));
    let page = member.enter().await;
    assert!(page.body.contains(MEMBER) && page.body.contains("renewed: 0"), "{} {}", page.status, page.body);
}

#[apply(matrix)]
async fn who_signs_out_at_portico_has_signed_out_at_the_library(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.reader().await;
    member.enter().await;
    member.portico.sign_out().await.unwrap();
    let page = member.press("/openid/refresh").await;
    assert!(page.body.contains("Your sign-in has ended"), "{} {}", page.status, page.body);
    request_in(&member.library.get(START).await);

    let mut member = demo.reader().await;
    member.enter().await;
    member.portico.sign_out().await.unwrap();
    request_in(&member.library.get(START).await);
}

#[apply(matrix)]
async fn who_signs_out_at_the_library_has_signed_out_everywhere(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.reader().await;
    member.enter().await;
    let page = member.press("/openid/sign-out").await;
    assert!(page.body.contains("<h1>You are signed out</h1>"), "{} {}", page.status, page.body);
    assert!(page.body.contains("a sample application"), "{}", page.body);
    assert!(member.portico.account().await.is_err(), "the session goes on");
    request_in(&member.library.get(START).await);
    let page = member.press("/openid/sign-out").await;
    assert!(page.body.contains("Your sign-in has ended"), "{} {}", page.status, page.body);
}

#[apply(matrix)]
async fn only_the_browser_that_began_a_sign_in_can_finish_it(database: Database) {
    let demo = Demo::open(database).await;
    let mut member = demo.reader().await;
    let begun = member.library.get(START).await;
    let portico = begun.header("location").strip_prefix(PUBLIC_URL).unwrap().to_owned();
    let answer = member.portico.get(&portico).await;
    let callback = answer.header("location").strip_prefix(ORIGIN).expect("an answer").to_owned();
    let issuer = form(&[("iss", PUBLIC_URL)]);
    assert!(callback.contains(&issuer), "{callback}");

    let mut other = member.library.clone();
    other.forge_cookie("library", "of-somebody-else");
    let mut refused = vec![other.get(&callback).await];
    let wrong = format!("{callback}0");
    for path in ["/openid/callback", wrong.as_str()] {
        refused.push(member.library.get(path).await);
    }
    for answer in refused {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert!(answer.body.contains("This sign-in cannot be continued"), "{}", answer.body);
    }
    let page = member.library.get(&callback).await;
    assert_eq!(page.header("location"), START, "{} {}", page.status, page.body);
    // The id of the visit is a new one, and the answer counts no more.
    assert_ne!(page.header("set-cookie").split(';').next(), begun.header("set-cookie").split(';').next());
    assert_eq!(member.library.get(&callback).await.status, StatusCode::BAD_REQUEST);
}

#[apply(matrix)]
async fn the_library_says_why_nobody_is_signed_in(database: Database) {
    let demo = Demo::open(database).await;
    let mut library = demo.library().await;
    for (fields, status, title) in [
        ([("error", "access_denied"), ("iss", PUBLIC_URL)], StatusCode::FORBIDDEN, "You are not signed in"),
        ([("error", "server_error"), ("iss", PUBLIC_URL)], StatusCode::BAD_GATEWAY, "Portico refused the sign-in"),
        ([("code", "of-another"), ("iss", PUBLIC_URL)], StatusCode::BAD_GATEWAY, "does not work at the moment"),
        ([("code", "of-another"), ("iss", "https://evil.example")], StatusCode::BAD_REQUEST, "cannot be continued"),
    ] {
        let state = request_in(&library.get(START).await).remove("state").unwrap();
        let [one, other] = fields;
        let answer = library.get(&format!("/openid/callback?{}", form(&[one, other, ("state", state.as_str())]))).await;
        assert_eq!(answer.status, status, "{fields:?} {}", answer.body);
        assert!(answer.body.contains(title) && answer.body.contains("Sign in again"), "{}", answer.body);
    }
}

#[apply(matrix)]
async fn without_portico_the_library_asks_for_patience(database: Database) {
    let mut demo = Demo::open(database).await;
    // Nothing listens there any more.
    demo.check = super::listen("127.0.0.1:0".parse().unwrap(), "an address").unwrap().local_addr().unwrap();
    let answer = demo.library().await.get(START).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert!(answer.body.contains("Try again in a minute"), "{}", answer.body);
}

#[apply(matrix)]
async fn the_library_moves_to_another_port_and_gets_a_new_secret_at_each_start(database: Database) {
    let world = World::unfurnished(database, true).await;
    seed(&world).await;
    let first = register_client(&world.app, PORT).await.unwrap();
    let second = register_client(&world.app, 4000).await.unwrap();
    assert_eq!(first.id, second.id);
    assert_ne!(first.secret.expose(), second.secret.expose());
    assert_eq!(second.origin, "http://localhost:4000");
    assert_eq!(world.database.number("SELECT COUNT(*) FROM application").await, 29);
    let moved = "SELECT COUNT(*) FROM oauth_client WHERE redirect_uris = 'http://localhost:4000/openid/callback' \
        AND sign_out_uris = 'http://localhost:4000/openid/signed-out'";
    assert_eq!(world.database.number(moved).await, 1);
    // The secrets of earlier starts end.
    let open = "SELECT COUNT(*) FROM oauth_client_secret WHERE expires_at IS NULL";
    assert_eq!(world.database.number(open).await, 1);
}
