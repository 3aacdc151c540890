//! The second step of sign-in, before there is a session. Codes by email and text use the code screen. Other second
//! factors are answered here, and set up here if one is required.

mod forms;
#[cfg(feature = "ssr")]
pub(crate) mod load;
mod second_step_pages;

pub(crate) use forms::Remember;
pub(crate) use second_step_pages::Otherwise;
pub use second_step_pages::SecondStepPages;

#[cfg(feature = "ssr")]
use crate::passkeys::{PasskeyResponse, passkey_name};
use crate::{paths::SecondStepRoute, prelude::*, settings::WaitingApp, words::second_step as texts};
#[cfg(feature = "ssr")]
use domain::RecoveryCode;
use domain::{one_time_code::TypedCode, policy::SecondFactor};
#[cfg(feature = "ssr")]
use service::sign_in::second_step::{self, Typed};

/// `/sign-in/second-step` and the pages below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondStepScreen {
    pub organisation: OrganisationView,
    /// The email address of the account that is signing in. `None`: no sign-in is pending.
    pub masked_email: Option<String>,
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
            SecondStepPage::Authenticator => texts::TITLE_AUTHENTICATOR,
            SecondStepPage::Passkey => texts::TITLE_PASSKEY,
            SecondStepPage::RecoveryCode => texts::TITLE_RECOVERY_CODE,
            SecondStepPage::SendCode { .. } => texts::TITLE_SEND_CODE,
            SecondStepPage::SetUp { .. }
            | SecondStepPage::SetUpPasskey { .. }
            | SecondStepPage::SetUpAuthenticator { .. } => texts::TITLE_SET_UP,
            SecondStepPage::Over => texts::TITLE_OVER,
        }
    }

    /// The text below the heading.
    pub fn text(&self, organisation: &str) -> String {
        match self {
            SecondStepPage::Authenticator => texts::TEXT_AUTHENTICATOR.into(),
            SecondStepPage::Passkey => texts::TEXT_PASSKEY.into(),
            SecondStepPage::RecoveryCode => texts::TEXT_RECOVERY_CODE.into(),
            SecondStepPage::SendCode { to } => texts::text_send_code(texts::both(to)),
            SecondStepPage::SetUp { .. }
            | SecondStepPage::SetUpPasskey { .. }
            | SecondStepPage::SetUpAuthenticator { .. } => texts::text_set_up(organisation),
            SecondStepPage::Over => texts::TEXT_OVER.into(),
        }
    }
}

/// Other choices on a page of the second step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub may_remember: bool,
    /// Other second factors that the account can answer with or set up.
    pub others: Vec<SecondStepRoute>,
    /// Whether the account has a second factor set up, which an admin can reset.
    pub is_resettable: bool,
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
    respond(None, async move |web| {
        let answer = match SecondStepRoute::of_segment(&way).ok_or(Refusal::NotFound)? {
            SecondStepRoute::Authenticator => code.0.parse().ok().map(Typed::Authenticator),
            SecondStepRoute::RecoveryCode => RecoveryCode::typed(&code.0).map(Typed::RecoveryCode),
            _ => return Err(Refusal::NotOffered.into()),
        };
        let answer = answer.ok_or(Refusal::Code(CodeRefusal::Invalid))?;
        web.second_step_taken(second_step::answer(&web.cx, answer, !remember.is_empty()).await).await
    })
    .await
}

/// Answers the second step with a passkey.
#[server(endpoint = "answer_with_passkey", input = PostUrl, output = Postcard)]
pub async fn answer_with_passkey(
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let response = PasskeyResponse::of(&request, answer)?;
        let answer = Typed::Passkey(response.answered()?);
        web.second_step_taken(second_step::answer(&web.cx, answer, !remember.is_empty()).await).await
    })
    .await
}

/// Adds a required first passkey and completes the sign-in.
#[server(endpoint = "set_up_passkey", input = PostUrl, output = Postcard)]
pub async fn set_up_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let response = PasskeyResponse::of(&request, answer)?;
        let name = passkey_name(&name)?;
        web.second_step_taken(second_step::set_up_passkey(&web.cx, &name, response.registered()).await).await
    })
    .await
}

/// Sends the code of the second step, by text and by email.
#[server(endpoint = "send_second_code", input = PostUrl, output = Postcard)]
pub async fn send_second_code() -> Result<Redirect, ApiError> {
    respond(None, async move |web| Ok(web.code_sent(&second_step::send_second_code(&web.cx).await?))).await
}

/// Creates the secret of a required authenticator app.
#[server(endpoint = "begin_set_up", input = PostUrl, output = Postcard)]
pub async fn begin_set_up() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        second_step::begin_set_up(&web.cx).await?;
        let shown = second_step::show(&web.cx, None).await?;
        let organisation = OrganisationView::of(shown.organisation, shown.is_default);
        Ok(Redirect::path(paths::second_step(&organisation, SecondStepRoute::SetUpAuthenticator)))
    })
    .await
}

/// Turns a required authenticator app on with its first code and completes the sign-in.
#[server(endpoint = "finish_set_up", input = PostUrl, output = Postcard)]
pub async fn finish_set_up(code: TypedCode) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let code = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        web.second_step_taken(second_step::finish_set_up(&web.cx, &code).await).await
    })
    .await
}

/// Cancels the pending sign-in of this browser.
#[server(endpoint = "leave_second_step", input = PostUrl, output = Postcard)]
pub async fn leave_second_step() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let (organisation, is_default) = second_step::leave(&web.cx).await?;
        web.set_cookie(cookies::forget(cookies::PENDING_SIGN_IN));
        Ok(Redirect::path(paths::sign_in(&OrganisationView::of(organisation, is_default))))
    })
    .await
}
