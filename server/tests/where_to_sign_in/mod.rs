//! A session's end leads to the sign-in page of its organisation, and a code that was entered already redirects.

mod second_press;

use crate::support::prelude::*;
use app::{
    invitation::InvitationScreen, recovery::NewPasswordScreen, second_step::SecondStepScreen, settings::UndoScreen,
};

const THERE: &str = "/o/north-star/sign-in";
/// Longer than a session may be idle.
const LATER: Seconds = Seconds::days(8);

/// A browser whose session in another than the default organisation has expired.
async fn gone(world: &World, style: Style) -> Browser {
    let mut browser = world.browser(style);
    world.sign_in_at(&mut browser, "north-star", TENANT).await;
    world.clock.advance(LATER);
    browser
}

/// The name of the cookie that remembers the organisation.
fn remembering(browser: &Browser) -> String {
    let names = browser.cookie_names();
    names.into_iter().find(|name| name.ends_with("portico-organisation")).expect("nothing is remembered").to_owned()
}

#[apply(matrix)]
#[case("/", THERE)]
#[case("/account", THERE)]
#[case("/settings/account", "/o/north-star/sign-in?return_to=/settings/account")]
#[case(
    "/settings/security?done=others-ended",
    "/o/north-star/sign-in?return_to=/settings/security%3Fdone%3Dothers-ended"
)]
#[case("/settings/account?__path=a&__err=b", "/o/north-star/sign-in?return_to=/settings/account")]
#[case("/admin/people", "/o/north-star/sign-in?return_to=/admin/people")]
#[case("/welcome/phone", THERE)]
#[case("/welcome?return_to=/settings/account", "/o/north-star/sign-in?return_to=/settings/account")]
async fn a_session_s_end_leads_to_the_page_of_its_organisation(
    #[case] page: &str,
    #[case] leads: &str,
    database: Database,
    style: Style,
) {
    let world = World::open(database).await;
    let mut browser = gone(&world, style).await;
    assert_eq!(browser.page(page).await, PageData::Redirect(leads.to_owned()));
    // An unknown organisation in the cookie is ignored.
    let name = remembering(&browser);
    for slug in ["nowhere", "A%20B", ""] {
        browser.forge_cookie(&name, slug);
        assert_eq!(browser.page(page).await, PageData::Redirect(leads.replace("/o/north-star", "")), "{slug}");
    }
}

#[apply(matrix)]
async fn what_is_no_page_leads_there_too(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = gone(&world, style).await;
    for (path, leads) in [
        ("/settings/download", "/o/north-star/sign-in?return_to=/settings/account"),
        ("/admin/audit.csv?q=x", "/o/north-star/sign-in?return_to=/admin/audit.csv%3Fq%3Dx"),
    ] {
        assert_eq!(browser.get(path).await.header("location"), leads);
    }
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data")];
    let application = format!("/admin/applications/{}", "0".repeat(32));
    let logo = format!("{application}/logo");
    for (path, back) in [
        ("/admin/people/import", "/admin/people/import"),
        ("/admin/branding/logo", "/admin/branding"),
        (logo.as_str(), application.as_str()),
    ] {
        let answer = browser.request("POST", path, &headers, "").await;
        assert_eq!(answer.header("location"), format!("{THERE}?return_to={back}"), "{path}");
    }
    assert_eq!(browser.sign_out().await.unwrap(), THERE, "also with a session that is dead");
    assert_eq!(browser.sign_out().await.unwrap(), THERE, "and with none");
    assert_eq!(browser.page("/account").await, PageData::Redirect(THERE.to_owned()));
    // Signing in to another organisation replaces the remembered one.
    world.sign_in(&mut browser, OWNER).await;
    browser.sign_out().await.unwrap();
    assert_eq!(browser.page("/account").await, PageData::Redirect("/sign-in".to_owned()));
}

#[apply(matrix)]
async fn pages_behind_links_that_are_over_say_where_to_sign_in(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = gone(&world, style).await;
    for path in ["/new-password/unknown", "/reset/unknown", "/choose-password"] {
        let screen: NewPasswordScreen = browser.shown(path).await.unwrap();
        assert_eq!(screen.organisation.slug.as_str(), "north-star", "{path}");
    }
    let undo: UndoScreen = browser.shown("/undo/unknown").await.unwrap();
    let invitation: InvitationScreen = browser.shown("/invitation/unknown").await.unwrap();
    let over: SecondStepScreen = browser.shown("/sign-in/second-step").await.unwrap();
    for organisation in [undo.organisation, invitation.organisation, over.organisation] {
        assert_eq!(organisation.slug.as_str(), "north-star");
    }
    assert_eq!(browser.act("leave_second_step", &[]).await.unwrap(), THERE);
    let html = browser.get("/not-me/unknown").await.body;
    assert!(html.contains("href=\"/o/north-star/recovery\""), "{html}");
    // The page for an unknown path leads to `/`, which redirects.
    let html = browser.get("/nowhere").await.body;
    assert!(html.contains("href=\"/\""), "{html}");
}

#[apply(matrix)]
async fn a_link_that_was_damaged_on_its_way_has_a_page_of_its_kind(database: Database, style: Style) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    browser.forge_cookie("theme", "dark");
    for path in [
        "/not-me/a/b",
        "/not-me/%00",
        "/undo/a/b",
        "/confirm-email/a/b",
        "/new-password/a%20b",
        "/reset/a/b",
        "/invitation/a/b",
        "/enter/a/b",
        "/sign-out/a/b",
        "/authorize/1",
        "/sign-in/code/1",
    ] {
        let page = browser.page(path).await;
        assert!(!matches!(page, PageData::NotFound | PageData::Failed(_) | PageData::Redirect(_)), "{path}: {page:?}");
    }
}

#[apply(matrix)]
async fn a_code_page_in_another_browser_leads_to_where_the_code_was_asked_for(
    database: Database,
    style: Style,
    #[values(TENANT, STRANGER)] address: &str,
) {
    let world = World::open(database).await;
    let challenge = world.browser(style).send_to("north-star", address).await.unwrap();
    let page = format!("/sign-in/code/{challenge}");
    let mut other = world.browser(style);
    let answer = other.get(&page).await;
    assert_eq!(answer.page_data(), PageData::Elsewhere(THERE.to_owned()));
    assert!(answer.status == 404 && answer.body.contains(&format!("href=\"{THERE}\"")), "{}", answer.body);
    let unknown = "/sign-in/code/0123456789abcdef0123456789abcdef";
    assert_eq!(other.get(unknown).await.page_data(), PageData::Elsewhere("/sign-in".to_owned()));
    let mut gone = gone(&world, style).await;
    assert_eq!(gone.page(unknown).await, PageData::Elsewhere(THERE.to_owned()));
}

#[rstest]
#[case("/sign-in/", "/sign-in")]
#[case("/sign-in/?return_to=/account", "/sign-in?return_to=/account")]
#[case("/admin/?q=a%20b", "/admin?q=a%20b")]
#[case("/o/north-star", "/o/north-star/sign-in")]
#[case("/o/north-star/?x=1", "/o/north-star/sign-in?x=1")]
#[case("/new-password/aB3-_.", "/new-password/aB3-_")]
#[case("/undo/aB3-_%3E", "/undo/aB3-_")]
#[case("/invitation/aB3-_)=", "/invitation/aB3-_")]
#[tokio::test]
async fn paths_with_something_behind_them_lead_to_their_page(
    #[case] path: &str,
    #[case] leads: &str,
    #[values(Sqlite)] database: Database,
    #[values(Client, Form)] style: Style,
) {
    let world = World::open(database).await;
    let mut browser = world.browser(style);
    assert_eq!(browser.page(path).await, PageData::Redirect(leads.to_owned()));
    assert_eq!(browser.page("/nowhere/").await, PageData::NotFound);
    assert_eq!(browser.page("//north-star.example/").await, PageData::NotFound);
}
