//! The checks of the certification "RP-Initiated Logout OpenID Provider". Each story is named after its module in the
//! conformance suite.

use super::{AFTER, ARRIVED, BACK, SIGN_OUT, STATE, Visit, arrived, page_of, sent};
use crate::oauth::authorize::events;
use crate::support::prelude::*;
use domain::oidc::SignOutFault;

#[apply(matrix)]
async fn oidcc_rp_initiated_logout(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = visit.sent_with_hint(&[BACK, STATE]).await;
    let answer = visit.browser.last.clone().unwrap();
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!((visit.browser.cookie("portico"), answer.header("cache-control")), (None, "no-store"));
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), ARRIVED);
    visit.is_over().await;
    let recorded = format!(
        "SELECT COUNT(*) FROM audit_event WHERE activity = '{}' AND application_id IS NOT NULL AND detail = 'Wiki'",
        AuditEventKind::ApplicationSignedOut.name()
    );
    assert_eq!(visit.world.database.number(&recorded).await, 1);
    // Once more does no harm.
    let again = visit.sent_with_hint(&[BACK, STATE]).await;
    assert_eq!(arrived(&mut visit.browser, &again).await.unwrap(), ARRIVED);
    assert_eq!(events(&visit.world, AuditEventKind::ApplicationSignedOut).await, 1);
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_discovery_endpoint_verification(database: Database) {
    let world = World::open(database).await;
    let metadata = world.browser(Client).get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["end_session_endpoint"], format!("{PUBLIC_URL}{SIGN_OUT}"));
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let callback = visit.wiki.redirect_uri.clone();
    for address in ["https://evil.example/", "https://wiki.example/Signed-out", &format!("{AFTER}/"), &callback] {
        let here = visit.sent_with_hint(&[("post_logout_redirect_uri", address), STATE]).await;
        let page = visit.browser.get(&here).await;
        assert!(page.status == 200 && !page.body.contains(&format!("\"{address}")), "{address}");
    }
    let here = visit.sent_with_hint(&[("post_logout_redirect_uri", "https://evil.example/")]).await;
    visit.asks_and_stays(&here, Some(SignOutFault::WrongRedirectUri)).await;
}

/// The ID token says that nobody has signed it.
#[apply(matrix)]
async fn oidcc_rp_initiated_logout_modified_id_token_hint(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let claims = visit.tokens.id_token.split('.').nth(1).unwrap().to_owned();
    let hint = format!("eyJhbGciOiJub25lIn0.{claims}.");
    let here = sent(&mut visit.browser, &[("id_token_hint", hint.as_str()), BACK, STATE]).await;
    visit.asks_and_stays(&here, Some(SignOutFault::WrongHint)).await;
}

/// The signature is that of another token.
#[apply(matrix)]
async fn oidcc_rp_initiated_logout_bad_id_token_hint(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let code = visit.wiki.code(&mut visit.browser, &[("nonce", "another")]).await;
    let other = visit.wiki.exchange(&visit.world, &code).await.id_token;
    let (signed, signature) = (visit.tokens.id_token.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
    let hint = format!("{signed}.{signature}");
    let here = sent(&mut visit.browser, &[("id_token_hint", hint.as_str()), BACK, STATE]).await;
    visit.asks_and_stays(&here, Some(SignOutFault::WrongHint)).await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_no_id_token_hint(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = sent(&mut visit.browser, &[BACK, STATE]).await;
    visit.asks_and_stays(&here, Some(SignOutFault::NoClient)).await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_no_params(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = page_of(&visit.browser.get(SIGN_OUT).await);
    visit.asks_and_stays(&here, None).await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = visit.sent_with_hint(&[STATE]).await;
    let over = arrived(&mut visit.browser, &here).await.unwrap_err();
    assert_eq!((over.is_over, over.fault), (true, None));
    assert_eq!(over.origin.unwrap().address, "https://wiki.example/start");
    visit.is_over().await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_no_state(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = visit.sent_with_hint(&[BACK]).await;
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), AFTER);
    visit.is_over().await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_only_state(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = sent(&mut visit.browser, &[STATE]).await;
    visit.asks_and_stays(&here, None).await;
}

#[apply(matrix)]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let here = visit.sent_with_hint(&[("post_logout_redirect_uri", &format!("{AFTER}?foo=bar")), STATE]).await;
    visit.asks_and_stays(&here, Some(SignOutFault::WrongRedirectUri)).await;
}
