//! The pages between the two steps of a sign-in: what each shows, and where each refusal appears.

use super::{pages::*, settings_pages::*};
use app::{
    ApiError,
    page::PageData,
    paths::SecondStepAddress,
    second_step::{Choices, SecondStepPage, SecondStepScreen},
    settings::{QrCode, WaitingApp},
};
use domain::{
    Refusal,
    policy::SecondFactor::{Authenticator, Passkey},
};

fn half_way(page: SecondStepPage) -> PageData {
    PageData::of(&SecondStepScreen {
        organisation: organisation(),
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
        others: vec![SecondStepAddress::Codes, SecondStepAddress::RecoveryCode],
        support: Some("help@codes.example".to_owned()),
    }
}

fn app() -> WaitingApp {
    WaitingApp { picture: QrCode { size: 37, path: "M4 4h7v1H4z".to_owned() }, key: "GEZD GNBV".to_owned() }
}

fn second_code() -> PageData {
    code_screen(|screen| {
        screen.sent_to = "j•••@example.com and •••• 42".to_owned();
        screen.second_step = Some(choices());
    })
}

pub fn all() -> Vec<PageData> {
    vec![
        half_way(SecondStepPage::Authenticator),
        half_way(SecondStepPage::Passkey),
        half_way(SecondStepPage::RecoveryCode),
        half_way(SecondStepPage::SendCode {
            to: vec!["j•••@example.com".to_owned(), "•••• 42".to_owned()]
        }),
        half_way(SecondStepPage::SetUp { ways: vec![Passkey, Authenticator] }),
        half_way(SecondStepPage::SetUpPasskey { name: "Firefox on Linux".to_owned() }),
        half_way(SecondStepPage::SetUpAuthenticator { app: None }),
        half_way(SecondStepPage::SetUpAuthenticator { app: Some(app()) }),
        half_way(SecondStepPage::Over),
        second_code(),
    ]
}

pub fn forms() -> Vec<(&'static str, PageData)> {
    vec![
        ("/api/answer_second_step", half_way(SecondStepPage::Authenticator)),
        ("/api/send_second_code", half_way(SecondStepPage::SendCode { to: Vec::new() })),
        ("/api/finish_set_up", half_way(SecondStepPage::SetUpAuthenticator { app: Some(app()) })),
    ]
}

#[tokio::test]
async fn each_page_between_the_steps_shows_what_answers_it_and_what_else_does() {
    holds(
        &html(half_way(SecondStepPage::Authenticator)),
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
    holds(&html(half_way(SecondStepPage::RecoveryCode)), &["Recovery code", "Each works once"]);
    holds(&html(half_way(SecondStepPage::Passkey)), &["Passkeys need JavaScript"]);
    let send = SecondStepPage::SendCode { to: vec!["j•••@example.com".to_owned(), "•••• 42".to_owned()] };
    holds(&html(half_way(send)), &["We send one code to j•••@example.com and •••• 42.", "Send code"]);
    holds(
        &html(half_way(SecondStepPage::SetUp { ways: vec![Passkey, Authenticator] })),
        &["Set up two-factor authentication", "Set up authenticator app", "Add a passkey", "/api/begin_set_up"],
    );
    holds(
        &html(half_way(SecondStepPage::SetUpAuthenticator { app: Some(app()) })),
        &["GEZD GNBV", "M4 4h7v1H4z", "Authenticator code", "Turn on"],
    );
    holds(&html(half_way(SecondStepPage::Over)), &["Please sign in again", "Sign in"]);
    holds(
        &html(second_code()),
        &["j•••@example.com and •••• 42", "6-digit code", "Verify code", "Resend", "Don't ask again"],
    );
}

#[tokio::test]
async fn a_sign_in_that_is_over_says_so() {
    let page = half_way(SecondStepPage::Authenticator);
    let at = "/sign-in/second-step";
    let html = refused(at, "/api/answer_second_step", &ApiError::Refused(Refusal::SignInOver), page);
    holds(&html, &["took too long, or was wrong too often", "role=\"alert\""]);
}
