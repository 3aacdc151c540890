//! The forms of the settings: what they ask for and explain, and what they show and keep after a refusal.

use super::{pages::*, settings_pages::*};
use app::ApiError;
use app::settings::{EmailView, UndoLink};
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
    lacks(&security_page, &["Forgot it?"]);
    let password_page = html(password(|view| view.has_password = false));
    holds(&password_page, &["<h1>Set a password</h1>", "New password", "Confirm new password"]);
    lacks(&password_page, &["Current password", "/recovery"]);
    let page = html(reauthentication(|view| (view.has_password, view.by_code) = (false, false)));
    holds(&page, &["action=\"/api/send_proof_code\"", "m•••@codes.example"]);
    lacks(&page, &["Current password", "/api/prove\""]);
}

#[tokio::test]
async fn reauthentication_keeps_where_it_leads_and_offers_recovery() {
    let both = html(reauthentication(|_| ()));
    holds(
        &both,
        &[
            "Is it you?",
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
    holds(&html, &["Full name", "value=\"Jo Alder\"", "Time zone", "<option value=\"\">UTC", ">Europe/Isle of Man"]);
    let chosen: Vec<_> = html.split("<option").filter(|option| option.contains(" selected")).collect();
    assert!(chosen.len() == 2 && chosen[0].contains("value=\"de\""), "{chosen:?}");
    assert!(chosen[1].contains("value=\"Europe/Isle_of_Man\""), "{chosen:?}");
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
            "This cannot be undone.",
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
    holds(&waits, &["This works when the bar is fully green."]);
    lacks(&waits, &["aria-disabled"]);
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
    holds(&over, &["too old or not known here"]);
    for html in [undone, over] {
        lacks(&html, &["action=\"/api/"]);
    }
}
