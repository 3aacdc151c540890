//! The forms of the settings: what they ask for and explain, and what they show and keep after a refusal.

use super::person_pages::{confirm_email, open_confirmation};
use super::{confirmation_pages::*, pages::*, plain, settings_pages::*};
use app::ApiError;
use app::paths;
use app::settings::{ConfirmEmailLink, EmailView, UndoLink};
use app::sign_in::ConfirmedChange;
use domain::Preset;
use domain::password::PasswordProblem;
use domain::refusal::{FormField, PasswordRefusal, PhoneRefusal, Refusal};

#[tokio::test]
async fn without_a_password_one_can_be_set_and_a_code_reauthenticates() {
    holds(&html(settings_account(|view| view.has_password = false)), &["No password", ">Set a password<"]);
    let without = html(settings_account(|view| (view.has_password, view.offers_password) = (false, false)));
    lacks(&without, &["No password", ">Set a password<"]);
    let security_page = html(security(|view| view.password_changed = None));
    holds(&security_page, &[">Set a password<"]);
    lacks(&security_page, &["Reset it"]);
    let password_page = html(password(|view| view.has_password = false));
    holds(&password_page, &["<h1>Set a password</h1>", "New password", "Confirm new password"]);
    lacks(&password_page, &["Current password", "/recovery"]);
    let page = html(reauthentication(|view| (view.has_password, view.by_code) = (false, false)));
    holds(&page, &["action=\"/api/send_proof_code\"", "m•••@codes.example"]);
    lacks(&page, &["Current password", "/api/prove\""]);
}

#[tokio::test]
async fn reauthentication_keeps_where_it_leads_and_offers_recovery() {
    let both = plain(&html(reauthentication(|_| ())));
    holds(
        &both,
        &[
            "Confirm it's you to close your account",
            "Current password",
            "autocomplete=\"username\"",
            "href=\"/recovery\"",
            ">Continue<",
            ">Send code<",
        ],
    );
    assert_eq!(both.matches("name=\"next\" value=\"/settings/account/close\"").count(), 2, "{both}");
    let for_email = html(reauthentication(|view| (view.is_for_email, view.by_code) = (true, false)));
    holds(&for_email, &["<h1>Change your email address</h1>", ">Next<"]);
    lacks(&for_email, &["Continue", "/api/send_proof_code"]);
}

#[tokio::test]
async fn each_refusal_stands_beside_its_field_and_keeps_what_was_typed() {
    let typed_email = || settings_typed(SettingsPage::Email(EmailView), |typed| typed.email = "you@".to_owned());
    let typed_phone = || settings_typed(phone_page(), |typed| typed.phone = "555 01".to_owned());
    let typed_name = || settings_typed(profile_page(), |typed| typed.name = "Jo Elder".to_owned());
    for (function, page, error, field, kept) in [
        ("/api/prove", reauthentication(|_| ()), Refusal::Password(PasswordRefusal::NotCurrent), "current", ""),
        ("/api/change_email", typed_email(), Refusal::InvalidField(FormField::Email), "email", "value=\"you@\""),
        ("/api/change_email", typed_email(), Refusal::AddressReserved, "email", "value=\"you@\""),
        ("/api/set_phone", typed_phone(), Refusal::InvalidField(FormField::Phone), "phone", "value=\"555 01\""),
        ("/api/set_phone", typed_phone(), Refusal::Phone(PhoneRefusal::CountryNotServed), "phone", "value=\"555 01\""),
        ("/api/set_phone", typed_phone(), Refusal::Phone(PhoneRefusal::Taken), "phone", "value=\"555 01\""),
        ("/api/save_profile", typed_name(), Refusal::InvalidField(FormField::Name), "name", "value=\"Jo Elder\""),
        (
            "/api/save_profile",
            profile(|view| view.time_zone = Some("Atlantis".to_owned())),
            Refusal::InvalidField(FormField::TimeZone),
            "time_zone",
            "value=\"Atlantis\"",
        ),
        ("/api/change_password", password(|_| ()), Refusal::Password(PasswordRefusal::NotCurrent), "current", ""),
        (
            "/api/change_password",
            password(|_| ()),
            Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Common)),
            "password",
            "",
        ),
        (
            "/api/change_password",
            password(|_| ()),
            Refusal::Password(PasswordRefusal::ConfirmationDiffers),
            "confirmation",
            "",
        ),
    ] {
        let html = refused("/settings/account", function, &ApiError::Refused(error), page);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{error:?}: {html}");
        assert!(html.contains(&format!(" id=\"{field}-error\"")) && html.contains(kept), "{error:?}: {html}");
        assert!(!html.contains("role=\"alert\""), "said once");
        let focused: Vec<_> = html.split('<').filter(|tag| tag.contains(" autofocus")).collect();
        assert!(focused.len() == 1 && focused[0].contains(&format!("id=\"{field}\"")), "{error:?}: {focused:?}");
    }
}

#[tokio::test]
async fn the_profile_offers_the_time_zones() {
    let html = html(profile(|_| ()));
    holds(&html, &["Full name", "value=\"Jo Alder\"", "Time zone", "<option value=\"Same as my browser\">"]);
    holds(&html, &["list=\"time-zones\"", "<option value=\"Africa/Nairobi\">", "value=\"Europe/Isle_of_Man\""]);
    let chosen: Vec<_> = html.split("<option").filter(|option| option.contains(" selected")).collect();
    assert!(chosen.len() == 1 && chosen[0].contains("value=\"de\""), "{chosen:?}");
}

#[tokio::test]
async fn removing_says_what_is_lost_and_offers_the_way_back() {
    for (page, (section, parts)) in removals().into_iter().zip(REMOVED) {
        let html = plain(&html(page));
        holds(&html, &parts);
        links(&html, &[(section, "Cancel")]);
        assert_eq!(html.matches("button--danger").count(), 1, "{html}");
        lacks(&html, &["button--primary"]);
    }
}

const REMOVED: [(&str, [&str; 4]); 4] = [
    (
        "/settings/account",
        ["+1 201 555 0142", "sign-in codes by text", "action=\"/api/remove_phone\"", ">Remove phone number<"],
    ),
    (
        "/settings/security",
        ["Blue key <&>", "sign in with this passkey", "action=\"/api/remove_passkey\"", "name=\"passkey\""],
    ),
    (
        "/settings/security",
        ["Authenticator app", "recovery codes stop working", "action=\"/api/turn_off_authenticator\"", ">Turn off<"],
    ),
    ("/settings/security", ["Wiki <&>", "read your data", "action=\"/api/remove_access\"", "name=\"grant\""]),
];

#[tokio::test]
async fn a_code_of_the_settings_stays_inside_them_and_says_what_it_confirms() {
    for (change, next, heading) in [
        (ConfirmedChange::NewEmail, None, ">Confirm your new email, j•••@example.com</h1>"),
        (ConfirmedChange::NewPhone, None, ">Confirm your new phone number, j•••@example.com</h1>"),
        (ConfirmedChange::Identity, Some("/settings/account/close"), ">Confirm it's you to close your account</h1>"),
        (ConfirmedChange::Identity, Some("/settings/security"), ">Confirm it's you</h1>"),
        (ConfirmedChange::Identity, Some("/admin/policy"), ">Confirm it's you to make changes as an admin</h1>"),
    ] {
        let page = confirmation(change, next);
        let link = format!("href=\"{}\"", paths::FRAME_STYLE);
        assert_eq!(document(page.clone()).matches(&link).count(), 1);
        let html = plain(&html(page));
        holds(&html, &[heading, "id=\"navigation\"", "6-digit code", ">Verify code<", "action=\"/api/verify_code\""]);
        links(&html, &[("/settings/account", "Cancel")]);
        let corrects = change != ConfirmedChange::Identity;
        assert_eq!(html.contains("href=\"/settings/account/email/new?code="), corrects, "{html}");
    }
}

#[tokio::test]
async fn reauthentication_can_be_cancelled() {
    links(&html(reauthentication(|_| ())), &[("/settings/account", "Cancel")]);
    let from_person = html(reauthentication(|view| view.cancel = "/admin/people".to_owned()));
    links(&from_person, &[("/admin/people", "Cancel")]);
}

#[tokio::test]
async fn closing_says_what_is_lost_and_offers_the_way_back() {
    let html = html(close());
    holds(
        &html,
        &[
            "your name, phone number",
            "signed out everywhere",
            "stays reserved",
            "This can't be undone.",
            "action=\"/api/close_account\"",
            ">Close account<",
        ],
    );
    links(&html, &[("/settings/account", "Cancel")]);
}

#[tokio::test]
async fn a_new_password_needs_the_present_one_and_shows_the_policy() {
    let shown = html(password(|_| ()));
    holds(
        &shown,
        &[
            "Current password",
            "New password",
            "Confirm new password",
            ">Save<",
            "Your password needs 8 to 128 characters",
            "<meter",
            "autocomplete=\"username\"",
            "href=\"/recovery\"",
        ],
    );
    lacks(&shown, &["fully green"]);
    let waits = html(password(|view| view.rules = rules(Preset::Invited)));
    holds(&waits, &["You can continue when the bar is fully green."]);
    lacks(&waits, &["aria-disabled"]);
}

#[tokio::test]
async fn nothing_happens_by_opening_the_link_to_a_new_address() {
    let open = html(confirm_email(open_confirmation()));
    holds(&open, &["new@codes.example", "o•••@codes.example", "name=\"token\" value=\"aB3-_\""]);
    holds(&open, &["action=\"/api/confirm_email\"", "Confirm address", "signed out"]);
    let confirmed = html(confirm_email(ConfirmEmailLink::Confirmed));
    holds(&confirmed, &["Your new address is confirmed", "href=\"/sign-in\""]);
    let over = html(confirm_email(ConfirmEmailLink::Over));
    holds(&over, &["This link no longer works", "href=\"/sign-in\""]);
    for html in [confirmed, over] {
        lacks(&html, &["action=\"/api/"]);
    }
}

#[tokio::test]
async fn nothing_happens_by_opening_undo() {
    let open = html(undo(open_undo()));
    holds(
        &open,
        &[
            "old@codes.example",
            "n•••@codes.example",
            "name=\"token\" value=\"aB3-_\"",
            "action=\"/api/undo_email_change\"",
            "Undo this change",
            "signed out",
        ],
    );
    let undone = html(undo(UndoLink::Undone));
    holds(&undone, &["Your old address is back", "href=\"/recovery\"", "href=\"/sign-in\""]);
    let over = html(undo(UndoLink::Over));
    holds(&over, &["It has expired, or we don't recognise it."]);
    for html in [undone, over] {
        lacks(&html, &["action=\"/api/"]);
    }
}
