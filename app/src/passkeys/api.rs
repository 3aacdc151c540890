//! Requests a WebAuthn challenge. Each flow that requests one handles the browser's response itself.

use crate::api_error::ApiError;
#[cfg(feature = "ssr")]
use crate::server::{slug, web_request};
use domain::{
    PasskeyRequestId,
    refusal::{PasskeyRefusal, Refusal},
};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

domain::named_enum! {
    /// Why a passkey is requested.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PasskeyPurpose {
        SignIn = "sign_in",
        SecondStep = "second_step",
        /// Registers a passkey as the required second factor, before there is a session.
        SetUp = "set_up",
        /// Reauthenticates a signed-in user before a change.
        Proof = "proof",
        /// Registers a passkey of a signed-in user.
        Making = "making",
    }
}

impl PasskeyPurpose {
    /// Whether a new passkey is registered.
    pub const fn makes_one(self) -> bool {
        matches!(self, PasskeyPurpose::SetUp | PasskeyPurpose::Making)
    }
}

/// The challenge for the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyAsked {
    /// The id of the request. Useless in another browser.
    pub request: String,
    /// JSON (Web Authentication Level 3, §5.1.8).
    pub options: String,
}

/// The browser's response.
#[derive(Clone, Debug)]
pub struct PasskeyAnswer {
    pub request: PasskeyRequestId,
    /// JSON (Web Authentication Level 3, §5.1.1).
    pub answer: String,
}

impl PasskeyAnswer {
    /// Limit in bytes, more than any authenticator sends.
    const LONGEST: usize = 16_000;

    /// Parses the fields of a form. Refuses an invalid request id and a response that is too long. Without JavaScript
    /// the fields are empty, which is refused too.
    pub fn of(request: &str, answer: String) -> Result<Self, ApiError> {
        let request = request.parse().map_err(|_| Refusal::Passkey(PasskeyRefusal::Invalid))?;
        if answer.len() > Self::LONGEST {
            Err(Refusal::Passkey(PasskeyRefusal::Invalid).into())
        } else {
            Ok(PasskeyAnswer { request, answer })
        }
    }
}

/// Creates a challenge. For signing in, it does not depend on any account, so it reveals none.
#[server(endpoint = "ask_for_passkey", input = PostUrl, output = Postcard)]
pub async fn ask_for_passkey(
    purpose: String,
    #[server(default)] organisation: String,
) -> Result<PasskeyAsked, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let purpose = PasskeyPurpose::of(&purpose).ok_or(ApiError::Outdated)?;
        web.ask_for_passkey(purpose, slug(&organisation)?).await
    };
    web.with_status(outcome.await)
}
