//! What the pages of the second step may ask for.

use crate::{
    api_error::ApiError,
    go_to::GoTo,
    organisation::OrganisationView,
    page::{PageKind, Screen},
    paths::SecondStepAddress,
    settings::WaitingApp,
    ui::Received,
    words,
};
use domain::{Timestamp, one_time_code::TypedCode, policy::SecondStepWay, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// `/sign-in/second-step` and the pages below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepScreen {
    pub organisation: OrganisationView,
    pub page: SecondStepPage,
    pub choices: Choices,
    /// Where the person wants to go afterwards.
    pub return_to: Option<String>,
    /// The server's clock when this was made.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for SecondStepScreen {
    const KIND: PageKind = PageKind::SecondStep;

    fn title(&self) -> String {
        words::titled(words::second_step::title(&self.page), &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SecondStepPage {
    Authenticator,
    Passkey,
    RecoveryCode,
    /// No code is on its way yet; where one would go, masked.
    SendCode {
        to: Vec<String>,
    },
    /// Nothing is set up, and something has to be.
    SetUp {
        ways: Vec<SecondStepWay>,
    },
    SetUpPasskey {
        /// What we would call it.
        name: String,
    },
    SetUpAuthenticator {
        /// `None`: no app waits for its first code.
        app: Option<WaitingApp>,
    },
    /// Nothing is half finished in this browser, or no longer.
    Over,
}

/// What else somebody may choose between the two steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub may_remember: bool,
    /// Other ways to answer.
    pub others: Vec<SecondStepAddress>,
    /// How to reach whoever looks after accounts.
    pub support: Option<String>,
}

/// Answers the second step with an authenticator's code or a recovery code; `way` is the last part of the page's address.
#[server(endpoint = "answer_second_step", input = PostUrl, output = Postcard)]
pub async fn answer_second_step(
    way: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = match SecondStepAddress::named(&way) {
        None => Err(ApiError::Refused(SignInError::NotOffered)),
        Some(way) => crate::backend::backend()?.answer_second_step(way, &code.0, !remember.is_empty()).await,
    };
    crate::answer::gone(outcome)
}

/// Answers the second step with a passkey.
#[server(endpoint = "answer_with_passkey", input = PostUrl, output = Postcard)]
pub async fn answer_with_passkey(
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] remember: String,
) -> Result<GoTo, ApiError<SignInError>> {
    use crate::passkeys::{PasskeyAnswer, PasskeyUse};
    let what_for = PasskeyUse::SecondStep { remember: !remember.is_empty() };
    let outcome = match PasskeyAnswer::of(&request, answer) {
        Err(error) => Err(error),
        Ok(answered) => crate::backend::backend()?.use_passkey(answered, what_for).await,
    };
    crate::answer::gone(outcome)
}

/// Adds the first passkey of somebody who has to have one, and signs in.
#[server(endpoint = "set_up_passkey", input = PostUrl, output = Postcard)]
pub async fn set_up_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<GoTo, ApiError<SignInError>> {
    use crate::passkeys::{PasskeyAnswer, PasskeyUse};
    let outcome = match PasskeyAnswer::of(&request, answer) {
        Err(error) => Err(error),
        Ok(answered) => crate::backend::backend()?.use_passkey(answered, PasskeyUse::SetUp { name }).await,
    };
    crate::answer::gone(outcome)
}

/// Sends the code of the second step, by text and by email.
#[server(endpoint = "send_second_code", input = PostUrl, output = Postcard)]
pub async fn send_second_code() -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.send_second_code().await)
}

/// Makes a secret for an authenticator app of somebody who has to have one.
#[server(endpoint = "begin_set_up", input = PostUrl, output = Postcard)]
pub async fn begin_set_up() -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.begin_set_up().await)
}

/// Turns that app on with its first code, and signs in.
#[server(endpoint = "finish_set_up", input = PostUrl, output = Postcard)]
pub async fn finish_set_up(code: TypedCode) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = match code.0.parse() {
        Err(_) => Err(ApiError::Refused(SignInError::InvalidCode)),
        Ok(code) => crate::backend::backend()?.finish_set_up(code).await,
    };
    crate::answer::gone(outcome)
}

/// Ends a sign-in that is half finished in this browser.
#[server(endpoint = "leave_second_step", input = PostUrl, output = Postcard)]
pub async fn leave_second_step() -> Result<GoTo, ApiError<SignInError>> {
    crate::answer::gone(crate::backend::backend()?.leave_second_step().await)
}
