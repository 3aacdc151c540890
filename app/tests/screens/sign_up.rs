//! Signing up and choosing a new password: what the pages show, also after a refusal.

use super::pages::*;
use app::ApiError;
use domain::Preset;
use domain::password::PasswordProblem;
use domain::refusal::{FormField, PasswordRefusal, PhoneRefusal, Refusal};

#[tokio::test]
async fn it_asks_for_what_the_organisation_needs() {
    let all = html(sign_up(|_| ()));
    for part in [
        "Full name",
        "Email address",
        "Phone number",
        "autocomplete=\"new-password\"",
        "passwordrules=\"minlength: 8; maxlength: 128; required: lower;",
        "Your password needs 8 to 128 characters, an upper-case letter, a lower-case letter, a digit and a special character.",
        "<meter",
        "Create account",
        "Already have an account?",
    ] {
        assert!(all.contains(part), "{part} is missing in {all}");
    }
    let least = html(sign_up(|screen| (screen.password, screen.countries) = (None, Vec::new())));
    assert!(!least.contains("password") && !least.contains("Phone number"), "{least}");
}

#[tokio::test]
async fn without_script_the_button_never_waits_for_the_bar() {
    let html = html(sign_up(|screen| screen.password = Some(rules(Preset::Invited))));
    assert!(
        html.contains("You can continue when the bar is fully green.") && !html.contains("aria-disabled"),
        "{html}"
    );
    assert!(html.contains("^ $ * . [ ] { } ( ) ?"), "the listed characters are there to read");
}

#[tokio::test]
async fn each_refusal_stands_beside_its_field_and_keeps_what_was_typed() {
    for (error, field) in [
        (Refusal::InvalidField(FormField::Name), "name"),
        (Refusal::InvalidField(FormField::Email), "email"),
        (Refusal::InvalidField(FormField::Phone), "phone"),
        (Refusal::Phone(PhoneRefusal::CountryNotServed), "phone"),
        (Refusal::Password(PasswordRefusal::Unsuitable(PasswordProblem::Common)), "password"),
    ] {
        let page = sign_up(|screen| screen.draft.name = "Jo Alder".to_owned());
        let html = refused("/sign-up", "/api/sign_up", &ApiError::Refused(error), page);
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{error:?}: {html}");
        assert!(html.contains(&format!(" id=\"{field}-error\"")) && html.contains("value=\"Jo Alder\""));
        assert!(!html.contains("role=\"alert\""), "said once");
    }
}
