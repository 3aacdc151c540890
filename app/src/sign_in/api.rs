//! What the sign-in screens may ask for. Arguments arrive as text; the first lines parse them.

use crate::{api_error::ApiError, go_to::GoTo, organisation::OrganisationView, ui::Received};
use domain::{ChallengeId, Seconds, Timestamp, one_time_code::TypedCode, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What the sign-in page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub organisation: OrganisationView,
    /// What was typed before a plain form was refused.
    pub typed: String,
    /// The server's clock when this was made.
    pub now: Timestamp,
    /// When this arrived, by the browser's monotonic clock.
    #[serde(skip)]
    pub received: Received,
}

/// What the code screen shows. Reading it sends nothing and resets nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeScreen {
    pub challenge: ChallengeId,
    pub organisation: OrganisationView,
    /// `j•••@example.com`
    pub sent_to: String,
    /// The server's clock when this was made.
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub resend_at: Timestamp,
    /// The whole life of a code, for the ring.
    pub good_for: Seconds,
    /// Why no digits help any more, if so.
    pub closed: Option<SignInError>,
    pub delivery: Delivery,
    #[serde(skip)]
    pub received: Received,
}

/// How long a screen watches its message.
const JUST_SENT: Seconds = Seconds(15);

/// Where the message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// It left, or will in a moment. Which of the two is not said: it would tell whether anybody has the address.
    Expected,
    /// The mail server does not take mail; we keep trying while the code is good.
    Delayed,
}

impl CodeScreen {
    /// Whether the newest code went out moments ago, so that something may still happen to its message.
    pub fn is_just_sent(&self) -> bool {
        self.expires_at.left_at(self.now) + JUST_SENT >= self.good_for
    }
}

/// Sends a code to an address of an organisation. Answers the same whether or not anybody has that address.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(organisation: String, email: String) -> Result<GoTo, ApiError<SignInError>> {
    let backend = crate::backend::backend()?;
    let outcome = match (crate::backend::slug(&organisation), email.parse()) {
        (Err(_), _) => Err(ApiError::Refused(SignInError::NoSuchOrganisation)),
        (_, Err(_)) => Err(ApiError::Refused(SignInError::NotAnEmailAddress)),
        (Ok(organisation), Ok(address)) => backend.send_code(organisation, address).await,
    };
    if outcome.is_err() {
        backend.keep_typed(&email);
    }
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
pub async fn verify_code(challenge: String, code: TypedCode) -> Result<GoTo, ApiError<SignInError>> {
    let outcome = match (challenge.parse(), code.0.parse()) {
        (Err(_), _) => Err(ApiError::Refused(SignInError::NotThisBrowser)),
        (_, Err(_)) => Err(ApiError::Refused(SignInError::InvalidCode)),
        (Ok(challenge), Ok(code)) => crate::backend::backend()?.verify_code(challenge, code).await,
    };
    crate::answer::gone(outcome)
}
