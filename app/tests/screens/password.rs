//! Signing in with a password: what the page shows and keeps after a refusal.

use super::pages::*;
use app::ApiError;
use domain::refusal::{PasswordRefusal, Refusal};
use domain::{Method, Seconds};

const FUNCTION: &str = "/api/sign_in_with_password";
const PATH: &str = "/sign-in/password";

fn after(error: Refusal, methods: &[Method]) -> String {
    let page = sign_in_page(|screen| {
        screen.methods = methods.to_vec();
        screen.selected = Method::Password;
        screen.draft.email = "you@example.com".to_owned();
    });
    refused(PATH, FUNCTION, &ApiError::Refused(error), page)
}

/// The tag of the `<input>` with this id.
fn input<'a>(html: &'a str, id: &str) -> &'a str {
    html.split("<input").find(|input| input.contains(&format!(" id=\"{id}\""))).unwrap().split('>').next().unwrap()
}

#[tokio::test]
async fn a_wrong_pair_keeps_the_address_and_leads_to_the_password() {
    let html = after(Refusal::Password(PasswordRefusal::Wrong { attempt: 2, of: 5 }), &METHODS);
    assert!(html.contains("Invalid email or password. Attempt 2 of 5."));
    assert!(
        input(&html, "email").contains("value=\"you@example.com\"") && !input(&html, "email").contains("autofocus")
    );
    let password = input(&html, "password");
    for part in ["aria-invalid=\"true\"", "aria-describedby=\"password-error\"", "autofocus"] {
        assert!(password.contains(part), "{part} is missing in {password}");
    }
    assert!(!password.contains("value=") && !password.contains("maxlength"));
}

#[tokio::test]
async fn a_slow_down_says_how_long_also_without_script() {
    let html = after(Refusal::Password(PasswordRefusal::SlowedDown { next_at: NOW + Seconds(4) }), &METHODS);
    assert!(html.contains("Email and Password do not match") && html.contains("You can try again at 08:00:04 UTC."));
    assert!(!html.contains("aria-disabled"), "nothing would count the button down");
    let over = after(Refusal::Password(PasswordRefusal::SlowedDown { next_at: NOW }), &METHODS);
    assert!(!over.contains("You can try again at"));
}

#[tokio::test]
async fn a_lockout_shows_its_end_and_the_other_ways_in() {
    let lockout = Refusal::TooManyAttempts { until: Some(NOW + Seconds(3138)) };
    let html = after(lockout, &METHODS);
    for part in [
        "52:18",
        "You can try again at 08:53 UTC.",
        "Only password sign-in is paused. Your account is safe",
        "Email me a code",
        "Text me a code",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    let form = html.split("<form").find(|form| form.contains(FUNCTION)).unwrap();
    assert!(form.split('>').next().unwrap().contains("hidden"), "the form waits");
    let primary = |html: &str| html.matches("button--primary button--wide").count();
    let code = html.split("<form").find(|form| form.contains("/api/send_code")).unwrap();
    assert_eq!((primary(code), code.contains("Email me a code")), (1, true), "it posts the address: {code}");
    let only = after(lockout, &[Method::Password]);
    let links = only.split("<a ").filter_map(|link| link.split_once("</a>")).map(|(link, _)| link);
    let forgot: Vec<_> = links.filter(|link| link.contains("Forgot password?")).collect();
    assert!(forgot.len() == 1 && primary(forgot[0]) == 1, "{only}");
    assert!(only.contains("Wait until the time is up") && !only.contains("Email me a code"), "{only}");
}

#[tokio::test]
async fn a_lockout_that_is_over_gives_the_form_back() {
    let html = after(Refusal::TooManyAttempts { until: Some(NOW) }, &METHODS);
    assert!(!html.contains("Too many attempts") && !html.contains("Email me a code"), "{html}");
}

#[tokio::test]
async fn a_password_can_be_shown_only_with_script() {
    let html = html(sign_in_page_with(Method::Password));
    let button = html.split("<button").find(|button| button.contains("Show password")).unwrap();
    assert!(button.contains("with-script") && button.contains("type=\"button\""));
}
