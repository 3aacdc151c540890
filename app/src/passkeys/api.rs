//! Asking for a passkey. What becomes of the answer is the business of whoever asked.

use crate::api_error::ApiError;
use domain::{PasskeyRequestId, Slug, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};
use serde::{Deserialize, Serialize};

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyPurpose {
    SignIn,
    SecondStep,
    /// A new one, asked of everybody, before there is a session.
    SetUp,
    /// Of somebody who is signed in, before something changes.
    Proof,
    /// A new one.
    Making,
}

impl PasskeyPurpose {
    const ALL: [PasskeyPurpose; 5] = [
        PasskeyPurpose::SignIn,
        PasskeyPurpose::SecondStep,
        PasskeyPurpose::SetUp,
        PasskeyPurpose::Proof,
        PasskeyPurpose::Making,
    ];

    /// Whether a new one is made.
    pub const fn makes_one(self) -> bool {
        matches!(self, PasskeyPurpose::SetUp | PasskeyPurpose::Making)
    }

    /// As it is posted.
    pub const fn name(self) -> &'static str {
        match self {
            PasskeyPurpose::SignIn => "sign_in",
            PasskeyPurpose::SecondStep => "second_step",
            PasskeyPurpose::SetUp => "set_up",
            PasskeyPurpose::Proof => "proof",
            PasskeyPurpose::Making => "making",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// What somebody who is not signed in does with a passkey.
#[derive(Clone, Debug)]
pub enum PasskeyUse {
    /// `None`: in the default organisation. Where the person wants to go is unchecked.
    SignIn {
        organisation: Option<Slug>,
        return_to: String,
    },
    SecondStep {
        remember: bool,
    },
    SetUp {
        name: String,
    },
}

/// What goes to the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyAsked {
    /// Names the request; worth nothing in another browser.
    pub request: String,
    /// JSON (Web Authentication Level 3, §5.1.8).
    pub options: String,
}

/// What the browser answered.
#[derive(Clone, Debug)]
pub struct PasskeyAnswer {
    pub request: PasskeyRequestId,
    /// JSON (Web Authentication Level 3, §5.1.1).
    pub answer: String,
}

impl PasskeyAnswer {
    /// Longer than any device's.
    const LONGEST: usize = 16_000;

    /// Out of the fields of a form. Without script they are empty.
    pub fn of(request: &str, answer: String) -> Result<Self, ApiError<SignInError>> {
        let refused = || ApiError::Refused(SignInError::PasskeyRefused);
        let request = request.parse().map_err(|_| refused())?;
        if answer.len() > Self::LONGEST { Err(refused()) } else { Ok(PasskeyAnswer { request, answer }) }
    }
}

/// Asks for one. Answers the same to everybody who is not signed in.
#[server(endpoint = "ask_for_passkey", input = PostUrl, output = Postcard)]
pub async fn ask_for_passkey(
    purpose: String,
    #[server(default)] organisation: String,
) -> Result<PasskeyAsked, ApiError<SignInError>> {
    let outcome = async {
        let purpose = PasskeyPurpose::of(&purpose).ok_or(ApiError::Outdated)?;
        let organisation = crate::backend::slug(&organisation)?;
        crate::backend::backend()?.ask_for_passkey(purpose, organisation).await
    }
    .await;
    crate::answer::answered(outcome)
}
