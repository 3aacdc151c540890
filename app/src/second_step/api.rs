//! Data and server functions of the second step of sign-in.

use crate::{
    api_error::ApiError,
    organisation::OrganisationView,
    page::Screen,
    page_kind::PageKind,
    paths::SecondStepAddress,
    redirect::Redirect,
    settings::WaitingApp,
    ui::Received,
    words::{self, Word, second_step},
};
#[cfg(feature = "ssr")]
use crate::{passkeys::PasskeyAnswer, server::web_request};
#[cfg(feature = "ssr")]
use domain::refusal::{CodeRefusal, Refusal};
use domain::{Timestamp, one_time_code::TypedCode, policy::SecondFactor};
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
    /// Where the user continues after sign-in.
    pub return_to: Option<String>,
    /// The server's time when it rendered this page.
    pub now: Timestamp,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for SecondStepScreen {
    const KIND: PageKind = PageKind::SecondStep;

    fn title(&self) -> String {
        words::titled(self.page.title(), &self.organisation.name)
    }

    fn return_to(&self) -> Option<&str> {
        self.return_to.as_deref()
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
    /// No code was sent yet. `to` lists where one would go, masked.
    SendCode {
        to: Vec<String>,
    },
    /// A second step is required, and the account has none set up.
    SetUp {
        ways: Vec<SecondFactor>,
    },
    SetUpPasskey {
        /// The suggested name.
        name: String,
    },
    SetUpAuthenticator {
        /// `None`: no app waits for its first code.
        app: Option<WaitingApp>,
    },
    /// This browser has no pending sign-in, or it has expired.
    Over,
}

impl SecondStepPage {
    /// The heading of the page, also the title of the browser tab.
    pub const fn title(&self) -> Word {
        match self {
            SecondStepPage::Authenticator => second_step::TITLE_AUTHENTICATOR,
            SecondStepPage::Passkey => second_step::TITLE_PASSKEY,
            SecondStepPage::RecoveryCode => second_step::TITLE_RECOVERY_CODE,
            SecondStepPage::SendCode { .. } => second_step::TITLE_SEND_CODE,
            SecondStepPage::SetUp { .. }
            | SecondStepPage::SetUpPasskey { .. }
            | SecondStepPage::SetUpAuthenticator { .. } => second_step::TITLE_SET_UP,
            SecondStepPage::Over => second_step::TITLE_OVER,
        }
    }

    /// The text below the heading.
    pub fn text(&self, organisation: &str) -> String {
        match self {
            SecondStepPage::Authenticator => second_step::TEXT_AUTHENTICATOR.into(),
            SecondStepPage::Passkey => second_step::TEXT_PASSKEY.into(),
            SecondStepPage::RecoveryCode => second_step::TEXT_RECOVERY_CODE.into(),
            SecondStepPage::SendCode { to } => second_step::text_send_code(second_step::both(to)),
            SecondStepPage::SetUp { .. }
            | SecondStepPage::SetUpPasskey { .. }
            | SecondStepPage::SetUpAuthenticator { .. } => second_step::text_set_up(organisation),
            SecondStepPage::Over => second_step::TEXT_OVER.into(),
        }
    }
}

/// Other choices on a page of the second step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub may_remember: bool,
    /// Other second factors that the account can answer with.
    pub others: Vec<SecondStepAddress>,
    /// The organisation's support contact.
    pub support: Option<String>,
}

/// Answers the second step with a code of an authenticator app or a recovery code. `way` is the last segment of the
/// page's path.
#[server(endpoint = "answer_second_step", input = PostUrl, output = Postcard)]
pub async fn answer_second_step(
    way: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let way = SecondStepAddress::named(&way).ok_or(Refusal::NotFound)?;
        web.answer_second_step(way, &code.0, !remember.is_empty()).await
    };
    web.respond(outcome.await)
}

/// Answers the second step with a passkey.
#[server(endpoint = "answer_with_passkey", input = PostUrl, output = Postcard)]
pub async fn answer_with_passkey(
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async { web.answer_with_passkey(&PasskeyAnswer::of(&request, answer)?, !remember.is_empty()).await };
    web.respond(outcome.await)
}

/// Adds a required first passkey and completes the sign-in.
#[server(endpoint = "set_up_passkey", input = PostUrl, output = Postcard)]
pub async fn set_up_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async { web.set_up_passkey(&PasskeyAnswer::of(&request, answer)?, &name).await };
    web.respond(outcome.await)
}

/// Sends the code of the second step, by text and by email.
#[server(endpoint = "send_second_code", input = PostUrl, output = Postcard)]
pub async fn send_second_code() -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.send_second_code().await)
}

/// Creates the secret of a required authenticator app.
#[server(endpoint = "begin_set_up", input = PostUrl, output = Postcard)]
pub async fn begin_set_up() -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.begin_set_up().await)
}

/// Turns a required authenticator app on with its first code and completes the sign-in.
#[server(endpoint = "finish_set_up", input = PostUrl, output = Postcard)]
pub async fn finish_set_up(code: TypedCode) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let code = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        web.finish_set_up(&code).await
    };
    web.respond(outcome.await)
}

/// Cancels the pending sign-in of this browser.
#[server(endpoint = "leave_second_step", input = PostUrl, output = Postcard)]
pub async fn leave_second_step() -> Result<Redirect, ApiError> {
    let web = web_request()?;
    web.respond(web.leave_second_step().await)
}
