//! The pages of a user on the way into a client, and where their forms may lead.

use super::authorize::{arrived, open, press, signed_in, waiting};
use crate::support::prelude::*;
use app::authorize::{AuthorizeScreen, AuthorizeState};
use app::enter::{EnterScreen, Obstacle};
use app::paths;
use domain::oidc::{PageFault, Scope};

/// Opens a world with a client, and a browser whose user is signed in.
async fn opened(database: Database, style: Style, asks_consent: bool) -> (World, RelyingParty, Browser) {
    let (world, wiki) = open(database, |settings| settings.asks_consent = asks_consent).await;
    let browser = signed_in(&world, style).await;
    (world, wiki, browser)
}

/// Presses a button that leads to the page again.
async fn pressed(browser: &mut Browser, here: &str, function: &str) {
    assert_eq!(press(browser, here, function).await.as_deref(), Ok(here));
}

#[apply(matrix)]
async fn consent_is_allowed_or_cancelled(database: Database, style: Style) {
    let (world, wiki, mut browser) = opened(database, style, true).await;
    let asked = [("scope", "openid email"), ("state", "a b&\"")];
    let here = waiting(&wiki, &mut browser, &asked).await;
    let screen: AuthorizeScreen = browser.shown(&here).await.unwrap();
    let AuthorizeState::Consent { application, host, scopes, email, .. } = &screen.state else { panic!("{screen:?}") };
    assert_eq!((application.as_str(), host.as_str(), email.as_str()), ("Wiki", "wiki.example", OWNER));
    assert_eq!(scopes[..], [Scope::OpenId, Scope::Email]);
    assert_eq!(paths::authorize(screen.request.parse().unwrap()), here);

    pressed(&mut browser, &here, "decline_access").await;
    let answer = arrived(&wiki, &mut browser, &here).await;
    assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("access_denied", "a b&\""));

    let here = waiting(&wiki, &mut browser, &asked).await;
    pressed(&mut browser, &here, "allow_access").await;
    let answer = arrived(&wiki, &mut browser, &here).await;
    assert_eq!(wiki.exchange(&world, &answer["code"]).await.scope, "openid email");
    // The page is over, and the next request of the client is answered without a question.
    let over: EnterScreen = browser.shown(&here).await.unwrap();
    assert_eq!(over.obstacle, Obstacle::Outdated);
    assert_eq!(press(&mut browser, &here, "allow_access").await, Err(Refused(Refusal::NotFound)));
    wiki.code(&mut browser, &asked).await;
}

#[apply(matrix)]
async fn consent_works_without_javascript(database: Database) {
    let (world, wiki, mut browser) = opened(database, Form, true).await;
    let here = waiting(&wiki, &mut browser, &[]).await;
    let page = browser.get(&here).await;
    assert!(page.body.contains("action=\"/api/allow_access\"") && page.body.contains(">Cancel<"), "{}", page.body);
    pressed(&mut browser, &here, "allow_access").await;
    // The form's page lets its forms lead to this site only, and that counts for redirects as well.
    let left = browser.request("GET", &here, &[("sec-fetch-site", "same-origin")], "").await;
    assert_eq!(left.status, 200);
    let address = left.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    assert_eq!(left.header("cache-control"), "no-store");
    wiki.exchange(&world, &parameters_of(&address)["code"]).await;
}

#[apply(matrix)]
async fn forms_post_only_here_and_to_the_client(database: Database) {
    let (world, wiki, mut browser) = opened(database, Form, true).await;
    let policy = |page: &Answer| page.header("content-security-policy").to_owned();
    let here = waiting(&wiki, &mut browser, &[("response_mode", "form_post")]).await;
    assert!(policy(&browser.get(&here).await).contains("form-action 'self'; "));
    pressed(&mut browser, &here, "allow_access").await;
    let page = browser.get(&here).await;
    assert!(policy(&page).contains("form-action 'self' https://wiki.example; "), "{}", policy(&page));
    assert!(page.body.contains("method=\"post\" action=\"https://wiki.example/callback\""), "{}", page.body);
    let screen: AuthorizeScreen = page.page_data().open().unwrap();
    let AuthorizeState::Post { action, fields, .. } = screen.state else { panic!("{:?}", screen.state) };
    assert_eq!(action, wiki.redirect_uri);
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).unwrap().1.clone();
    assert_eq!((field("state").as_str(), field("iss").as_str()), ("the-state", PUBLIC_URL));
    wiki.exchange(&world, &field("code")).await;
}

#[apply(matrix)]
async fn a_page_that_posts_to_the_client_is_loaded_as_a_whole(database: Database) {
    let (world, wiki, mut browser) = opened(database, Client, false).await;
    for changed in [("prompt", ""), ("scope", "email")] {
        let here = waiting(&wiki, &mut browser, &[("response_mode", "form_post"), changed]).await;
        // The content security policy of another page would refuse the form.
        assert_eq!(browser.page(&here).await, PageData::Redirect(format!("{PUBLIC_URL}{here}")));
        let screen: AuthorizeScreen = browser.get(&here).await.page_data().open().unwrap();
        assert!(matches!(screen.state, AuthorizeState::Post { .. }), "the request was not used up: {screen:?}");
        assert!(browser.shown::<EnterScreen>(&here).await.is_ok(), "now it is");
    }
    assert_eq!(world.database.number("SELECT COUNT(*) FROM oauth_code").await, 1);
}

#[apply(matrix)]
async fn another_account_can_be_chosen(database: Database, style: Style) {
    let (_world, wiki, mut browser) = opened(database, style, false).await;
    let select = [("prompt", "select_account")];
    let here = waiting(&wiki, &mut browser, &select).await;
    let screen: AuthorizeScreen = browser.shown(&here).await.unwrap();
    let choose = AuthorizeState::Choose { application: "Wiki".to_owned(), email: OWNER.to_owned() };
    assert_eq!(screen.state, choose);
    pressed(&mut browser, &here, "choose_account").await;
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));

    let here = waiting(&wiki, &mut browser, &select).await;
    // Who signs in again has chosen.
    assert_eq!(browser.password_to("", OWNER, PASSWORD, &here).await.unwrap(), here);
    assert!(arrived(&wiki, &mut browser, &here).await.contains_key("code"));
}

#[apply(matrix)]
async fn who_cannot_give_a_second_step_goes_back_to_the_client(database: Database, style: Style) {
    let (_world, wiki, mut browser) = opened(database, style, false).await;
    let here = waiting(&wiki, &mut browser, &[("acr_values", "urn:portico:2")]).await;
    let screen: EnterScreen = browser.shown(&here).await.unwrap();
    assert!(matches!(screen.obstacle, Obstacle::SecondStep { .. }), "{screen:?}");
    assert_eq!(screen.here, here);
    pressed(&mut browser, &here, "decline_access").await;
    assert_eq!(arrived(&wiki, &mut browser, &here).await["error"], "unmet_authentication_requirements");
}

#[apply(matrix)]
async fn login_hint_is_filled_in(database: Database, style: Style) {
    let (world, wiki) = open(database, |_| {}).await;
    let mut browser = world.browser(style);
    for (hint, filled) in [(OWNER, OWNER), ("jo", ""), ("\"><script>", ""), ("", "")] {
        let here = waiting(&wiki, &mut browser, &[("login_hint", hint)]).await;
        let sign_in = format!("/sign-in?return_to={here}");
        assert_eq!(browser.page(&here).await, PageData::Redirect(sign_in.clone()));
        let PageData::SignIn(screen) = browser.page(&sign_in).await else { panic!("{sign_in}") };
        assert_eq!((screen.draft.email.as_str(), screen.return_to), (filled, Some(here)), "{hint}");
        let PageData::SignIn(other) = browser.page(&paths::for_another(sign_in)).await else { panic!("no page") };
        assert_eq!(other.draft.email, "");
    }
}

#[apply(matrix)]
async fn ui_locales_choose_the_language_of_a_new_browser(database: Database) {
    let (world, wiki) = open(database, |_| {}).await;
    for (own, wanted, language) in
        [(None, "fr de en", "de"), (Some("en"), "de", "en"), (None, "fr", "en"), (None, "\u{1f600}", "en")]
    {
        let mut browser = world.browser(Form);
        if let Some(own) = own {
            browser.forge_cookie("portico-language", own);
        }
        waiting(&wiki, &mut browser, &[("ui_locales", wanted)]).await;
        browser.follow().await;
        let page = browser.follow().await;
        assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{wanted}: {}", page.body);
    }
}

#[apply(matrix)]
async fn a_refused_request_leads_nowhere_else(database: Database) {
    let (_world, wiki, mut browser) = opened(database, Form, false).await;
    for (changed, fault) in [
        (("client_id", "0"), PageFault::UnknownClient),
        (("redirect_uri", ""), PageFault::NoRedirectUri),
        (("redirect_uri", "https://evil.example/"), PageFault::WrongRedirectUri),
    ] {
        let answer = wiki.authorize(&mut browser, &[changed]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""));
        let screen: AuthorizeScreen = answer.page_data().open().unwrap();
        assert_eq!(screen.state, AuthorizeState::Refused(fault));
        assert!(!answer.body.contains("evil.example"));
        assert!(answer.header("content-security-policy").contains("form-action 'self'; "));
    }
}
