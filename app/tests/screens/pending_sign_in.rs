//! The pages between the two steps of a sign-in: what each shows, and where each refusal appears.

use super::{pages::*, settings_pages::*};
use app::ApiError;
use app::page::PageData;
use app::paths::SecondStepRoute;
use app::second_step::{Choices, SecondStepPage, SecondStepScreen};
use app::settings::{QrCode, WaitingApp};
use domain::Refusal;
use domain::policy::SecondFactor::{Authenticator, Passkey};

fn pending_sign_in(page: SecondStepPage) -> PageData {
    PageData::of(&SecondStepScreen {
        organisation: organisation(),
        masked_email: Some("j•••@example.com".to_owned()),
        page,
        choices: choices(),
        return_to: None,
        now: NOW,
        received: Default::default(),
    })
}

fn choices() -> Choices {
    Choices {
        may_remember: true,
        others: vec![SecondStepRoute::Codes, SecondStepRoute::RecoveryCode],
        is_resettable: true,
        support: Some("help@codes.example".to_owned()),
    }
}

fn app() -> WaitingApp {
    WaitingApp {
        picture: QrCode { size: 37, path: "M4 4h7v1H4z".to_owned() },
        key: "GEZD GNBV".to_owned(),
        link: "otpauth://totp/Alderway:j@example.com?secret=GEZDGNBV&issuer=Alderway".to_owned(),
    }
}

fn second_code() -> PageData {
    code_screen(|screen| {
        screen.sent_to = "j•••@example.com and •••• 42".to_owned();
        screen.second_step = Some(choices());
    })
}

pub fn all() -> Vec<PageData> {
    vec![
        pending_sign_in(SecondStepPage::Authenticator),
        pending_sign_in(SecondStepPage::Passkey),
        pending_sign_in(SecondStepPage::RecoveryCode),
        pending_sign_in(SecondStepPage::SendCode {
            to: vec!["j•••@example.com".to_owned(), "•••• 42".to_owned()]
        }),
        pending_sign_in(SecondStepPage::SetUp { ways: vec![Passkey, Authenticator] }),
        pending_sign_in(SecondStepPage::SetUpPasskey { name: "Firefox on Linux".to_owned() }),
        pending_sign_in(SecondStepPage::SetUpAuthenticator { app: None }),
        pending_sign_in(SecondStepPage::SetUpAuthenticator { app: Some(app()) }),
        pending_sign_in(SecondStepPage::Over),
        second_code(),
    ]
}

pub fn forms() -> Vec<(&'static str, PageData)> {
    vec![
        ("/api/answer_second_step", pending_sign_in(SecondStepPage::Authenticator)),
        ("/api/send_second_code", pending_sign_in(SecondStepPage::SendCode { to: Vec::new() })),
        ("/api/finish_set_up", pending_sign_in(SecondStepPage::SetUpAuthenticator { app: Some(app()) })),
    ]
}

#[tokio::test]
async fn each_page_between_the_steps_shows_what_answers_it_and_what_else_does() {
    holds(
        &html(pending_sign_in(SecondStepPage::Authenticator)),
        &[
            "Authenticator code",
            "Verify code",
            "Don't ask again in this browser for 30 days",
            "Use a recovery code",
            "Send me a code",
            "Sign in another way",
            "help@codes.example",
        ],
    );
    holds(&html(pending_sign_in(SecondStepPage::RecoveryCode)), &["Recovery code", "Each code works once"]);
    holds(&html(pending_sign_in(SecondStepPage::Passkey)), &["Passkeys need JavaScript"]);
    let send = SecondStepPage::SendCode { to: vec!["j•••@example.com".to_owned(), "•••• 42".to_owned()] };
    holds(&html(pending_sign_in(send)), &["send one code to j•••@example.com and •••• 42.", "Send code"]);
    holds(
        &html(pending_sign_in(SecondStepPage::SetUp { ways: vec![Passkey, Authenticator] })),
        &["Set up two-factor authentication", "Set up authenticator app", "Add a passkey", "/api/begin_set_up"],
    );
    holds(
        &html(pending_sign_in(SecondStepPage::SetUpAuthenticator { app: Some(app()) })),
        &["GEZD GNBV", "M4 4h7v1H4z", "Authenticator code", "Turn on"],
    );
    holds(&html(pending_sign_in(SecondStepPage::Over)), &["Please sign in again", "Sign in again"]);
    holds(
        &html(second_code()),
        &["j•••@example.com and ••••\u{a0}42", "6-digit code", "Verify code", "Resend", "Don't ask again"],
    );
}

#[tokio::test]
async fn a_sign_in_that_is_over_says_so() {
    let page = pending_sign_in(SecondStepPage::Authenticator);
    let at = "/sign-in/second-step";
    let html = refused(at, "/api/answer_second_step", &ApiError::Refused(Refusal::SignInOver), page);
    holds(&html, &["took too long or had too many wrong attempts", "role=\"alert\""]);
}

#[tokio::test]
async fn the_set_up_has_one_primary_button() {
    for ways in [vec![Passkey, Authenticator], vec![Authenticator, Passkey], vec![Authenticator]] {
        let html = html(pending_sign_in(SecondStepPage::SetUp { ways }));
        assert_eq!(html.matches("button--primary").count(), 1, "{html}");
    }
}
