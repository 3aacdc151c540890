//! The sign-in page: which methods it offers, and what it remembers about the browser.

use super::not_me_pages::{not_me, notice, sign_in};
use super::pages::*;
use app::{ApiError, not_me::NotMeLink, paths, recovery::RecoveryStage, sign_in::PasskeyButtonPosition, words};
use domain::Method;

/// The labels of the tabs, in the order of the page.
fn tabs(html: &str) -> Vec<&str> {
    html.split("role=\"tab\"").skip(1).filter_map(|tab| tab.split('>').nth(1)?.split('<').next()).collect()
}

#[tokio::test]
async fn the_tabs_are_links_in_the_order_of_the_organisation() {
    let html = html(sign_in_page(|screen| {
        screen.methods = vec![Method::Password, Method::EmailCode, Method::TextCode];
        screen.selected = Method::Password;
        screen.return_to = Some("/reports?id=1".to_owned());
    }));
    assert_eq!(tabs(&html), ["Password", "Email code", "Text code"]);
    for part in [
        "href=\"/sign-in/password?return_to=/reports%3Fid%3D1\"",
        "href=\"/sign-in/text-code?return_to=/reports%3Fid%3D1\"",
        "name=\"return_to\" value=\"/reports?id=1\"",
        "name=\"organisation\" value=\"codes\"",
        "role=\"tabpanel\"",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert_eq!(html.matches("aria-selected=\"true\"").count(), 1);
    // Without script the tabs are links, and the Tab key has to reach each of them.
    assert!(!html.contains("tabindex=\"-1\" href") && !html.split("role=\"tab\"").nth(2).unwrap().contains("tabindex"));
}

#[tokio::test]
async fn a_single_way_in_needs_no_tabs() {
    let html = html(sign_in_page(|screen| {
        screen.methods = vec![Method::Password];
        screen.selected = Method::Password;
    }));
    assert!(!html.contains("role=\"tab") && html.contains("action=\"/api/sign_in_with_password\""), "{html}");
}

#[tokio::test]
async fn each_way_in_has_its_form() {
    for (method, action, parts) in [
        (Method::EmailCode, "/api/send_code", ["Email address", "Send code", "autocomplete=\"email\""]),
        (Method::TextCode, "/api/send_text", ["Phone number", "Send code", "autocomplete=\"tel\""]),
        (
            Method::Password,
            "/api/sign_in_with_password",
            ["Forgot password?", "Sign in<", "autocomplete=\"current-password\""],
        ),
    ] {
        let html = html(sign_in_page_with(method));
        assert!(html.contains(&format!("action=\"{action}\"")), "{html}");
        for part in parts {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
    }
}

#[tokio::test]
async fn a_phone_number_is_read_by_the_chosen_country() {
    let typed = html(sign_in_page(|screen| {
        screen.selected = Method::TextCode;
        screen.draft.phone = "020 7946 0000".to_owned();
        screen.draft.country = "GB".to_owned();
    }));
    for part in ["United States +1", "value=\"020 7946 0000\"", "For example 07400 123456", "aria-label=\"Country\""] {
        assert!(typed.contains(part), "{part} is missing in {typed}");
    }
    let chosen = typed.split("<option").skip(1).find(|option| option.contains("selected")).unwrap();
    assert!(chosen.contains("United Kingdom +44"));
    let only = html(sign_in_page(|screen| {
        screen.selected = Method::TextCode;
        screen.countries.truncate(1);
    }));
    assert!(!only.contains("<select") && only.contains("name=\"country\" value=\"US\""), "{only}");
}

#[tokio::test]
async fn what_this_browser_knows_is_said_and_can_be_forgotten() {
    let plain = html(sign_in_page_with(Method::EmailCode));
    assert!(!plain.contains("You signed in this way last time.") && !plain.contains("You're signed in as"));
    let known = html(sign_in_page(|screen| {
        screen.is_remembered = true;
        screen.signed_in_as = Some("jo@example.com".to_owned());
    }));
    for part in [
        "You signed in this way last time.",
        "/api/forget_method",
        "You're signed in as",
        "jo@example.com",
        "/api/sign_out",
        "href=\"/account\"",
        "action=\"/api/send_code\"",
    ] {
        assert!(known.contains(part), "{part} is missing in {known}");
    }
}

#[tokio::test]
async fn signing_up_is_offered_only_where_it_is_open() {
    let returning = html(sign_in_page(|screen| screen.return_to = Some("/x".to_owned())));
    assert!(returning.contains("href=\"/sign-up?return_to=/x\""));
    assert!(!html(sign_in_page(|screen| screen.may_sign_up = false)).contains("/sign-up"));
}

#[tokio::test]
async fn a_demonstration_says_who_can_sign_in_and_where_the_messages_are() {
    let html = html(sign_in_page(|screen| screen.demo = vec![demo_account()]));
    for part in ["member@codes.example", "+12015550142", "Portico-Demo-2026", "Fill in", paths::DEV_INBOX] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[tokio::test]
async fn the_way_back_in_shows_what_needs_no_password() {
    let html_with = html(recovery(RecoveryStage::Help, &METHODS[..2]));
    assert!(html_with.contains("href=\"/sign-in/email-code\"") && html_with.contains("href=\"/sign-in/text-code\""));
    let without = html(recovery(RecoveryStage::Help, &[]));
    assert!(!without.contains("-code") && without.contains("They can restore your access."), "{without}");
}

#[tokio::test]
async fn nothing_happens_by_opening_this_was_not_me() {
    let question = html(not_me(NotMeLink::Open(sign_in()), true));
    for part in [
        "New sign-in to your account",
        "22 November 2026, 10:53 UTC",
        "Firefox on Linux",
        "203.0.113.7",
        "j•••@example.com",
        "/api/was_not_me",
    ] {
        assert!(question.contains(part), "{part} is missing in {question}");
    }
    let changed = || notice("Your password was changed");
    let question = html(not_me(NotMeLink::Open(changed()), true));
    assert!(question.contains("Your password was changed") && question.contains("email you a link"), "{question}");
    assert!(!question.contains("<dt>Browser"), "{question}");
    let reported = html(not_me(NotMeLink::Reported(changed()), true));
    assert!(reported.contains("been signed out everywhere") && reported.contains("emailed you a link"), "{reported}");
    let over = html(not_me(NotMeLink::Over, true));
    assert!(over.contains("This link no longer works") && over.contains("href=\"/recovery\""), "{over}");
    for ended in [&reported, &over] {
        assert!(!ended.contains("action=\"/api/") && ended.matches("button--primary").count() == 1, "{ended}");
    }
    for link in [NotMeLink::Open(changed()), NotMeLink::Reported(changed()), NotMeLink::Over] {
        let without = html(not_me(link, false));
        assert!(!without.contains("/recovery") && !without.contains("link to choose"), "{without}");
    }
    let page = not_me(NotMeLink::Open(sign_in()), true);
    let busy = refused("/not-me/aB3-_", "/api/was_not_me", &ApiError::Busy { seconds: 2 }, page);
    assert!(busy.contains(words::failure(&ApiError::Busy { seconds: 2 }).0));
}

#[tokio::test]
async fn the_passkey_has_a_button_where_the_organisation_puts_it() {
    let button = |html: &str| html.find("Sign in with a passkey");
    let without = html(sign_in_page(|_| ()));
    assert!(button(&without).is_none() && !without.contains("webauthn"), "{without}");
    for (place, is_above) in [
        (PasskeyButtonPosition::Above, true),
        (PasskeyButtonPosition::Below, false),
        (PasskeyButtonPosition::Remembered, true),
    ] {
        let html = html(sign_in_page(|screen| {
            screen.passkey = Some(place);
            screen.is_remembered = place == PasskeyButtonPosition::Remembered;
        }));
        assert_eq!(button(&html) < html.find("role=\"tablist\""), is_above, "{html}");
        // The field in which a browser offers passkeys, and the text that shows without script.
        assert!(html.contains("autocomplete=\"username webauthn\"") && html.contains("Passkeys need JavaScript"));
        assert_eq!(html.contains("You signed in this way last time."), place == PasskeyButtonPosition::Remembered);
    }
}
