//! The sign-in method that worked last in a browser comes first, already in the server's HTML, until it is forgotten.

use crate::support::prelude::*;
use domain::Method::{self, EmailCode, Password, TextCode};

const METHOD: &str = "portico-method";
const SESSION: &str = "portico";
const REMEMBERED: &str = "You signed in this way last time.";
const USUAL: [&str; 3] = ["Email code", "Text code", "Password"];

/// The tabs in a sign-in page's HTML, in order, and those of them that are selected.
fn tabs(html: &str) -> (Vec<String>, Vec<String>) {
    let (mut all, mut selected) = (Vec::new(), Vec::new());
    for tab in html.split("<a ").skip(1).filter(|link| link.split('>').next().unwrap().contains("role=\"tab\"")) {
        let (attributes, rest) = tab.split_once('>').unwrap();
        let name = rest.split("</a>").next().unwrap().replace("<!>", "");
        if attributes.contains("aria-selected=\"true\"") {
            selected.push(name.clone());
        }
        all.push(name);
    }
    (all, selected)
}

async fn enter(world: &World, browser: &mut Browser, method: Method) {
    match method {
        EmailCode => drop(world.sign_in(browser, OWNER).await),
        Password => drop(browser.password(OWNER, PASSWORD).await.unwrap()),
        TextCode => {
            let (challenge, code) = world.text_code(browser, NUMBER).await;
            browser.verify(challenge, &code).await.unwrap();
        }
        Method::Passkey => panic!("it takes a device"),
    }
}

/// What the page itself must show besides its tabs.
fn field_of(method: Method) -> &'static str {
    match method {
        EmailCode => "action=\"/api/send_code\"",
        TextCode => "action=\"/api/send_text\"",
        Password => "action=\"/api/sign_in_with_password\"",
        Method::Passkey => panic!("it has no form"),
    }
}

#[apply(matrix)]
#[case(EmailCode, ["Email code", "Text code", "Password"])]
#[case(TextCode, ["Text code", "Email code", "Password"])]
#[case(Password, ["Password", "Email code", "Text code"])]
async fn the_way_that_worked_last_comes_first_and_is_selected_in_the_first_html(
    database: Database,
    style: Style,
    #[case] method: Method,
    #[case] order: [&str; 3],
) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    let html = browser.get("/sign-in").await.body;
    assert_eq!(tabs(&html).0, USUAL);
    assert!(!html.contains(REMEMBERED), "{html}");
    enter(&world, &mut browser, method).await;
    browser.sign_out().await.unwrap();
    for _ in 0..2 {
        let html = browser.get("/sign-in").await.body;
        assert_eq!(tabs(&html), (order.map(str::to_owned).into(), vec![order[0].to_owned()]));
        assert!(html.contains(REMEMBERED) && html.contains(field_of(method)), "{html}");
        let PageData::SignIn(screen) = browser.page("/sign-in").await else { panic!("no sign-in page") };
        assert_eq!((screen.methods[0], screen.selected, screen.is_remembered), (method, method, true));
        world.clock.advance(Seconds::days(100));
    }
    // The page of another method selects that method and keeps the order.
    for (other, segment) in [(EmailCode, "email-code"), (TextCode, "text-code"), (Password, "password")] {
        let html = browser.get(&format!("/sign-in/{segment}")).await.body;
        assert_eq!(tabs(&html).0, order);
        assert!(html.contains(field_of(other)), "{html}");
    }
}

#[apply(matrix)]
async fn it_is_forgotten_on_request(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    enter(&world, &mut browser, Password).await;
    browser.sign_out().await.unwrap();
    assert!(browser.get("/sign-in").await.body.contains(REMEMBERED));
    assert_eq!(browser.forget_method().await.as_deref(), Ok("/sign-in"));
    assert_eq!(browser.cookie(METHOD), None);
    let html = browser.get("/sign-in").await.body;
    assert_eq!(tabs(&html), (USUAL.map(str::to_owned).into(), vec!["Email code".to_owned()]));
    assert!(!html.contains(REMEMBERED), "{html}");
    assert_eq!(browser.forget_method().await.as_deref(), Ok("/sign-in"), "again is harmless");
    assert!(browser.cookie("portico-device").is_some(), "the browser is still known");
}

#[apply(matrix)]
async fn the_last_way_that_worked_counts_not_the_last_that_was_tried(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    for (method, name) in [(Password, "password"), (TextCode, "text_code"), (EmailCode, "email_code")] {
        world.clock.advance(Seconds(60));
        enter(&world, &mut browser, method).await;
        browser.password(OWNER, "wrong").await.unwrap_err();
        browser.send(OWNER).await.unwrap();
        assert_eq!(browser.cookie(METHOD), Some(format!("{name}.codes").as_str()));
    }
}

#[apply(matrix)]
#[case("fax")]
#[case("")]
#[case("PASSWORD")]
#[case("password")]
#[case("password.")]
#[case("password;x")]
#[case("\"password\"")]
#[case("<script>alert(1)</script>")]
async fn a_cookie_with_nonsense_is_ignored(database: Database, #[case] value: &str) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(Form);
    browser.forge_cookie(METHOD, value);
    let page = browser.get("/sign-in").await;
    assert_eq!(page.status, 200);
    assert_eq!(tabs(&page.body), (USUAL.map(str::to_owned).into(), vec!["Email code".to_owned()]));
    assert!(!page.body.contains("alert(1)") && !page.body.contains("fax"), "{}", page.body);
}

#[apply(matrix)]
async fn a_way_that_the_organisation_does_not_offer_is_ignored(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    world.found("birchfield", "Birchfield", Preset::Links).await;
    let mut browser = world.browser(style);
    enter(&world, &mut browser, TextCode).await;
    let PageData::SignIn(screen) = browser.page("/o/birchfield/sign-in").await else { panic!("no sign-in page") };
    assert_eq!((screen.methods, screen.is_remembered), (vec![Password, EmailCode], false));
    browser.forge_cookie(METHOD, "email_code.birchfield");
    let PageData::SignIn(screen) = browser.page("/o/birchfield/sign-in").await else { panic!("no sign-in page") };
    assert_eq!((screen.methods, screen.is_remembered), (vec![EmailCode, Password], true));
}

#[apply(matrix)]
async fn the_page_says_so_only_at_the_organisation_where_it_worked(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    world.found("birchfield", "Birchfield", Preset::Links).await;
    let mut browser = world.browser(style);
    enter(&world, &mut browser, Password).await;
    browser.sign_out().await.unwrap();
    for (page, is_said) in [("/sign-in", true), ("/o/north-star/sign-in", false), ("/o/birchfield/sign-in", false)] {
        let html = browser.get(page).await.body;
        assert_eq!(tabs(&html).0[0], "Password", "{page}");
        assert_eq!(html.contains(REMEMBERED), is_said, "{page}: {html}");
    }
}

#[apply(matrix)]
async fn signing_up_is_not_signing_in(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    let person = Person { name: "Mo", email: "mo@example.com", phone: "", country: "US", password: PASSWORD };
    let challenge = browser.sign_up(person).await.unwrap();
    let code = world.code_for(person.email).await;
    browser.verify(challenge, &code).await.unwrap();
    assert!(browser.cookie(SESSION).is_some());
    assert_eq!(browser.cookie(METHOD), None);
}

#[apply(matrix)]
async fn a_kept_page_is_shown_to_those_only_whose_way_is_the_same(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let mut browsers = Vec::new();
    for (value, first, is_remembered) in [
        (None, "Email code", false),
        (Some("password.codes"), "Password", true),
        (Some("nonsense"), "Email code", false),
        (Some("text_code.codes"), "Text code", true),
        (Some("text_code.birchfield"), "Text code", false),
        (Some("email_code.codes"), "Email code", true),
    ] {
        let mut browser = world.browser(Form);
        if let Some(value) = value {
            browser.forge_cookie(METHOD, value);
        }
        browsers.push((browser, first, is_remembered));
    }
    // All requests are within the second in which a cached rendering is shared, and come in every order.
    for turn in 0..browsers.len() {
        browsers.rotate_left(turn);
        for (browser, first, is_remembered) in &mut browsers {
            for page in ["/sign-in", "/sign-in/password", "/o/north-star/sign-in"] {
                let html = browser.get(page).await.body;
                assert_eq!(tabs(&html).0[0], *first, "{page}");
                let is_said = *is_remembered && !page.contains("north-star");
                assert_eq!(html.contains(REMEMBERED), is_said, "{page}: {html}");
            }
        }
    }
}
