//! Where sign-in leads: to the requested URL, if the organisation allows it, else to the account page.

use crate::support::prelude::*;
use app::redirect::Redirect;

const WAYS: [&str; 4] = ["password", "email code", "text code", "sign-up"];

/// The page where a sign-in method begins, with the requested URL.
fn start(way: &str, wanted: &str) -> String {
    let page = match way {
        "password" => "/sign-in/password",
        "email code" => "/sign-in/email-code",
        "text code" => "/sign-in/text-code",
        _ => "/sign-up",
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", wanted).finish();
    format!("{page}?{query}")
}

/// The `return_to` that the form of a page would post.
async fn posted(browser: &mut Browser, page: &str) -> String {
    let html = browser.get(page).await.body;
    let (_, input) = html.split_once("name=\"return_to\"").expect("a hidden input");
    let value = input.split_once("value=\"").map_or("", |(_, rest)| rest.split_once('"').unwrap().0);
    value.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"")
}

/// Signs in and returns where that leads. `return_to` is what the page posts, or the requested URL, forged.
async fn enter(world: &World, browser: &mut Browser, way: &str, return_to: &str) -> String {
    let organisation = ("organisation", "");
    let (function, fields, code_to) = match way {
        "password" => return browser.password_to("", OWNER, PASSWORD, return_to).await.unwrap(),
        "email code" => ("send_code", vec![organisation, ("email", OWNER)], OWNER),
        "text code" => ("send_text", vec![organisation, ("phone", NUMBER)], NUMBER),
        _ => {
            // Each browser signs up with another address.
            let email = format!("mo-{}@example.com", browser.client);
            let person = Person { name: "Mo", email: &email, phone: "", country: "", password: PASSWORD };
            let challenge = browser.sign_up_to("", person, return_to).await.unwrap();
            let code = world.code_for(&email).await;
            return browser.verify(challenge, &code).await.unwrap();
        }
    };
    let fields: Vec<_> = fields.into_iter().chain([("return_to", return_to)]).collect();
    let path = browser.act(function, &fields).await.unwrap();
    let challenge = challenge_in(&path);
    let code = if code_to == NUMBER { world.texted_to(NUMBER).await } else { world.code_for(OWNER).await };
    browser.verify(challenge, &code).await.unwrap()
}

#[apply(matrix)]
#[case("/reports?id=1&x=a%20b#top", "/reports?id=1&x=a%20b#top", true)]
#[case("/account", "/account", false)]
#[case("https://app.example/inbox?a=1&b=2", "https://app.example/inbox?a=1&b=2", true)]
#[case("https://app.example", "https://app.example", true)]
#[case("https://evil.example", "/account", false)]
#[case("https://app.example.evil.example/", "/account", false)]
#[case("//evil.example", "/account", false)]
#[case("/.//evil.example/phish?cookie-check=", "/account", false)]
#[case("/\\evil.example", "/account", false)]
#[case("javascript:alert(1)", "/account", false)]
#[case("", "/account", false)]
async fn a_place_that_is_allowed_is_where_it_leads(
    database: Database,
    style: Style,
    #[case] wanted: &str,
    #[case] leads_to: &str,
    #[case] is_away: bool,
) {
    for way in WAYS {
        let world = World::with_password_and_phone(database).await;
        let mut browser = world.browser(style);
        // The page has checked the URL. The function checks it again, because a request can be forged.
        let return_to = posted(&mut browser, &start(way, wanted)).await;
        assert_eq!(return_to == wanted, is_away || wanted == leads_to || wanted.is_empty(), "{way}: {return_to}");
        let forged = world.browser(style);
        for (mut browser, return_to) in [(browser, return_to), (forged, wanted.to_owned())] {
            assert_eq!(enter(&world, &mut browser, way, &return_to).await, leads_to, "{way}");
            let answer = browser.last.clone().unwrap();
            // For a browser without cookies, the way to a page of this site includes a check for cookies.
            let bare = |path: &str| {
                path.split_once("cookie-check=").map_or(path, |(path, _)| &path[..path.len() - 1]).to_owned()
            };
            match style {
                Client => {
                    let to = answer.decoded::<Redirect>();
                    assert_eq!((bare(&to.path).as_str(), to.is_full_load), (leads_to, is_away), "{way}");
                }
                Form => {
                    let to = (answer.status.as_u16(), bare(answer.header("location")));
                    assert_eq!(to, (303, leads_to.to_owned()), "{way}");
                }
            }
        }
    }
}

#[apply(matrix)]
async fn it_survives_the_other_ways_the_code_screen_and_a_refusal(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(style);
    let wanted = format!("{APPLICATION}/inbox?a=1");
    let escaped = "https://app.example/inbox%3Fa%3D1";
    let page = browser.get(&start("password", &wanted)).await.body;
    for link in ["/sign-in/email-code", "/sign-in/text-code", "/sign-up"] {
        assert!(page.contains(&format!("href=\"{link}?return_to={escaped}\"")), "{link} forgot it: {page}");
    }
    browser.at = start("password", &wanted);
    browser.password_to("", OWNER, "wrong", &wanted).await.unwrap_err();
    if style == Form {
        let page = browser.follow().await;
        assert!(page.body.contains("value=\"https://app.example/inbox?a=1\""), "{}", page.body);
    }
    browser.at = start("email code", &wanted);
    let path = browser.act("send_code", &[("organisation", ""), ("email", OWNER), ("return_to", &wanted)]).await;
    let challenge = challenge_in(&path.unwrap());
    let screen = browser.screen(challenge).await.unwrap();
    assert_eq!(screen.return_to.as_deref(), Some(wanted.as_str()));
    assert_eq!(screen.start, format!("/sign-in/email-code?return_to={escaped}"));
    world.clock.advance(Seconds(60));
    browser.resend(challenge).await.unwrap();
    let code = world.code_for(OWNER).await;
    assert_eq!(browser.verify(challenge, &code).await, Ok(wanted));
}

#[apply(matrix)]
async fn only_pages_that_lead_there_may_send_a_form_there(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(Form);
    let away = " form-action 'self' https://app.example;";
    let mut policies = Vec::new();
    for (page, is_away) in [
        ("/sign-in?return_to=https://app.example/x", true),
        ("/sign-in/password?return_to=https%3A%2F%2Fapp.example", true),
        ("/sign-up?return_to=https://app.example/x?y", true),
        // Sign-in pages without an external URL. Cached renderings of these may be shared.
        ("/sign-in", false),
        ("/sign-in/password", false),
        ("/sign-up", false),
        ("/sign-in?return_to=/reports", false),
        ("/sign-in?return_to=https://evil.example", false),
        ("/sign-in?return_to=https://app.example;%20script-src%20*", false),
        // The forms of these pages lead to pages of this site, which pass the URL on.
        ("/recovery?return_to=https://app.example", false),
        ("/invitation?return_to=https://app.example", false),
        ("/invitation/confirmed?return_to=https://app.example", false),
        ("/nowhere?return_to=https://app.example", false),
    ] {
        let policy = browser.get(page).await.header("content-security-policy").to_owned();
        assert_eq!(policy.contains(away), is_away, "{page}: {policy}");
        assert!(is_away || policy.contains("form-action 'self';"), "{page}: {policy}");
        policies.push(policy);
    }
    for (wanted, is_away) in [("https://app.example/x", true), ("/reports", false)] {
        let mut browser = world.browser(Form);
        let path = browser.act("send_code", &[("organisation", ""), ("email", OWNER), ("return_to", wanted)]).await;
        let policy = browser.get(&path.unwrap()).await.header("content-security-policy").to_owned();
        assert_eq!(policy.contains(away), is_away, "{wanted}: {policy}");
    }
}

#[apply(matrix)]
async fn each_organisation_has_a_list_of_its_own(database: Database, style: Style) {
    let world = World::with_password_and_phone(database).await;
    world.found("birchfield", "Birchfield", Preset::Links).await;
    world.settle("birchfield", "li@birch.example", None, Role::Member).await;
    world.give_password("li@birch.example", PASSWORD).await;
    world.database.execute("UPDATE organisation SET return_origins = '[]' WHERE slug = 'birchfield'").await;
    let mut browser = world.browser(style);
    let path = browser.password_to("birchfield", "li@birch.example", PASSWORD, "https://app.example/").await;
    assert_eq!(path.as_deref(), Ok("/account"));
    let path = browser.password_to("codes", OWNER, PASSWORD, "https://app.example/").await;
    assert_eq!(path.as_deref(), Ok("https://app.example/"));
}

#[apply(matrix)]
async fn the_front_door_leads_to_the_right_place(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let mut browser = world.browser(Form);
    let leads_to = async |browser: &mut Browser| {
        let answer = browser.get("/").await;
        assert_eq!(answer.status, 303);
        answer.header("location").to_owned()
    };
    assert_eq!(leads_to(&mut browser).await, "/sign-in");
    browser.password(OWNER, PASSWORD).await.unwrap();
    assert_eq!(leads_to(&mut browser).await, "/account");
    browser.sign_out().await.unwrap();
    assert_eq!(leads_to(&mut browser).await, "/sign-in");
    browser.forge_cookie("portico", &"A".repeat(43));
    assert_eq!(leads_to(&mut browser).await, "/sign-in");
}

#[apply(matrix)]
async fn who_is_signed_in_already_is_told_who_they_are(database: Database) {
    let world = World::with_password_and_phone(database).await;
    let (mut browser, mut stranger) = (world.browser(Form), world.browser(Form));
    assert!(!stranger.get("/sign-in").await.body.contains("You're signed in as"));
    browser.password(OWNER, PASSWORD).await.unwrap();
    for page in ["/sign-in", "/sign-in/password", "/o/north-star/sign-in"] {
        let html = browser.get(page).await.body;
        assert!(html.contains("You're signed in as") && html.contains(OWNER), "{html}");
        assert!(html.contains("href=\"/account\"") && html.contains("action=\"/api/sign_out\""), "{html}");
        assert!(!stranger.get(page).await.body.contains(OWNER), "somebody else's page was shown");
    }
    let html = browser.get("/sign-in?return_to=https://app.example/x").await.body;
    assert!(html.contains("href=\"https://app.example/x\""), "{html}");
    world.sign_in(&mut browser, ADMIN).await;
    assert_eq!(browser.account().await.unwrap().email, ADMIN, "the form below works all the same");
    browser.sign_out().await.unwrap();
    assert!(!browser.get("/sign-in").await.body.contains("You're signed in as"));
}
