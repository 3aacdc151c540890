//! Passkeys (W3C, Web Authentication Level 3): requests to browsers and the verification of their responses; the only
//! module that uses webauthn-rs. Every passkey must verify the user, so that it counts as two steps.

use anyhow::{Context as _, anyhow};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::AccountId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// A passkey that belongs to no account. It is compared with when there is no passkey, so that this takes as long; the
/// result is ignored.
const DECOY: &str = r#"{"cred":{"cred_id":"CREDENTIAL_ID","cred":{"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1",
    "x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}}},
    "counter":0,"transports":null,"user_verified":true,"backup_eligible":false,"backup_state":false,
    "registration_policy":"required","extensions":{},"attestation":{"data":"None","metadata":"None"},
    "attestation_format":"none"}}"#;

/// The relying party of one origin. Passkeys made for another origin do not work here.
pub struct Passkeys {
    webauthn: Webauthn,
    /// The relying party id.
    host: String,
}

/// A request to a browser. Both fields are JSON.
#[derive(Debug)]
pub struct WebauthnRequest {
    /// Sent to the browser.
    pub options: String,
    /// Kept on the server, to verify the response with.
    pub state: String,
}

/// The user entity of a new passkey (Web Authentication): the account that it is for, as the browser shows it.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyUser<'a> {
    pub account: AccountId,
    pub email: &'a str,
    pub name: &'a str,
    pub organisation: &'a str,
}

/// A passkey that was registered.
#[derive(Debug)]
pub struct NewCredential {
    pub credential_id: Vec<u8>,
    /// The passkey as JSON, for the database.
    pub credential_json: String,
}

/// The account and passkey that a response claims to come from. Nothing is verified yet.
#[derive(Debug)]
pub struct Claimed {
    /// `None`: the response names no account.
    pub account: Option<AccountId>,
    pub credential_id: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
enum CeremonyState {
    Making(PasskeyRegistration),
    /// Authentication with any passkey that the device has for this site.
    Any(DiscoverableAuthentication),
    /// Authentication with one of the account's passkeys.
    OneOf(PasskeyAuthentication),
}

impl Passkeys {
    /// Sets up the relying party for an origin (scheme and authority). `None`: browsers make no passkeys there, because
    /// its host is not a domain name.
    pub fn of(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?.to_owned();
        Some(Passkeys { webauthn: WebauthnBuilder::new(&host, &origin).ok()?.build().ok()?, host })
    }

    /// Starts registering a discoverable passkey. `existing` are the credential ids that the account already has.
    pub fn ask_to_make(&self, user: PasskeyUser<'_>, existing: Vec<Vec<u8>>) -> anyhow::Result<WebauthnRequest> {
        let PasskeyUser { account, email, name, organisation } = user;
        let (options, state) = self.webauthn.start_passkey_registration(account.0, email, name, Some(existing))?;
        let mut options = serde_json::to_value(options)?;
        let public = options.get_mut("publicKey").context("no publicKey in the options")?;
        public["rp"]["name"] = organisation.into();
        public["authenticatorSelection"]["residentKey"] = "required".into();
        public["authenticatorSelection"]["requireResidentKey"] = true.into();
        asked(&options, &CeremonyState::Making(state))
    }

    /// Verifies the response to a registration. `None`: it does not answer this request. Fails when `state` is
    /// unreadable or the relying party is configured wrongly.
    pub fn made(&self, answer: &str, state: &str) -> anyhow::Result<Option<NewCredential>> {
        let CeremonyState::Making(state) = serde_json::from_str(state)? else { return Ok(None) };
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        if !is_from_our_page(answer.response.client_data_json.as_ref()) {
            return Ok(None);
        }
        let Some(passkey) = taken(self.webauthn.finish_passkey_registration(&answer, &state))? else { return Ok(None) };
        Ok(Some(NewCredential {
            credential_id: passkey.cred_id().to_vec(),
            credential_json: serde_json::to_string(&passkey)?,
        }))
    }

    /// Starts an authentication with any passkey that the device has for this site.
    pub fn ask_for_any(&self) -> anyhow::Result<WebauthnRequest> {
        let (mut options, state) = self.webauthn.start_discoverable_authentication()?;
        // The library sets conditional mediation (autofill). Only the client knows whether it wants that: a button
        // needs the modal dialog.
        options.mediation = None;
        asked(&serde_json::to_value(options)?, &CeremonyState::Any(state))
    }

    /// Starts an authentication with one of these passkeys (JSON, as stored). Fails when one is unreadable.
    pub fn ask_for_one_of(&self, credentials: &[String]) -> anyhow::Result<WebauthnRequest> {
        let passkeys: Vec<Passkey> = credentials.iter().map(|one| read(one)).collect::<anyhow::Result<_>>()?;
        let (options, state) = self.webauthn.start_passkey_authentication(&passkeys)?;
        asked(&serde_json::to_value(options)?, &CeremonyState::OneOf(state))
    }

    /// JSON that tells a browser which passkeys the account accepts, so that it offers no others (Web Authentication
    /// Level 3, §5.1.10.3).
    pub fn accepted<'a>(&self, account: AccountId, credentials: impl Iterator<Item = &'a [u8]>) -> String {
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let credentials: Vec<_> = credentials.map(text).collect();
        json!({ "rpId": self.host, "userId": text(account.0.as_bytes()), "allAcceptedCredentialIds": credentials })
            .to_string()
    }

    /// A passkey that belongs to no account, to compare with when there is none. JSON, as it would be stored.
    pub fn decoy(credential_id: &[u8]) -> String {
        DECOY.replace("CREDENTIAL_ID", &BASE64_URL_SAFE_NO_PAD.encode(credential_id))
    }

    /// Reads which account and passkey a response claims to come from. `None`: it is not a passkey's response.
    pub fn claimed(answer: &str) -> Option<Claimed> {
        let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
        let account = answer.get_user_unique_id().and_then(|id| Uuid::from_slice(id).ok()).map(AccountId);
        Some(Claimed { account, credential_id: answer.get_credential_id().to_vec() })
    }

    /// Verifies that this passkey answered this request. Returns the updated passkey to store (JSON); `None`: it did
    /// not answer. Fails when `state` or `credential_json` is unreadable or the relying party is configured wrongly.
    pub fn verified(&self, answer: &str, state: &str, credential_json: &str) -> anyhow::Result<Option<String>> {
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
        if !is_from_our_page(answer.response.client_data_json.as_ref()) {
            return Ok(None);
        }
        let mut passkey = read(credential_json)?;
        let outcome = match serde_json::from_str(state)? {
            CeremonyState::Making(_) => return Ok(None),
            CeremonyState::Any(state) => self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey),
            CeremonyState::OneOf(state) => self.webauthn.finish_passkey_authentication(&answer, &state),
        };
        let Some(outcome) = taken(outcome)? else { return Ok(None) };
        if !outcome.user_verified() || passkey.update_credential(&outcome).is_none() {
            return Ok(None);
        }
        Ok(Some(serde_json::to_string(&passkey)?))
    }
}

/// Whether the response comes from a page of this site that no other origin frames. The library checks this only when a
/// passkey is registered.
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

fn read(credential_json: &str) -> anyhow::Result<Passkey> {
    serde_json::from_str(credential_json).context("passkey.credential")
}

fn asked(options: &serde_json::Value, state: &CeremonyState) -> anyhow::Result<WebauthnRequest> {
    Ok(WebauthnRequest { options: options.to_string(), state: serde_json::to_string(state)? })
}

/// `None`: the response is wrong, which is the caller's fault. Fails when the server's configuration is wrong.
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
