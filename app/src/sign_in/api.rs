//! What the sign-in screens may ask for. Arguments arrive as text; the first lines parse them.

use crate::{
    api_error::ApiError, go_to::GoTo, organisation::OrganisationView, page::PageKind, page::Screen,
    phone::CountryChoice, second_step::Choices, typed::Typed, ui::Received, words,
};
use domain::{
    ChallengeId, Channel, Method, Password, Seconds, Timestamp, one_time_code::TypedCode, sign_in::SignInError,
};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What the sign-in page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub organisation: OrganisationView,
    /// The ways in that have a form, the one that worked last in this browser at the front. Never empty.
    pub methods: Vec<Method>,
    pub selected: Method,
    /// Whether the first one is first because it worked last in this browser.
    pub is_remembered: bool,
    /// `None`: nobody signs in with a passkey here.
    pub passkey: Option<PasskeyPlace>,
    pub may_sign_up: bool,
    /// Whether people come with invitation codes.
    pub asks_for_code: bool,
    /// Where texts go; empty when no text code is offered.
    pub countries: Vec<CountryChoice>,
    /// Where the person wants to go afterwards; checked against the organisation's list.
    pub return_to: Option<String>,
    /// The address of whoever is signed in in this browser.
    pub signed_in_as: Option<String>,
    /// In a demonstration: who can sign in here.
    pub demo: Vec<DemoAccount>,
    pub typed: Typed,
    /// The server's clock when this was made.
    pub now: Timestamp,
    /// When this arrived, by the browser's monotonic clock.
    #[serde(skip)]
    pub received: Received,
}

/// Where the button for passkeys is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyPlace {
    /// Below the other ways in.
    Below,
    /// Above them: the organisation puts it first.
    Above,
    /// Above them: it worked last in this browser.
    Remembered,
}

/// Somebody of a demonstration. Made up for it, password and all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub email: String,
    pub phone: String,
    pub password: String,
}

/// What the code screen shows. Reading it sends nothing and resets nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeScreen {
    pub challenge: ChallengeId,
    pub organisation: OrganisationView,
    /// `j•••@example.com`, `•••• 42`
    pub sent_to: String,
    pub channel: Channel,
    /// Where to start again.
    pub start: String,
    /// Where the person wants to go afterwards.
    pub return_to: Option<String>,
    /// The server's clock when this was made.
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub resend_at: Timestamp,
    /// The whole life of a code, for the ring.
    pub good_for: Seconds,
    /// Why no digits help any more, if so.
    pub closed: Option<SignInError>,
    pub delivery: Delivery,
    /// What became of the same code in the other channel, where it went both ways.
    pub beside: Option<Delivery>,
    /// What else there is where it is the second step.
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

/// How long a screen watches its message.
const JUST_SENT: Seconds = Seconds(15);

/// Where the message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// It left, or will in a moment. Which of the two is not said: it would tell whether anybody has the address.
    Expected,
    /// The mail server, or whoever carries texts, takes nothing; we keep trying while the code is good.
    Delayed,
    /// The carrier says that this text did not arrive, or nobody took the message. The latter is said only to somebody who took
    /// the first step: it would tell whether anybody has the address.
    Undelivered,
}

impl CodeScreen {
    /// Whether the newest code went out moments ago, so that something may still happen to its message.
    pub fn is_just_sent(&self) -> bool {
        self.expires_at.left_at(self.now) + JUST_SENT >= self.good_for
    }
}

/// Sends a code to an address of an organisation. Answers the same whether or not anybody has that address.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        backend.send_code(organisation, address, return_to).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Sends a code by text to a verified number, in whatever spelling; `country` is how a national one is read.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = match crate::backend::slug(&organisation) {
        Err(error) => Err(error),
        Ok(organisation) => backend.send_text(organisation, &phone, &country, return_to).await,
    };
    if outcome.is_err() {
        backend.keep_typed(Typed { phone, country, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Signs in with a password. Answers, costs and takes the same whether or not anybody has that address.
#[server(endpoint = "sign_in_with_password", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_password(
    organisation: String,
    email: String,
    password: Password,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = async {
        let (organisation, address) = (crate::backend::slug(&organisation)?, crate::backend::address(&email)?);
        backend.sign_in_with_password(organisation, address, password, return_to).await
    }
    .await;
    if outcome.is_err() {
        backend.keep_typed(Typed { email, ..Typed::default() });
    }
    crate::answer::gone(outcome)
}

/// Signs in whoever the passkey belongs to.
#[server(endpoint = "sign_in_with_passkey", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_passkey(
    organisation: String,
    request: String,
    answer: String,
    #[server(default)] return_to: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = async {
        let answered = crate::passkeys::PasskeyAnswer::of(&request, answer)?;
        let what_for =
            crate::passkeys::PasskeyUse::SignIn { organisation: crate::backend::slug(&organisation)?, return_to };
        crate::backend::backend()?.use_passkey(answered, what_for).await
    }
    .await;
    crate::answer::gone(outcome)
}

/// Forgets which way in worked last in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = match crate::backend::slug(&organisation) {
        Err(error) => Err(error),
        Ok(organisation) => crate::backend::backend()?.forget_method(organisation).await,
    };
    crate::answer::gone(outcome)
}

/// Sends a fresh code; the one in transit stays good until its own time runs out.
#[server(endpoint = "resend_code", input = PostUrl, output = Postcard)]
pub async fn resend_code(challenge: String) -> Result<GoTo, ApiError<SignInError>> {
    let Ok(challenge) = challenge.parse() else {
        return crate::answer::gone(Err(ApiError::Refused(SignInError::NotThisBrowser)));
    };
    crate::answer::gone(crate::backend::backend()?.resend_code(challenge).await)
}

/// Signs in when the digits are right. What cannot be a code costs no try.
#[server(endpoint = "verify_code", input = PostUrl, output = Postcard)]
pub async fn verify_code(
    challenge: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = match (challenge.parse(), code.0.parse()) {
        (Err(_), _) => Err(ApiError::Refused(SignInError::NotThisBrowser)),
        (_, Err(_)) => Err(ApiError::Refused(SignInError::InvalidCode)),
        (Ok(challenge), Ok(code)) => {
            crate::backend::backend()?.verify_code(challenge, code, !remember.is_empty()).await
        }
    };
    crate::answer::gone(outcome)
}
