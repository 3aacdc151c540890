//! The pages of an invitation and of the onboarding: what each shows, and where each refusal appears.

use super::{pages::*, settings_pages::holds};
use app::invitation::{FilledInvitation, InvitationPage, InvitationScreen};
use app::onboarding::{OnboardingPage, OnboardingScreen, SecondStepProgress, StepView};
use app::page::PageData;
use app::submission::FormDraft;
use app::{ApiError, paths};
use domain::onboarding::{Outcome, Step};
use domain::refusal::{CodeRefusal, InvitationRefusal, Refusal};
use domain::{Preset, Seconds};

const WEEK: Seconds = Seconds::days(7);
const DAY: Seconds = Seconds::days(1);

pub fn filled() -> FilledInvitation {
    FilledInvitation {
        email: "new@codes.example".to_owned(),
        code: "7KQ4M-2XW9P".to_owned(),
        link: "a-link".to_owned(),
        until: "28 November 2026, 10:53 UTC".to_owned(),
    }
}

pub fn invitation(page: InvitationPage) -> PageData {
    PageData::of(&InvitationScreen {
        organisation: organisation(),
        page,
        support: Some("help@codes.example".to_owned()),
        draft: FormDraft::default(),
        return_to: None,
        now: NOW,
        received: Default::default(),
    })
}

pub fn enter() -> PageData {
    invitation(InvitationPage::Enter { filled: None })
}

pub fn expired() -> PageData {
    invitation(InvitationPage::Expired { email: "new@codes.example".to_owned(), good_for: WEEK })
}

pub fn onboarding(page: OnboardingPage) -> PageData {
    let view = |step, outcome, note| StepView { step, outcome, note };
    PageData::of(&OnboardingScreen {
        organisation: organisation(),
        name: Some("Robin New".to_owned()),
        email: "new@codes.example".to_owned(),
        page,
        steps: vec![
            view(Step::Profile, Some(Outcome::Skipped), None),
            view(Step::Phone, Some(Outcome::Done), Some("•••• 42".to_owned())),
            view(Step::SecondStep, Some(Outcome::Done), Some("Passkey".to_owned())),
            view(Step::Password, None, None),
            view(Step::Done, None, None),
        ],
        back: Some(paths::onboarding(Some(Step::Phone), Some("/x"))),
        return_to: Some("/x".to_owned()),
        draft: FormDraft::default(),
        now: NOW,
        received: Default::default(),
    })
}

pub fn profile_step() -> PageData {
    onboarding(OnboardingPage::Profile { time_zones: vec!["Europe/Berlin".to_owned()], time_zone: None })
}

pub fn phone_step(verified: Option<String>) -> PageData {
    onboarding(OnboardingPage::Phone { verified, number: "+12015550142".to_owned(), countries: countries() })
}

fn second_step(change: impl FnOnce(&mut SecondStepProgress)) -> PageData {
    let mut progress = SecondStepProgress {
        codes_to: None,
        authenticator: Some(false),
        passkey: Some(false),
        recovery_codes: None,
        is_done: false,
        may_skip: true,
        here: paths::onboarding(Some(Step::SecondStep), Some("/x")),
    };
    change(&mut progress);
    onboarding(OnboardingPage::SecondStep(progress))
}

fn set_up(progress: &mut SecondStepProgress) {
    (progress.passkey, progress.recovery_codes, progress.is_done) = (Some(true), Some(10), true);
}

fn by_codes(progress: &mut SecondStepProgress) {
    (progress.authenticator, progress.passkey, progress.is_done) = (None, None, true);
    progress.codes_to = Some("n•••@codes.example and •••• 42".to_owned());
}

pub fn password_step() -> PageData {
    onboarding(OnboardingPage::Password { rules: Some(rules(Preset::Temporary)) })
}

pub fn all_joining() -> Vec<PageData> {
    vec![
        enter(),
        invitation(InvitationPage::Enter { filled: Some(filled()) }),
        invitation(InvitationPage::Confirmed { good_for: Some(DAY), filled: None }),
        invitation(InvitationPage::Confirmed { good_for: Some(DAY), filled: Some(filled()) }),
        invitation(InvitationPage::Confirmed { good_for: None, filled: None }),
        expired(),
        invitation(InvitationPage::Requested),
        invitation(InvitationPage::SignedIn),
        invitation(InvitationPage::Unknown),
        profile_step(),
        phone_step(None),
        phone_step(Some("•••• 42".to_owned())),
        second_step(|_| ()),
        second_step(|progress| progress.may_skip = false),
        second_step(set_up),
        second_step(by_codes),
        password_step(),
        onboarding(OnboardingPage::Password { rules: None }),
        onboarding(OnboardingPage::Done),
    ]
}

/// The server function of each form, with a page that has the form.
pub fn forms() -> [(&'static str, PageData); 8] {
    [
        ("/api/confirm_invitation", enter()),
        ("/api/ask_for_invitation", enter()),
        ("/api/welcome_profile", profile_step()),
        ("/api/welcome_phone", phone_step(None)),
        ("/api/leave_phone_step", phone_step(None)),
        ("/api/welcome_password", password_step()),
        ("/api/skip_step", profile_step()),
        ("/api/finish_welcome", onboarding(OnboardingPage::Done)),
    ]
}

#[tokio::test]
async fn a_sign_in_page_asks_for_codes_only_where_people_are_invited() {
    let link = "I have an invitation code";
    assert!(html(sign_in_page(|screen| (screen.may_sign_up, screen.asks_for_code) = (false, true))).contains(link));
    assert!(!html(sign_in_page(|screen| (screen.may_sign_up, screen.asks_for_code) = (true, true))).contains(link));
    assert!(!html(sign_in_page(|screen| screen.may_sign_up = false)).contains(link));
}

#[tokio::test]
async fn a_link_fills_in_address_and_code_and_says_until_when() {
    let html = html(invitation(InvitationPage::Enter { filled: Some(filled()) }));
    holds(&html, &["value=\"new@codes.example\"", "value=\"7KQ4M-2XW9P\"", "until 28 November 2026", ">Continue<"]);
    // The form also sends the token of the link, from which the code was filled in.
    holds(&html, &["name=\"link\" value=\"a-link\""]);
    assert!(!format!("{:?}", filled()).contains("7KQ4M"));
}

#[tokio::test]
async fn a_wrong_code_is_refused_beside_its_field_and_an_expired_one_above() {
    let page = || enter();
    let wrong = ApiError::Refused(Refusal::Code(CodeRefusal::Invalid));
    let html = refused("/invitation", "/api/confirm_invitation", &wrong, page());
    holds(&html, &["aria-describedby=\"code-error\"", "Invalid code"]);
    let late = ApiError::Refused(Refusal::Invitation(InvitationRefusal::Expired));
    let html = refused("/invitation", "/api/confirm_invitation", &late, page());
    holds(&html, &["role=\"alert\"", "This invitation has expired. Please contact us.", "Ask for a new invitation"]);
    // Only a new invitation helps, so asking for it is the primary button. "Continue" is hidden.
    let ask = html.split("<button").find(|button| button.contains("Ask for a new invitation")).unwrap();
    assert!(ask.contains("button--primary") && !ask.split('>').next().unwrap().contains("hidden"), "{html}");
    assert!(html.contains("<div hidden"), "{html}");
}

#[tokio::test]
async fn an_expired_invitation_asks_for_nothing_but_a_new_one() {
    let html = html(expired());
    let parts = ["This invitation has expired. Please contact us.", "help@codes.example", "/api/ask_for_invitation"];
    holds(&html, &parts);
    assert!(!html.contains("Invitation code"), "{html}");
}

#[tokio::test]
async fn the_second_step_says_what_is_there_and_offers_the_rest() {
    let page = html(second_step(|_| ()));
    let here = "/welcome/second-step?return_to=/x";
    let parts = [">Set up authenticator app<", ">Add a passkey<", ">Skip for now<", &format!("value=\"{here}\"")];
    holds(&page, &parts);
    let back = "href=\"/settings/security/passkeys/new?return_to=/welcome/second-step%3Freturn_to%3D/x\"";
    assert!(page.contains(back), "{page}");
    assert!(!page.contains(">Continue<"), "{page}");
    let page = html(second_step(set_up));
    holds(&page, &["Set up<!></p>", "10 codes are left", ">Set up authenticator app<", ">Continue<"]);
    assert!(!page.contains("Skip for now") && !page.contains(">Add a passkey<"), "{page}");
    let page = html(second_step(by_codes));
    holds(&page, &["n•••@codes.example and •••• 42", ">Continue<"]);
    assert!(!page.contains("authenticator app"), "{page}");
    let required = html(second_step(|progress| progress.may_skip = false));
    holds(&required, &["requires a second step each time you sign in", ">Set up authenticator app<"]);
    assert!(!required.contains("Skip for now") && !required.contains(">Continue<"), "{required}");
}

#[tokio::test]
async fn onboarding_says_where_it_is_and_how_to_leave_it() {
    let page = html(password_step());
    holds(
        &page,
        &[
            "Step 4 of 5",
            "aria-current=\"step\"",
            ", done",
            "•••• 42",
            "Skipped",
            ">Skip for now<",
            "Back",
            "on any device",
        ],
    );
    assert_eq!(page.matches("aria-current=\"step\"").count(), 1);
    assert!(page.contains("href=\"/welcome/phone?return_to=/x\""), "{page}");
    assert_eq!(html(profile_step()).matches(">Continue<").count(), 1);
    assert!(!html(phone_step(Some("•••• 42".to_owned()))).contains("Skip for now"));
    assert!(html(onboarding(OnboardingPage::Done)).contains(">Finish<"));
}
