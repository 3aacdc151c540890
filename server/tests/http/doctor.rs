//! The page that tells `portico doctor` what arrives.

use crate::support::prelude::*;
use server::http::doctor::{Echo, PATH, TOKEN};
use server::settings::Proxies;
use service::doctor;

fn token(world: &World) -> String {
    doctor::token(&world.app.keys, world.app.random.as_ref(), world.app.clock.as_ref()).unwrap()
}

#[apply(matrix)]
async fn only_a_token_of_the_secret_key_opens_it_and_only_once(database: Database) {
    let world = World::open(database).await;
    let mut browser = world.browser(Client);
    let before = (world.database.cells().await, world.app.store.statements());
    assert_eq!(browser.get(PATH).await.status, 404);
    let token = token(&world);
    for (sent, status) in [("x", 404), (&token[1..], 404), (token.as_str(), 200), (token.as_str(), 404)] {
        let answer = browser.request("GET", PATH, &[(TOKEN, sent)], "").await;
        assert_eq!(answer.status, status, "{sent}");
        assert_eq!((answer.header("cache-control"), answer.set_cookies().len()), ("no-store", 0), "{sent}");
        assert_eq!(answer.body.is_empty(), status == 404, "{sent}");
    }
    let late = self::token(&world);
    world.clock.advance(Seconds::minutes(2));
    assert_eq!(browser.request("GET", PATH, &[(TOKEN, &late)], "").await.status, 404);
    assert_eq!((world.database.cells().await, world.app.store.statements()), before, "it asks the database nothing");
}

#[apply(matrix)]
async fn it_tells_what_arrived_and_whom_portico_believes(database: Database) {
    let world = World::open(database).await;
    for (trusted, client) in [("", "198.18.7.7"), ("198.18.7.7", "203.0.113.9")] {
        let mut browser = world.browser_behind(Proxies::read(Some(trusted), None).unwrap());
        browser.client = "198.18.7.7".parse().unwrap();
        let token = token(&world);
        let sent = [
            (TOKEN, token.as_str()),
            ("x-forwarded-for", "192.0.2.1, 203.0.113.9"),
            ("origin", PUBLIC_URL),
            ("sec-fetch-site", "same-origin"),
            ("cookie", "a=b"),
        ];
        let answer = browser.request("GET", PATH, &sent, "").await;
        let echo: Echo = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((echo.peer.to_string().as_str(), echo.is_peer_trusted), ("198.18.7.7", !trusted.is_empty()));
        assert_eq!(echo.client_address.to_string(), client);
        assert_eq!(echo.address_values, ["192.0.2.1, 203.0.113.9"]);
        assert_eq!((echo.origin.as_deref(), echo.cookie.as_deref()), (Some(PUBLIC_URL), Some("a=b")));
        assert_eq!(echo.sec_fetch_site.as_deref(), Some("same-origin"));
    }
}
