//! Requests a WebAuthn challenge. Each flow that requests one handles the browser's response itself.

use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::PasskeyName;
use domain::PasskeyRequestId;
#[cfg(feature = "ssr")]
use service::{
    passkeys::{self, Answered, IssuedPasskeyRequest, Registered},
    settings,
    sign_in::{self, second_step},
};
#[cfg(feature = "ssr")]
use store::passkeys::Passkey;

domain::named_enum! {
    /// Why a passkey is requested. Clients post the names, so the names never change.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PasskeyPurpose {
        SignIn = "sign_in",
        SecondStep = "second_step",
        /// Registers a passkey as the required second factor, before there is a session.
        SetUp = "set_up",
        /// Reauthenticates a signed-in user before a change.
        #[serde(rename = "proof")]
        Reauthentication = "proof",
        /// Registers a passkey of a signed-in user.
        #[serde(rename = "making")]
        Registration = "making",
    }
}

impl PasskeyPurpose {
    /// Whether a new passkey is registered.
    pub const fn registers(self) -> bool {
        matches!(self, PasskeyPurpose::SetUp | PasskeyPurpose::Registration)
    }
}

/// The challenge for the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyChallenge {
    /// The id of the request. Useless in another browser.
    pub request: String,
    /// JSON (Web Authentication Level 3, §5.1.8).
    pub options: String,
}

/// The browser's response.
#[derive(Clone, Debug)]
pub struct PasskeyResponse {
    pub request: PasskeyRequestId,
    /// JSON (Web Authentication Level 3, §5.1.1).
    pub answer: String,
}

impl PasskeyResponse {
    /// Limit in bytes, more than any authenticator sends.
    const LONGEST: usize = 16_000;

    /// Parses the fields of a form. Refuses an invalid request id and a response that is too long. Without JavaScript
    /// the fields are empty, which is refused too.
    pub fn of(request: &str, answer: String) -> Result<Self, Refusal> {
        match request.parse() {
            Ok(request) if answer.len() <= Self::LONGEST => Ok(PasskeyResponse { request, answer }),
            _ => Err(Refusal::Passkey(PasskeyRefusal::Invalid)),
        }
    }

    /// The response to an authentication.
    #[cfg(feature = "ssr")]
    pub(crate) fn answered(&self) -> Answer<Answered<'_>> {
        Answered::of(self.request, &self.answer)
    }

    /// The response to a registration.
    #[cfg(feature = "ssr")]
    pub(crate) fn registered(&self) -> Registered<'_> {
        Registered { request: self.request, answer: &self.answer }
    }
}

/// Creates a challenge. For signing in, it does not depend on any account, so it reveals none.
#[server(endpoint = "ask_for_passkey", input = PostUrl, output = Postcard)]
pub async fn ask_for_passkey(
    purpose: PasskeyPurpose,
    #[server(default)] organisation: String,
) -> Result<PasskeyChallenge, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let cx = &web.cx;
        let asked = match purpose {
            PasskeyPurpose::SignIn => sign_in::ask_for_passkey(cx, organisation.as_ref()).await,
            PasskeyPurpose::SecondStep => second_step::ask_for_passkey(cx).await,
            PasskeyPurpose::SetUp => second_step::ask_to_set_up_passkey(cx).await,
            PasskeyPurpose::Reauthentication => settings::ask_to_reauthenticate(cx, &web.signed_in().await?).await,
            PasskeyPurpose::Registration => {
                let signed_in = web.signed_in().await?;
                let reauthenticated = recently_authenticated(&cx.app, &signed_in)?;
                settings::ask_to_make_passkey(cx, reauthenticated).await
            }
        };
        let IssuedPasskeyRequest { request, options, browser } = asked?;
        web.set_cookie(cookies::browser(&browser));
        Ok(PasskeyChallenge { request: request.to_string(), options })
    })
    .await
}

#[cfg(feature = "ssr")]
impl crate::server::Reply for PasskeyChallenge {}

#[cfg(feature = "ssr")]
pub(crate) fn passkey_name(text: &str) -> Answer<PasskeyName> {
    text.parse().map_err(|_| Refusal::InvalidField(FormField::PasskeyName).into())
}

#[cfg(feature = "ssr")]
impl WebRequest {
    pub(crate) async fn own_passkeys(&self, signed_in: &SignedIn) -> Answer<Vec<Passkey>> {
        if !signed_in.enrolled.ways.contains(&SecondFactor::Passkey) {
            return Ok(Vec::new());
        }
        Ok(passkeys::of_account(&self.cx.app, signed_in.account.id).await?)
    }

    pub(crate) fn has_passkey(&self, signed_in: &SignedIn) -> bool {
        self.cx.app.passkeys.is_some() && signed_in.enrolled.ways.contains(&SecondFactor::Passkey)
    }

    /// Tells the browser which passkeys of the account are valid, even if none is left (Web Authentication Level 3,
    /// §5.1.10.3). `None` if the server does not support passkeys.
    pub(crate) fn accepted_passkeys(&self, signed_in: &SignedIn, own: &[Passkey]) -> Option<String> {
        let credentials = own.iter().map(|passkey| passkey.credential_id.as_slice());
        Some(self.cx.app.passkeys.as_ref()?.accepted(signed_in.account.id, credentials))
    }
}
