//! Server functions of the sign-in screens, and the data of those screens. Arguments arrive as text and are parsed
//! first.

use crate::{
    api_error::ApiError, organisation::OrganisationView, page::PageKind, page::Screen, phone::CountryChoice,
    redirect::Redirect, second_step::Choices, typed::Typed, ui::Received, words,
};
#[cfg(feature = "ssr")]
use crate::{
    passkeys::PasskeyAnswer,
    server::{address, slug, web_request},
};
use domain::{
    ChallengeId, Channel, Method, Password, Seconds, Timestamp, one_time_code::TypedCode, sign_in::SignInError,
};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// The data of the sign-in page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignInScreen {
    pub organisation: OrganisationView,
    /// The methods that have a form, the one last used in this browser first. Never empty.
    pub methods: Vec<Method>,
    pub selected: Method,
    /// Whether the page starts with the method that was last used in this browser: the first of `methods`, or the
    /// passkey.
    pub is_remembered: bool,
    /// `None` if passkeys are not offered here.
    pub passkey: Option<PasskeyPlace>,
    pub may_sign_up: bool,
    /// Whether the page links to the entry of an invitation code.
    pub asks_for_code: bool,
    /// Countries to which texts are sent. Empty if text codes are not offered.
    pub countries: Vec<CountryChoice>,
    /// Where the user wants to go after signing in, checked against the organisation's allowed origins.
    pub return_to: Option<String>,
    /// The email address of the account that is signed in in this browser.
    pub signed_in_as: Option<String>,
    /// The accounts of a demonstration. Empty elsewhere.
    pub demo: Vec<DemoAccount>,
    pub typed: Typed,
    /// The server's time when the data was made.
    pub now: Timestamp,
    /// When the data arrived, by the browser's monotonic clock.
    #[serde(skip)]
    pub received: Received,
}

/// The position of the passkey button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyPlace {
    /// Below the other methods.
    Below,
    /// Above the other methods, because the organisation lists it first.
    Above,
    /// Above the other methods, because it was last used in this browser.
    Remembered,
}

/// An account of a demonstration. All values are invented, including the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub email: String,
    pub phone: String,
    pub password: String,
}

/// The data of the code screen. Loading it sends no message and resets no limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeScreen {
    pub challenge: ChallengeId,
    pub organisation: OrganisationView,
    /// The masked destination: `j•••@mail.example`, `•••• 42`.
    pub sent_to: String,
    pub channel: Channel,
    /// The path where the user can start again.
    pub start: String,
    /// Where the user wants to go after signing in.
    pub return_to: Option<String>,
    /// The server's time when the data was made.
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub resend_at: Timestamp,
    /// The full lifetime of a code, for the countdown ring.
    pub good_for: Seconds,
    /// Why no code is accepted any more. `None` while codes are accepted.
    pub closed: Option<SignInError>,
    pub delivery: Delivery,
    /// The delivery by the other channel, if the code was sent by email and by text.
    pub beside: Option<Delivery>,
    /// The other second factors, if the code is the second step.
    pub second_step: Option<Choices>,
    #[serde(skip)]
    pub received: Received,
}

impl Screen for CodeScreen {
    const KIND: PageKind = PageKind::Code;

    fn title(&self) -> String {
        words::titled(words::code::PAGE_TITLE, &self.organisation.name)
    }

    fn arrived(&mut self, received: Received) {
        self.received = received;
    }
}

/// How long the screen checks the delivery of a new message.
const JUST_SENT: Seconds = Seconds(15);

/// The delivery of a message, as far as the user may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Sent, or about to be sent. The two are not told apart, because the difference would reveal whether an account
    /// has the address.
    Expected,
    /// The mail server or the text message provider does not accept the message at the moment. Delivery is retried
    /// while the code is valid.
    Delayed,
    /// The carrier reported that the text did not arrive, or the message was rejected. A rejected email with a sign-in
    /// code counts as `Expected` instead, because its rejection would reveal whether an account has the address.
    Undelivered,
}

impl CodeScreen {
    /// Whether the newest code was sent moments ago, so that its delivery may still change.
    pub fn is_just_sent(&self) -> bool {
        self.expires_at.left_at(self.now) + JUST_SENT >= self.good_for
    }
}

/// Sends a code by email. The response does not reveal whether an account has the address.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        let cx = &web.cx;
        let sent = service::sign_in::send_code(cx, organisation.as_ref(), address, &return_to).await;
        Ok(web.sent(&web.answer(sent)?))
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Sends a code by text to a verified number in any format. `country` tells how to read a national number.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let organisation = slug(&organisation)?;
        let (cx, slug) = (&web.cx, organisation.as_ref());
        let sent = service::sign_in::send_text(cx, slug, &phone, &country, &return_to).await;
        Ok(web.sent(&web.answer(sent)?))
    }
    .await;
    web.respond_keeping(outcome, || Typed { phone, country, ..Typed::default() })
}

/// Signs in with a password. The response, the rate limits and the time that it takes do not reveal whether an account
/// has the address.
#[server(endpoint = "sign_in_with_password", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_password(
    organisation: String,
    email: String,
    password: Password,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        web.sign_in_with_password(organisation, address, password, return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Signs in to the account that the passkey belongs to.
#[server(endpoint = "sign_in_with_passkey", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_passkey(
    organisation: String,
    request: String,
    answer: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let answer = PasskeyAnswer::of(&request, answer)?;
        web.sign_in_with_passkey(slug(&organisation)?, &answer, &return_to).await
    };
    web.respond(outcome.await)
}

/// Forgets which method was last used in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async { web.forget_method(slug(&organisation)?).await };
    web.respond(outcome.await)
}

/// Sends a new code. The previous one stays valid until it expires.
#[server(endpoint = "resend_code", input = PostUrl, output = Postcard)]
pub async fn resend_code(challenge: String) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let challenge = challenge.parse().map_err(|_| ApiError::Refused(SignInError::NotThisBrowser))?;
        web.resend_code(challenge).await
    };
    web.respond(outcome.await)
}

/// Completes the challenge if the code is correct. Text that cannot be a code does not count as a try.
#[server(endpoint = "verify_code", input = PostUrl, output = Postcard)]
pub async fn verify_code(
    challenge: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError<SignInError>> {
    let web = web_request()?;
    let outcome = async {
        let challenge = challenge.parse().map_err(|_| ApiError::Refused(SignInError::NotThisBrowser))?;
        let code = code.0.parse().map_err(|_| ApiError::Refused(SignInError::InvalidCode))?;
        web.verify_code(challenge, &code, !remember.is_empty()).await
    };
    web.respond(outcome.await)
}
