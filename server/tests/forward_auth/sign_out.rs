//! Signing out at an application, and the page of Portico that asks.

use super::{ORIGIN, PAGE, PASS, Proxy, WIKI, at_wiki, entered, entry, open, sealed_in, signed_in, status};
use crate::support::prelude::*;
use app::{paths, sign_out::SignOutScreen};
use domain::application::ProtectedOrigin;
use service::forward_auth::Entry;
use store::applications;

const SIGN_OUT: &str = "/.portico/sign-out";
const LINK: [(&str, &str); 3] =
    [("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "same-origin")];
const FORM: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-site", "same-origin")];
/// A link of the application in Safari, which does not send `Sec-Fetch-User`.
const SAFARI: [(&str, &str); 4] = [
    ("accept", "text/html,*/*;q=0.8"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-site", "same-origin"),
];
/// The same in a browser that sends no such headers at all.
const OLD: [(&str, &str); 1] = [("accept", "text/html,*/*;q=0.8")];
/// How often a session was ended by its user.
const ENDED: &str = "SELECT COUNT(*) FROM audit_event WHERE activity IN ('signed_out', 'application_signed_out')";

/// The path of the page at Portico to which an answer leads.
fn page_in(answer: &Answer) -> String {
    let path = answer.header("location").strip_prefix(PUBLIC_URL).unwrap_or_default();
    assert!(path.starts_with("/sign-out/"), "not led to the page: {} {path:?}", answer.status);
    path.to_owned()
}

/// The page to which the path at the wiki leads.
async fn page_from(wiki: &mut Browser, headers: &[(&str, &str)]) -> String {
    page_in(&Proxy::Caddy.ask(wiki, "GET", SIGN_OUT, headers).await)
}

async fn shown(portico: &mut Browser, page: &str) -> SignOutScreen {
    portico.shown(page).await.unwrap()
}

/// Presses the button of the page.
async fn press(portico: &mut Browser, page: &str) {
    let asks = shown(portico, page).await;
    assert!(!asks.is_over);
    portico.at = page.to_owned();
    let next = portico.act("sign_out", &[("sealed", &asks.sealed)]).await.unwrap();
    assert_eq!(next, page);
}

#[apply(matrix)]
#[case::link("GET", &LINK, 302)]
#[case::form("POST", &FORM, 303)]
async fn the_user_signs_out_everywhere_at_the_application(
    database: Database,
    #[values(Proxy::Nginx, Proxy::Caddy)] proxy: Proxy,
    #[case] method: &str,
    #[case] headers: &[(&str, &str)],
    #[case] led: u16,
) {
    let world = open(database).await;
    let mut portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    let answer = proxy.ask(&mut wiki, method, SIGN_OUT, headers).await;
    assert_eq!(answer.status.as_u16(), if proxy == Proxy::Nginx { 401 } else { led });
    assert_eq!(wiki.cookie(PASS), None);
    assert!(portico.account().await.is_err());
    assert!(shown(&mut portico, &page_in(&answer)).await.is_over);
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_signed_out'";
    assert_eq!(world.database.number(events).await, 1);
    // Without a pass it leads to the same page.
    let again = proxy.ask(&mut wiki, method, SIGN_OUT, headers).await;
    assert!(shown(&mut portico, &page_in(&again)).await.is_over);
    assert_eq!(world.database.number(events).await, 1);
}

#[apply(matrix)]
#[case::safari(&SAFARI)]
#[case::old(&OLD)]
async fn a_browser_that_does_not_say_what_the_user_did_is_led_to_a_button(
    database: Database,
    style: Style,
    #[values(Proxy::Nginx, Proxy::Caddy, Proxy::Envoy)] proxy: Proxy,
    #[case] headers: &[(&str, &str)],
) {
    let world = open(database).await;
    let mut portico = world.browser(style);
    world.sign_in(&mut portico, OWNER).await;
    let mut wiki = entered(&world, &portico).await;
    let page = page_in(&proxy.ask(&mut wiki, "GET", SIGN_OUT, headers).await);
    let asks = shown(&mut portico, &page).await;
    assert_eq!((asks.organisation.name.as_str(), asks.is_over), ("Alderway", false));
    let origin = asks.origin.unwrap();
    assert_eq!((origin.address.as_str(), origin.host.as_str()), ("https://wiki.example/start", "wiki.example"));
    assert_eq!((status(&mut wiki, "/").await, world.database.number(ENDED).await), (200, 0));

    press(&mut portico, &page).await;
    assert!(shown(&mut portico, &page).await.is_over);
    assert_eq!((status(&mut wiki, "/").await, world.database.number(ENDED).await), (401, 1));
    assert!(portico.account().await.is_err());
}

/// The user may have deleted only the cookies of Portico. The application is still open then.
#[apply(matrix)]
async fn a_pass_ends_by_the_button_also_without_a_session_cookie(database: Database, style: Style) {
    let world = open(database).await;
    let mut wiki = entered(&world, &signed_in(&world).await).await;
    let page = page_from(&mut wiki, &SAFARI).await;
    let mut portico = world.browser(style);
    press(&mut portico, &page).await;
    assert!(shown(&mut portico, &page).await.is_over);
    assert_eq!((status(&mut wiki, "/").await, world.database.number(ENDED).await), (401, 1));
}

#[apply(matrix)]
async fn who_is_signed_out_already_reads_so_and_may_sign_in_again(database: Database) {
    let world = open(database).await;
    let mut portico = world.browser(Form);
    world.sign_in(&mut portico, OWNER).await;
    let mut wiki = entered(&world, &portico).await;
    portico.sign_out().await.unwrap();
    for headers in [&SAFARI[..], &OLD, &LINK, &PAGE] {
        let page = page_from(&mut wiki, headers).await;
        for browser in [&mut portico, &mut world.browser(Form)] {
            let html = browser.get(&page).await.body;
            for text in ["You're signed out", "href=\"/sign-in\"", "Back to wiki.example"] {
                assert!(html.contains(text), "{text}: {html}");
            }
            assert!(!html.contains("/api/sign_out"), "{html}");
        }
    }
    assert_eq!(world.database.number(ENDED).await, 1);
}

/// Who has lost the pass, but is signed in, is asked. Signing out at an application must not end on the start page.
#[apply(matrix)]
async fn a_browser_without_a_pass_is_asked(database: Database, style: Style) {
    let world = open(database).await;
    let mut portico = world.browser(style);
    world.sign_in(&mut portico, OWNER).await;
    let page = page_from(&mut at_wiki(&world), &LINK).await;
    press(&mut portico, &page).await;
    assert!(portico.account().await.is_err());
}

#[apply(matrix)]
async fn people_of_another_organisation_sign_out_of_their_own(database: Database, style: Style) {
    let world = open(database).await;
    let mut owner = signed_in(&world).await;
    let mut tenant = world.browser(style);
    world.sign_in_at(&mut tenant, "north-star", TENANT).await;
    let page = page_from(&mut at_wiki(&world), &SAFARI).await;
    for is_over in [false, true] {
        let screen = shown(&mut tenant, &page).await;
        assert_eq!((screen.organisation.name.as_str(), screen.is_over), ("North Star", is_over));
        // The page names the host, which the user knows, and not the application of another organisation.
        assert_eq!(screen.origin.unwrap().host, "wiki.example");
        if !is_over {
            press(&mut tenant, &page).await;
        }
    }
    assert!(tenant.account().await.is_err() && owner.account().await.is_ok());
}

#[apply(matrix)]
async fn the_page_asks_in_german_too(database: Database) {
    let world = open(database).await;
    let mut portico = world.browser(Form);
    world.sign_in(&mut portico, OWNER).await;
    let page = page_from(&mut at_wiki(&world), &SAFARI).await;
    portico.accepts = "de".to_owned();
    let asks = portico.get(&page).await.body;
    for text in ["Von Alderway und allen zugehörigen Anwendungen abmelden?", "Zurück zu wiki.example"] {
        assert!(asks.contains(text), "{text}: {asks}");
    }
    press(&mut portico, &page).await;
    let over = portico.get(&page).await.body;
    assert!(over.contains("Sie sind abgemeldet"), "{over}");
}

/// The link back cannot be chosen: only what a check has sealed for this page leads to an application, and only as long
/// as the origin is its own.
#[apply(matrix)]
async fn the_page_leads_back_to_no_other_place(database: Database) {
    let world = open(database).await;
    let mut portico = signed_in(&world).await;
    let page = page_from(&mut at_wiki(&world), &SAFARI).await;
    let way_in = sealed_in(&Proxy::Caddy.ask(&mut at_wiki(&world), "GET", "/", &PAGE).await);
    for text in [way_in.as_str(), "AAAA", &page[10..60]] {
        let screen = shown(&mut portico, &paths::sign_out(text)).await;
        assert!(screen.origin.is_none() && !screen.is_over, "{text}");
    }
    assert_eq!(entry(&world.app, &portico, &page[10..]).await, Entry::Outdated);
    assert!(shown(&mut portico, &page).await.origin.unwrap().address.starts_with(ORIGIN));
    let other = [ProtectedOrigin::parse("https://other.example", false).unwrap()];
    let transaction = world.app.store.begin().await.unwrap();
    assert_eq!(applications::set_origins(&transaction, WIKI, &other).await.unwrap(), None);
    world.app.store.commit(transaction).await.unwrap();
    assert!(shown(&mut portico, &page).await.origin.is_none());
    for text in ["//evil.example", "/../../evil", "https://evil.example/"] {
        let next = portico.act("sign_out", &[("sealed", text)]).await.unwrap();
        assert!(next.starts_with("/sign-out/") || next == paths::HOME, "{next}");
    }
}

#[apply(matrix)]
async fn a_script_of_the_application_signs_out_too(database: Database) {
    let world = open(database).await;
    let mut portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    let headers = [("sec-fetch-mode", "cors"), ("sec-fetch-site", "same-origin")];
    let told = Proxy::Caddy.ask(&mut wiki, "POST", SIGN_OUT, &headers).await;
    assert_eq!((told.status.as_u16(), told.header("location")), (401, ""));
    assert!(portico.account().await.is_err());
    assert_eq!(status(&mut wiki, "/").await, 401);
}

#[apply(matrix)]
async fn another_site_or_a_prefetch_signs_nobody_out(database: Database) {
    let world = open(database).await;
    let mut portico = signed_in(&world).await;
    let mut wiki = entered(&world, &portico).await;
    let prefetch = [LINK[0], LINK[1], LINK[2], ("sec-purpose", "prefetch;prerender")];
    let elsewhere = [LINK[0], LINK[1], ("sec-fetch-site", "cross-site")];
    let framed = [LINK[0], LINK[1], ("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "iframe")];
    let posted = [LINK[0], ("sec-fetch-site", "same-site"), ("origin", "https://evil.wiki.example")];
    for (method, headers) in
        [("GET", &PAGE[..]), ("GET", &prefetch), ("GET", &elsewhere), ("GET", &framed), ("POST", &posted)]
    {
        let page = page_in(&Proxy::Caddy.ask(&mut wiki, method, SIGN_OUT, headers).await);
        assert!(!shown(&mut portico, &page).await.is_over);
        assert_eq!(status(&mut wiki, "/").await, 200, "{headers:?}");
        // No other site can show the page in a frame, where a user could be made to press the button.
        let answer = portico.request("GET", &page, headers, "").await;
        assert_eq!((answer.status.as_u16(), answer.header("x-frame-options")), (200, "DENY"));
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
        let sent = portico.request("POST", "/api/sign_out", &form, format!("sealed={}", &page[10..])).await;
        assert_eq!(sent.status.as_u16(), 403);
    }
    let image = Proxy::Caddy.ask(&mut wiki, "GET", SIGN_OUT, &[("sec-fetch-mode", "no-cors")]).await;
    assert_eq!((image.status.as_u16(), status(&mut wiki, "/").await), (403, 200));
    assert!(portico.account().await.is_ok());
    assert_eq!(world.database.number(ENDED).await, 0);
    // Any other path is the application's own.
    assert_eq!(status(&mut at_wiki(&world), "/.portico/sign-out/").await, 401);
    assert_eq!(status(&mut wiki, "/.portico/sign-out/").await, 200);
}
