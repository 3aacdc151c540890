//! Signing out at an application.

use super::{PAGE, PASS, Proxy, at_wiki, entered, open, signed_in, status};
use crate::support::prelude::*;

const SIGN_OUT: &str = "/.portico/sign-out";
const LINK: [(&str, &str); 3] =
    [("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1"), ("sec-fetch-site", "same-origin")];
const FORM: [(&str, &str); 2] = [("sec-fetch-mode", "navigate"), ("sec-fetch-site", "same-origin")];

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
    assert_eq!(answer.header("location"), "http://localhost:3000/o/codes/sign-in");
    assert_eq!(wiki.cookie(PASS), None);
    assert!(portico.account().await.is_err());
    let events = "SELECT COUNT(*) FROM audit_event WHERE activity = 'application_signed_out'";
    assert_eq!(world.database.number(events).await, 1);
    // Without a pass it leads to the same page.
    let again = proxy.ask(&mut wiki, method, SIGN_OUT, headers).await;
    assert_eq!(again.header("location"), "http://localhost:3000/o/codes/sign-in");
    assert_eq!(world.database.number(events).await, 1);
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
    let posted = [LINK[0], ("sec-fetch-site", "same-site"), ("origin", "https://evil.wiki.example")];
    for (method, headers) in [("GET", &PAGE[..]), ("GET", &prefetch), ("GET", &elsewhere), ("POST", &posted)] {
        let asked = Proxy::Caddy.ask(&mut wiki, method, SIGN_OUT, headers).await;
        assert_eq!(asked.header("location"), "http://localhost:3000/account", "{headers:?}");
        assert_eq!(status(&mut wiki, "/").await, 200);
    }
    let image = Proxy::Caddy.ask(&mut wiki, "GET", SIGN_OUT, &[("sec-fetch-mode", "no-cors")]).await;
    assert_eq!((image.status.as_u16(), status(&mut wiki, "/").await), (403, 200));
    assert!(portico.account().await.is_ok());
    // Any other path is the application's own.
    assert_eq!(status(&mut at_wiki(&world), "/.portico/sign-out/").await, 401);
    assert_eq!(status(&mut wiki, "/.portico/sign-out/").await, 200);
}
