//! Twilio's reports about texts, posted to the real router.

use crate::support::prelude::*;
use app::shell::SiteFiles;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::StatusCode;
use server::http::{HttpState, Site, router};
use server::settings::Proxies;
use service::clock::Clock as _;
use sha1::Sha1;
use std::{collections::HashMap, sync::Arc};
use store::outbox::{self, Settled};

const STATUS: &str = "/texts/twilio/status";
const TOKEN: &str = "hunter2";

/// Twilio as a client of a server that knows its token, or of one that does not use Twilio.
fn twilio(world: &World, is_known: bool) -> Browser {
    let site = Site::Embedded { files: HashMap::new(), site_files: SiteFiles::default() };
    let public_url = "https://sign-in.example".parse().unwrap();
    let state = HttpState::new(world.app.clone(), site, public_url, Proxies::default(), false).unwrap();
    let twilio_auth_token = is_known.then(|| Secret::new(TOKEN.to_owned()));
    let state = HttpState { twilio_auth_token, ..state };
    Browser::open(router(Arc::new(state), None), world.clock.clone(), Client)
}

/// The signature by Twilio's rule: the URL, then each name and value, sorted by name.
fn signature(token: &str, url: &str, sorted: &[(&str, &str)]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(format!("{name}{value}").as_bytes());
    }
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

async fn report(twilio: &mut Browser, fields: &[(&str, &str)], signature: Option<&str>) -> StatusCode {
    report_to(twilio, STATUS, fields, signature).await
}

async fn report_to(twilio: &mut Browser, path: &str, fields: &[(&str, &str)], signature: Option<&str>) -> StatusCode {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields.iter().rev()).finish();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    headers.extend(signature.map(|signature| ("x-twilio-signature", signature)));
    twilio.request("POST", path, &headers, body).await.status
}

fn fields<'a>(id: &'a str, status: &'a str) -> [(&'a str, &'a str); 4] {
    [("ErrorCode", "30003"), ("MessageSid", id), ("MessageStatus", status), ("To", "+12015550123")]
}

async fn reported(twilio: &mut Browser, id: &str, status: &str) -> StatusCode {
    let fields = fields(id, status);
    let signature = signature(TOKEN, "https://sign-in.example/texts/twilio/status", &fields);
    report(twilio, &fields, Some(&signature)).await
}

/// Opens a world with a message that a provider accepted as `SM1`.
async fn with_a_text(database: Database) -> World {
    let world = World::open(database).await;
    world.browser(Client).send(OWNER).await.unwrap();
    let now = world.clock.now();
    let leased = outbox::lease(&world.app.store, 1, now).await.unwrap().remove(0);
    outbox::settle(&world.app.store, &leased, Settled::Sent(Some("SM1")), now).await.unwrap();
    world
}

async fn state(world: &World) -> String {
    world.database.texts("SELECT state FROM outbox_message").await.remove(0)
}

#[apply(matrix)]
#[case("delivered", "delivered")]
#[case("undelivered", "undelivered")]
#[case("failed", "undelivered")]
#[case("sent", "sent")]
async fn what_twilio_reports_is_noted(database: Database, #[case] status: &str, #[case] noted: &str) {
    let world = with_a_text(database).await;
    let mut twilio = twilio(&world, true);
    assert_eq!(reported(&mut twilio, "SM2", status).await, StatusCode::NO_CONTENT, "not ours");
    assert_eq!(state(&world).await, "sent");
    assert_eq!(reported(&mut twilio, "SM1", status).await, StatusCode::NO_CONTENT);
    assert_eq!(state(&world).await, noted);
}

#[tokio::test]
async fn the_first_report_of_an_end_holds() {
    let world = with_a_text(Sqlite).await;
    let mut twilio = twilio(&world, true);
    for status in ["undelivered", "undelivered", "delivered"] {
        assert_eq!(reported(&mut twilio, "SM1", status).await, StatusCode::NO_CONTENT);
        assert_eq!(state(&world).await, "undelivered");
    }
}

/// An operator may give Twilio an address with a query, which Twilio signs as it is.
#[tokio::test]
async fn the_query_of_the_address_is_signed_too() {
    let world = with_a_text(Sqlite).await;
    let mut twilio = twilio(&world, true);
    let (path, fields) = (format!("{STATUS}?from=a%20b&x="), fields("SM1", "delivered"));
    let signed = |query: &str| signature(TOKEN, &format!("https://sign-in.example{STATUS}{query}"), &fields);
    for other in ["", "?from=a%20b", "?from=a+b&x="] {
        let status = report_to(&mut twilio, &path, &fields, Some(&signed(other))).await;
        assert_eq!((status, state(&world).await.as_str()), (StatusCode::FORBIDDEN, "sent"), "{other}");
    }
    let status = report_to(&mut twilio, &path, &fields, Some(&signed("?from=a%20b&x="))).await;
    assert_eq!((status, state(&world).await.as_str()), (StatusCode::NO_CONTENT, "delivered"));
}

#[tokio::test]
async fn an_unsigned_report_changes_nothing() {
    let world = with_a_text(Sqlite).await;
    let url = "https://sign-in.example/texts/twilio/status";
    let fields = fields("SM1", "failed");
    let others = fields.map(|(name, value)| (name, if name == "MessageSid" { "SM2" } else { value }));
    let before = world.database.cells().await;
    for wrong in [
        None,
        Some(String::new()),
        Some("?".to_owned()),
        Some(signature("hunter3", url, &fields)),
        Some(signature(TOKEN, "https://other.example/texts/twilio/status", &fields)),
        Some(signature(TOKEN, url, &others)),
    ] {
        let status = report(&mut twilio(&world, true), &fields, wrong.as_deref()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{wrong:?}");
    }
    let signature = signature(TOKEN, url, &fields);
    assert_eq!(report(&mut twilio(&world, false), &fields, Some(&signature)).await, StatusCode::NOT_FOUND);
    assert_eq!(world.database.cells().await, before);
}
