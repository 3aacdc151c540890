//! Signing out at the request of a client.

mod certification;

use super::FORM;
use super::authorize::{at_once, change, events, open, signed_in};
use crate::support::prelude::*;
use app::sign_out::SignOutScreen;
use axum::body::Body;
use domain::oidc::{ClientSettings, ID_TOKEN_VALID_FOR, RedirectUris, SignOutFault};
use domain::signing_key::PUBLISHED_BEFORE;
use store::{applications, oauth_clients};

const SIGN_OUT: &str = "/oauth/sign-out";
/// The registered address after signing out.
const AFTER: &str = "https://wiki.example/signed-out";
const BACK: (&str, &str) = ("post_logout_redirect_uri", AFTER);
const STATE: (&str, &str) = ("state", "a b&\"<");
/// `AFTER` with the state.
const ARRIVED: &str = "https://wiki.example/signed-out?state=a+b%26%22%3C";

/// A user who has signed in at the wiki, and the tokens that it got.
struct Visit {
    world: World,
    wiki: RelyingParty,
    browser: Browser,
    tokens: Tokens,
}

/// Opens the endpoint. Returns the page to which it leads.
async fn sent(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    page_of(&browser.get(&format!("{SIGN_OUT}?{}", form(fields))).await)
}

fn page_of(answer: &Answer) -> String {
    let location = answer.header("location");
    assert!(answer.status == 303 && location.starts_with("/sign-out/"), "{} {location:?}", answer.status);
    location.to_owned()
}

/// The address outside to which the page leads, or what it shows.
async fn arrived(browser: &mut Browser, here: &str) -> Result<String, SignOutScreen> {
    match browser.page(here).await {
        PageData::Redirect(address) => Ok(address),
        page => Err(page.open().unwrap_or_else(|| panic!("{page:?}"))),
    }
}

/// Presses the button of the page, which asks.
async fn press(browser: &mut Browser, here: &str) -> SignOutScreen {
    let asks = arrived(browser, here).await.unwrap_err();
    assert!(!asks.is_over);
    browser.at = here.to_owned();
    assert_eq!(browser.act("sign_out", &[("sealed", &asks.sealed)]).await.unwrap(), here);
    asks
}

/// Registers the address after signing out.
fn leads_back(settings: &mut ClientSettings) {
    settings.sign_out_uris = RedirectUris::from_store(AFTER);
}

impl Visit {
    async fn open(database: Database, style: Style) -> Self {
        let (world, wiki) = open(database, leads_back).await;
        let mut browser = signed_in(&world, style).await;
        let code = wiki.code(&mut browser, &[]).await;
        let tokens = wiki.exchange(&world, &code).await;
        Visit { world, wiki, browser, tokens }
    }

    /// The ID token as a parameter.
    fn hint(&self) -> (&'static str, String) {
        ("id_token_hint", self.tokens.id_token.clone())
    }

    /// Opens the endpoint with the ID token and more.
    async fn sent_with_hint(&mut self, more: &[(&str, &str)]) -> String {
        let (name, token) = self.hint();
        sent(&mut self.browser, &[&[(name, token.as_str())][..], more].concat()).await
    }

    /// The error that the wiki gets without a page. Empty: it gets a code.
    async fn silent_error(&mut self) -> String {
        let mut answer = at_once(&self.wiki, &mut self.browser, &[("prompt", "none")]).await;
        answer.remove("error").unwrap_or_default()
    }

    /// Neither the browser nor the wiki has a session any more.
    async fn is_over(&mut self) {
        assert!(self.browser.account().await.is_err());
        assert_eq!(self.silent_error().await, "login_required");
        assert_eq!(self.wiki.userinfo(&self.world, &self.tokens.access).await.status, 401);
    }

    /// The page asks, names the fault, and stays at Portico after its button.
    async fn asks_and_stays(&mut self, here: &str, fault: Option<SignOutFault>) {
        assert_eq!(self.silent_error().await, "", "the session goes on");
        let asks = press(&mut self.browser, here).await;
        assert_eq!((asks.fault, asks.origin), (fault, None));
        let over = arrived(&mut self.browser, here).await.unwrap_err();
        assert_eq!((over.is_over, over.fault, over.origin), (true, fault, None));
        self.is_over().await;
    }
}

/// It comes back to its registered address, because the user has agreed.
#[apply(matrix)]
async fn a_client_without_an_id_token_asks_and_comes_back(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let client = visit.wiki.client.to_string();
    let here = sent(&mut visit.browser, &[("client_id", client.as_str()), BACK, STATE]).await;
    let asks = press(&mut visit.browser, &here).await;
    assert_eq!((asks.organisation.name.as_str(), asks.fault), ("Alderway", None));
    // Who stays signed in goes back to the application, and not to the page for those who are signed out.
    assert_eq!(asks.origin.unwrap().address, "https://wiki.example/start");
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), ARRIVED);
    visit.is_over().await;
    let unknown = "0".repeat(32);
    let faulty = sent(&mut visit.browser, &[("client_id", unknown.as_str()), BACK]).await;
    let shown = arrived(&mut visit.browser, &faulty).await.unwrap_err();
    assert_eq!((shown.is_over, shown.fault), (true, Some(SignOutFault::UnknownClient)));
}

/// The policy of a page of ours lets its forms lead to this site only, and that counts for redirects as well.
#[apply(matrix)]
async fn the_button_leads_to_the_client_without_javascript(database: Database) {
    let mut visit = Visit::open(database, Form).await;
    let client = visit.wiki.client.to_string();
    let here = sent(&mut visit.browser, &[("client_id", client.as_str()), BACK, STATE]).await;
    let page = visit.browser.get(&here).await.body;
    assert!(page.contains("action=\"/api/sign_out\"") && page.contains("Back to wiki.example"), "{page}");
    press(&mut visit.browser, &here).await;
    let left = visit.browser.request("GET", &here, &[("sec-fetch-site", "same-origin")], Body::empty()).await;
    assert_eq!((left.status.as_u16(), left.header("refresh")), (200, format!("0; url={ARRIVED}").as_str()));
}

#[apply(matrix)]
async fn client_id_has_to_agree_with_the_id_token(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let other = visit.world.relying_party(leads_back).await;
    for id in [other.client.to_string(), "nonsense".to_owned()] {
        let here = visit.sent_with_hint(&[("client_id", &id), BACK]).await;
        let asks = arrived(&mut visit.browser, &here).await.unwrap_err();
        assert_eq!((asks.is_over, asks.fault), (false, Some(SignOutFault::OtherClient)), "{id}");
    }
    let own = visit.wiki.client.to_string();
    let here = visit.sent_with_hint(&[("client_id", &own), BACK, STATE]).await;
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), ARRIVED);
    visit.is_over().await;
}

/// An ID token ends the session in which it was made, and only in the browser that has the session.
#[apply(matrix)]
async fn an_id_token_of_another_session_only_asks(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let mut elsewhere = signed_in(&visit.world, style).await;
    let mut admin = visit.world.browser(style);
    visit.world.sign_in(&mut admin, ADMIN).await;
    let (name, token) = visit.hint();
    for browser in [&mut elsewhere, &mut admin] {
        let here = sent(browser, &[(name, token.as_str()), BACK, STATE]).await;
        assert!(browser.account().await.is_ok());
        let asks = press(browser, &here).await;
        assert_eq!(asks.fault, None);
        assert_eq!(arrived(browser, &here).await.unwrap(), ARRIVED);
        assert!(browser.account().await.is_err());
    }
    let mut stranger = visit.world.browser(style);
    let here = sent(&mut stranger, &[(name, token.as_str()), BACK, STATE]).await;
    assert_eq!(arrived(&mut stranger, &here).await.unwrap(), ARRIVED, "nobody is signed in there");
    assert!(visit.browser.account().await.is_ok());
    assert_eq!(visit.silent_error().await, "");
}

#[apply(matrix)]
async fn an_expired_id_token_of_a_retired_key_still_ends_its_session(database: Database) {
    let (world, wiki) = open(database, leads_back).await;
    for _ in 0..2 {
        world.operator().rotate_signing_keys(&world.app.keys, None).await.unwrap();
    }
    world.clock.advance(Seconds(PUBLISHED_BEFORE.0 - 60));
    let mut browser = signed_in(&world, Client).await;
    let tokens = wiki.exchange(&world, &wiki.code(&mut browser, &[]).await).await;
    world.clock.advance(Seconds(ID_TOKEN_VALID_FOR.0 + 1));
    let fresh = wiki.exchange(&world, &wiki.code(&mut browser, &[]).await).await;
    let header = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(header(&tokens.id_token), header(&fresh.id_token), "another key signs now");
    let here = sent(&mut browser, &[("id_token_hint", tokens.id_token.as_str()), BACK]).await;
    assert_eq!(arrived(&mut browser, &here).await.unwrap(), AFTER);
    assert!(browser.account().await.is_err());
}

/// Browsers send no session with a form of another site, but with the GET that follows.
#[apply(matrix)]
async fn a_posted_request_to_sign_out_is_continued_by_get(database: Database, style: Style) {
    let mut visit = Visit::open(database, style).await;
    let (name, token) = visit.hint();
    let headers = [FORM, ("origin", "https://wiki.example"), ("sec-fetch-site", "cross-site")];
    let body = form(&[(name, token.as_str()), BACK, STATE, ("ui_locales", "fr de")]);
    let mut without_cookies = visit.world.browser(style);
    let answer = without_cookies.request("POST", SIGN_OUT, &headers, body).await;
    let next = answer.header("location").to_owned();
    assert!(answer.status == 303 && next.starts_with("/oauth/sign-out?sealed="), "{} {next}", answer.status);
    assert!(next.ends_with("&ui_locales=de") && !next.contains(&token), "{next}");
    // In another browser, the address is worth no more than the ID token.
    let here = page_of(&signed_in(&visit.world, style).await.get(&next).await);
    assert!(visit.browser.account().await.is_ok());
    assert_eq!(page_of(&visit.browser.get(&next).await), here);
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), ARRIVED);
    visit.is_over().await;
    // The body alone counts.
    let path = format!("{SIGN_OUT}?{}", form(&[(name, token.as_str()), BACK]));
    let answer = without_cookies.request("POST", &path, &headers, Body::empty()).await;
    let next = answer.header("location").to_owned();
    let here = page_of(&without_cookies.get(&next).await);
    assert_eq!(arrived(&mut without_cookies, &here).await.unwrap_err().fault, None);
}

#[apply(matrix)]
async fn what_no_user_has_asked_for_signs_nobody_out(database: Database) {
    let mut visit = Visit::open(database, Client).await;
    let (name, token) = visit.hint();
    let path = format!("{SIGN_OUT}?{}", form(&[(name, token.as_str()), BACK]));
    assert_eq!(visit.browser.request("HEAD", &path, &[], Body::empty()).await.status, 405);
    let early = visit.browser.request("GET", &path, &[("sec-purpose", "prefetch;prerender")], Body::empty()).await;
    assert!(!arrived(&mut visit.browser, &page_of(&early)).await.unwrap_err().is_over);
    for fields in
        [&[("sealed", "AAAA")][..], &[("sealed", "//evil.example/")], &[("sealed", "x"), ("logout_hint", OWNER)]]
    {
        let here = sent(&mut visit.browser, fields).await;
        let asks = arrived(&mut visit.browser, &here).await.unwrap_err();
        assert_eq!((asks.is_over, asks.fault, asks.origin), (false, None, None));
    }
    assert_eq!(visit.silent_error().await, "");
    assert_eq!(events(&visit.world, AuditEventKind::ApplicationSignedOut).await, 0);
}

#[apply(matrix)]
async fn a_wrong_request_to_sign_out_is_explained_to_its_developers(database: Database) {
    let mut visit = Visit::open(database, Form).await;
    let long = "x".repeat(2000);
    for (more, text) in [
        (&[("x", "1"), ("x", "1")][..], "A parameter appears more than once."),
        (&[BACK, ("state", long.as_str())], "together they can have up to 2000 characters"),
        (&[("post_logout_redirect_uri", "https://evil.example/")], "They are compared letter by letter."),
    ] {
        let here = visit.sent_with_hint(more).await;
        let page = visit.browser.get(&here).await;
        assert!(page.status == 200 && page.body.contains(text), "{text}: {}", page.body);
        assert!(!page.body.contains("evil.example"), "{}", page.body);
    }
    let short = "x".repeat(1900);
    let here = visit.sent_with_hint(&[BACK, ("state", &short)]).await;
    assert_eq!(arrived(&mut visit.browser, &here).await.unwrap(), format!("{AFTER}?state={short}"));
}

/// What an admin changes meanwhile counts for users who are still asked.
#[apply(matrix)]
#[case::address(false)]
#[case::application(true)]
async fn nobody_is_led_where_the_client_may_not_lead_any_more(database: Database, #[case] is_turned_off: bool) {
    let mut visit = Visit::open(database, Client).await;
    let client = visit.wiki.client.to_string();
    let here = sent(&mut visit.browser, &[("client_id", client.as_str()), BACK, STATE]).await;
    change(&visit.world, async |transaction| {
        if is_turned_off {
            let now = visit.world.now();
            applications::set_on(transaction, visit.wiki.application, false, now).await.unwrap();
        } else {
            oauth_clients::change(transaction, visit.wiki.client, &ClientSettings::default()).await.unwrap();
        }
    })
    .await;
    press(&mut visit.browser, &here).await;
    let over = arrived(&mut visit.browser, &here).await.unwrap_err();
    assert_eq!((over.is_over, over.origin.is_none()), (true, is_turned_off));
}

#[apply(matrix)]
async fn ui_locales_choose_the_language_of_the_page_about_signing_out(database: Database) {
    let world = World::open(database).await;
    for (own, language) in [(None, "Sie sind abgemeldet"), (Some("en"), "You're signed out")] {
        let mut browser = world.browser(Form);
        if let Some(own) = own {
            browser.forge_cookie("portico-language", own);
        }
        let here = sent(&mut browser, &[("ui_locales", "fr de en")]).await;
        assert!(browser.get(&here).await.body.contains(language), "{language}");
    }
}
