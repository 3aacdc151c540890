//! Passkeys (W3C, Web Authentication Level 3): what browsers are asked, and what their answers are worth. The only place that
//! knows webauthn-rs. Every passkey has to check by itself that it is the person, so that one counts as two steps.

use anyhow::{Context as _, anyhow};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::AccountId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url, WebauthnError,
    },
};

/// A passkey that is nobody's. Only compared with, so that it takes as long; what it proves is not looked at.
const DECOY: &str = r#"{"cred":{"cred_id":"CREDENTIAL_ID","cred":{"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1",
    "x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}}},
    "counter":0,"transports":null,"user_verified":true,"backup_eligible":false,"backup_state":false,
    "registration_policy":"required","extensions":{},"attestation":{"data":"None","metadata":"None"},
    "attestation_format":"none"}}"#;

/// One origin, in whose name browsers are asked. Passkeys made for another are of no use here.
pub struct Passkeys {
    webauthn: Webauthn,
    /// What passkeys are made for.
    host: String,
}

/// What goes to the browser, and what its answer will be compared with. Both JSON.
#[derive(Debug)]
pub struct Asked {
    pub options: String,
    pub state: String,
}

/// Who a passkey is for, as the browser shows it.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub account: AccountId,
    pub email: &'a str,
    pub name: &'a str,
    pub organisation: &'a str,
}

/// A passkey that was made.
#[derive(Debug)]
pub struct Made {
    pub credential_id: Vec<u8>,
    pub credential: String,
}

/// Whose passkey an answer says it comes from. Nothing is proven yet.
#[derive(Debug)]
pub struct Claimed {
    /// `None`: the device does not say.
    pub account: Option<AccountId>,
    pub credential_id: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
enum State {
    Making(PasskeyRegistration),
    /// Any passkey that the device has for us.
    Any(DiscoverableAuthentication),
    /// One of these.
    OneOf(PasskeyAuthentication),
}

impl Passkeys {
    /// `origin` is scheme and authority. `None`: browsers make no passkeys there, because its host is no name.
    pub fn of(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?.to_owned();
        Some(Passkeys { webauthn: WebauthnBuilder::new(&host, &origin).ok()?.build().ok()?, host })
    }

    /// Asks for a new one that the device can find again by itself. `existing` are those that the account has.
    pub fn ask_to_make(&self, holder: Holder<'_>, existing: Vec<Vec<u8>>) -> anyhow::Result<Asked> {
        let Holder { account, email, name, organisation } = holder;
        let (options, state) = self.webauthn.start_passkey_registration(account.0, email, name, Some(existing))?;
        let mut options = serde_json::to_value(options)?;
        let public = options.get_mut("publicKey").context("no publicKey in the options")?;
        public["rp"]["name"] = organisation.into();
        public["authenticatorSelection"]["residentKey"] = "required".into();
        public["authenticatorSelection"]["requireResidentKey"] = true.into();
        asked(&options, &State::Making(state))
    }

    /// What was made; `None`: the answer is none to this request.
    pub fn made(&self, answer: &str, state: &str) -> anyhow::Result<Option<Made>> {
        let State::Making(state) = serde_json::from_str(state)? else { return Ok(None) };
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        if !is_from_our_page(answer.response.client_data_json.as_ref()) {
            return Ok(None);
        }
        let Some(passkey) = taken(self.webauthn.finish_passkey_registration(&answer, &state))? else { return Ok(None) };
        Ok(Some(Made { credential_id: passkey.cred_id().to_vec(), credential: serde_json::to_string(&passkey)? }))
    }

    /// Asks for any passkey that the device has for us.
    pub fn ask_for_any(&self) -> anyhow::Result<Asked> {
        let (mut options, state) = self.webauthn.start_discoverable_authentication()?;
        // The library means it for filling a field only. Which of the two it is, the client knows: a button wants a window.
        options.mediation = None;
        asked(&serde_json::to_value(options)?, &State::Any(state))
    }

    /// Asks for one of these.
    pub fn ask_for_one_of(&self, credentials: &[String]) -> anyhow::Result<Asked> {
        let passkeys: Vec<Passkey> = credentials.iter().map(|one| read(one)).collect::<anyhow::Result<_>>()?;
        let (options, state) = self.webauthn.start_passkey_authentication(&passkeys)?;
        asked(&serde_json::to_value(options)?, &State::OneOf(state))
    }

    /// What a browser is told of the passkeys of an account, so that it offers no others (Web Authentication Level 3, §5.1.10.3).
    /// JSON.
    pub fn accepted<'a>(&self, account: AccountId, credentials: impl Iterator<Item = &'a [u8]>) -> String {
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let credentials: Vec<_> = credentials.map(text).collect();
        json!({ "rpId": self.host, "userId": text(account.0.as_bytes()), "allAcceptedCredentialIds": credentials })
            .to_string()
    }

    /// One that nobody has, to compare with where there is none.
    pub fn decoy(credential_id: &[u8]) -> String {
        DECOY.replace("CREDENTIAL_ID", &BASE64_URL_SAFE_NO_PAD.encode(credential_id))
    }

    /// Whose it says it is.
    pub fn claimed(answer: &str) -> Option<Claimed> {
        let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
        let account = answer.get_user_unique_id().and_then(|id| Uuid::from_slice(id).ok()).map(AccountId);
        Some(Claimed { account, credential_id: answer.get_credential_id().to_vec() })
    }

    /// Whether this passkey answered this request. If so, what is known of it since; `None`: it did not.
    pub fn proven(&self, answer: &str, state: &str, credential: &str) -> anyhow::Result<Option<String>> {
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
        if !is_from_our_page(answer.response.client_data_json.as_ref()) {
            return Ok(None);
        }
        let mut passkey = read(credential)?;
        let outcome = match serde_json::from_str(state)? {
            State::Making(_) => return Ok(None),
            State::Any(state) => self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey),
            State::OneOf(state) => self.webauthn.finish_passkey_authentication(&answer, &state),
        };
        let Some(outcome) = taken(outcome)? else { return Ok(None) };
        if !outcome.user_verified() || passkey.update_credential(&outcome).is_none() {
            return Ok(None);
        }
        Ok(Some(serde_json::to_string(&passkey)?))
    }
}

/// Whether a page of ours asked that no other page frames. The library looks at this only where a passkey is made.
fn is_from_our_page(client_data: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ClientData {
        cross_origin: Option<bool>,
        top_origin: Option<serde::de::IgnoredAny>,
    }
    let data = serde_json::from_slice::<ClientData>(client_data);
    data.is_ok_and(|data| data.cross_origin != Some(true) && data.top_origin.is_none())
}

fn read(credential: &str) -> anyhow::Result<Passkey> {
    serde_json::from_str(credential).context("passkey.credential")
}

fn asked(options: &serde_json::Value, state: &State) -> anyhow::Result<Asked> {
    Ok(Asked { options: options.to_string(), state: serde_json::to_string(state)? })
}

/// `None`: the answer is wrong, which is nobody's failure but the asker's.
fn taken<T>(outcome: Result<T, WebauthnError>) -> anyhow::Result<Option<T>> {
    match outcome {
        Ok(taken) => Ok(Some(taken)),
        Err(error @ (WebauthnError::Configuration | WebauthnError::CredentialRetrievalError)) => {
            Err(anyhow!("passkeys are set up wrongly: {error:?}"))
        }
        Err(error) => {
            tracing::debug!(?error, "a passkey was refused");
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoy_is_a_passkey_with_any_name() {
        let decoy = read(&Passkeys::decoy(&[7; 64])).unwrap();
        assert_eq!(decoy.cred_id().to_vec(), [7; 64]);
    }

    #[test]
    fn an_address_of_digits_takes_no_passkeys() {
        assert!(Passkeys::of("http://192.0.2.7:3000").is_none());
        assert!(Passkeys::of("http://localhost:3000").is_some() && Passkeys::of("https://sign-in.example").is_some());
    }
}
