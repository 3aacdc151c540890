//! The second step in the settings: the authenticator app and the recovery codes.

use super::{pages::*, settings_pages::*};
use app::ApiError;
use app::page::PageData;
use app::settings::{AuthenticatorView, QrCode, RecoveryCodesView, SecondStepView, WaitingApp};
use domain::refusal::{CodeRefusal, Refusal};
use domain::totp::ClockError;

pub fn on() -> SecondStepView {
    SecondStepView {
        takes_authenticator: true,
        authenticator: Some("yesterday".to_owned()),
        may_turn_off: true,
        recovery_codes: Some(8),
    }
}

fn with(change: impl FnOnce(&mut SecondStepView)) -> PageData {
    let mut view = on();
    change(&mut view);
    security(|security| security.second_step = Some(view))
}

fn set_up(is_on: bool) -> PageData {
    let picture = QrCode { size: 37, path: "M4 4h7v1H4z".to_owned() };
    let waiting = Some(WaitingApp { picture, key: "GEZD GNBV".to_owned(), link: LINK.to_owned() });
    settings(SettingsPage::Authenticator(AuthenticatorView { waiting, is_on }))
}

fn begin() -> PageData {
    settings(SettingsPage::Authenticator(AuthenticatorView { waiting: None, is_on: false }))
}

fn codes(fresh: &[&str], left: u32) -> PageData {
    let fresh = fresh.iter().map(|&code| code.to_owned()).collect();
    settings(SettingsPage::RecoveryCodes(RecoveryCodesView { fresh, left }))
}

fn fresh() -> PageData {
    codes(&["0123-4567-89AB-CDEF", "ABCD-EFGH-JKMN-PQRS"], 10)
}

fn off() -> PageData {
    with(|view| (view.authenticator, view.recovery_codes) = (None, None))
}

const LINK: &str = "otpauth://totp/Alderway:member@codes.example?secret=GEZDGNBV&issuer=Alderway";
const ONBOARDING: &str = "/welcome/second-step?return_to=/x";

/// The pages of the authenticator app and of recovery codes, opened from the onboarding.
fn from_onboarding() -> [PageData; 4] {
    let picture = QrCode { size: 37, path: "M4 4h7v1H4z".to_owned() };
    let waiting = Some(WaitingApp { picture, key: "GEZD GNBV".to_owned(), link: LINK.to_owned() });
    let codes = |fresh: &[&str]| RecoveryCodesView { fresh: fresh.iter().map(|&code| code.into()).collect(), left: 10 };
    [
        SettingsPage::Authenticator(AuthenticatorView { waiting, is_on: false }),
        SettingsPage::Authenticator(AuthenticatorView { waiting: None, is_on: false }),
        SettingsPage::RecoveryCodes(codes(&["0123-4567-89AB-CDEF"])),
        SettingsPage::RecoveryCodes(codes(&[])),
    ]
    .map(|page| settings_from(page, ONBOARDING))
}

pub fn all() -> Vec<PageData> {
    let [turn_on, start, fresh_codes, no_codes] = from_onboarding();
    vec![
        turn_on,
        start,
        fresh_codes,
        no_codes,
        off(),
        with(|view| view.may_turn_off = false),
        with(|view| view.recovery_codes = Some(0)),
        with(|view| view.takes_authenticator = false),
        set_up(false),
        set_up(true),
        begin(),
        fresh(),
        codes(&[], 1),
        codes(&[], 0),
    ]
}

pub fn forms() -> [(&'static str, PageData); 5] {
    [
        ("/api/begin_authenticator", off()),
        ("/api/turn_on_authenticator", set_up(false)),
        ("/api/turn_off_authenticator", super::confirmation_pages::removals()[2].clone()),
        ("/api/renew_recovery_codes", codes(&[], 3)),
        ("/api/put_recovery_codes_away", fresh()),
    ]
}

#[tokio::test]
async fn the_section_says_what_is_on_and_offers_what_can_be_done() {
    let html_off = html(off());
    holds(&html_off, &["Two-factor authentication", ">Set up authenticator app<"]);
    lacks(&html_off, &[">Turn off<", "Recovery codes", "Lost your phone"]);
    let html_on = html(with(|_| ()));
    holds(
        &html_on,
        &["On since yesterday", ">Replace<", ">Turn off<", "8 codes are left", "support can turn this off for you."],
    );
    let required = html(with(|view| view.may_turn_off = false));
    holds(&required, &["required here", ">Replace<"]);
    lacks(&required, &[">Turn off<"]);
    let taken_no_more = html(with(|view| view.takes_authenticator = false));
    holds(&taken_no_more, &[">Turn off<"]);
    lacks(&taken_no_more, &[">Replace<", ">Set up authenticator app<"]);
    holds(&html(with(|view| view.recovery_codes = Some(1))), &["1 code is left"]);
    holds(&html(with(|view| view.recovery_codes = Some(0))), &["No codes are left. Create new ones."]);
    lacks(&html(security(|view| view.second_step = None)), &["Two-factor authentication"]);
}

#[tokio::test]
async fn a_user_who_came_from_onboarding_goes_back_there() {
    for page in from_onboarding() {
        let page = html(page);
        links(&page, &[(ONBOARDING, "Set up your account")]);
        holds(&page, &[&format!("<input type=\"hidden\" name=\"return_to\" value=\"{ONBOARDING}\"")]);
    }
    let elsewhere = settings_from(SettingsPage::RecoveryCodes(RecoveryCodesView { fresh: Vec::new(), left: 3 }), "/x");
    let page = html(elsewhere);
    links(&page, &[("/settings/security", "My password and security")]);
    holds(&page, &["3 codes are left", ">Continue<", "name=\"return_to\" value=\"/x\""]);
    lacks(&page, &["Create new codes"]);
}

#[tokio::test]
async fn an_app_is_set_up_by_picture_or_key_and_its_code_is_asked_for() {
    let page = html(set_up(false));
    holds(
        &page,
        &[
            "<h1>Set up authenticator app</h1>",
            "role=\"img\" aria-label=\"QR code with the key of your account\" viewBox=\"0 0 37 37\"",
            "d=\"M4 4h7v1H4z\"",
            "GEZD GNBV",
            "href=\"otpauth://totp/",
            ">Open in your authenticator app</a>",
            ">Copy<",
            ">Authenticator code</label>",
            "inputmode=\"numeric\"",
            "autocomplete=\"one-time-code\"",
            ">Turn on<",
        ],
    );
    lacks(&page, &["stops working"]);
    holds(&html(set_up(true)), &["the old one stops working"]);
    let at = "/settings/security/authenticator";
    for (error, sentence) in [
        (Refusal::Code(CodeRefusal::Invalid), "Invalid code"),
        (
            Refusal::Code(CodeRefusal::ClockIsOff(ClockError { is_ahead: true, minutes: 3 })),
            "clock is about 3 minutes fast",
        ),
        (
            Refusal::Code(CodeRefusal::ClockIsOff(ClockError { is_ahead: false, minutes: 1 })),
            "clock is about 1 minute slow",
        ),
    ] {
        let html = refused(at, "/api/turn_on_authenticator", &ApiError::Refused(error), set_up(false));
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
        holds(&html, &[sentence, "id=\"code-error\""]);
        lacks(&html, &["role=\"alert\""]);
    }
}

#[tokio::test]
async fn fresh_codes_are_shown_with_ways_to_keep_them() {
    let page = html(fresh());
    holds(&page, &["<li>0123-4567-89AB-CDEF</li>", "<li>ABCD-EFGH-JKMN-PQRS</li>", ">I have saved them<"]);
    links(&page, &[("/settings/security/recovery-codes/download", "Download")]);
    // Copying and printing need script, so the server's HTML hides the buttons.
    for button in page.split("<button").filter(|button| button.contains(">Copy<") || button.contains(">Print<")) {
        assert!(button.contains(" hidden"), "{button}");
    }
    lacks(&page, &["Create new codes"]);
    let later = html(codes(&[], 3));
    holds(&later, &["3 codes are left", ">Create new codes<"]);
    lacks(&later, &["I have saved them"]);
}
