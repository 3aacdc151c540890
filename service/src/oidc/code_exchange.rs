//! A code is exchanged once. Whatever goes wrong then, it is spent.

use super::live::still_counts;
use super::token_response::{NewTokens, TokenFailure, TokenResponse, invalid_grant, refresh_row};
use super::tokens::TokenKind;
use crate::jose::KeySet;
use crate::prelude::*;
use crate::signing_keys;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{AuthorizationId, Secret};
use sha2::{Digest as _, Sha256};
use store::oauth_authorizations::{self as authorizations, LiveAuthorization};
use store::oauth_clients::Client;
use store::oauth_codes::{self as codes, CodeUse};
use store::{oauth_access_tokens as access_tokens, oauth_refresh_tokens as refresh_tokens};
use subtle::ConstantTimeEq as _;

const fn unknown() -> TokenFailure {
    invalid_grant("The code is unknown or too old.")
}

/// What a client presents to exchange a code.
#[derive(Clone, Copy)]
pub(super) struct PresentedCode<'a> {
    pub code: &'a Secret<String>,
    pub redirect_uri: &'a str,
    pub verifier: Option<&'a Secret<String>>,
}

/// Exchanges a code. If it comes a second time, somebody else may have it, so everything that came of it ends.
pub(super) async fn exchange_code(
    cx: &RequestContext,
    client: &Client,
    presented: PresentedCode<'_>,
) -> Result<TokenResponse, TokenFailure> {
    let app = cx.app.as_ref();
    let code = TokenKind::Code.read(presented.code.expose()).ok_or(invalid_grant("This is not a code."))?;
    // Strangers can invent codes. Those must not make others wait for the database.
    if !codes::exists(&app.store, &code.hash(), client.id).await? {
        return Err(unknown());
    }
    // Before the unit of work: the first keys are made in one of their own.
    let keys = signing_keys::with(app, client.settings.id_token_algorithm).await?;
    let unit = cx.begin().await?;
    let spent = match codes::spend(&unit, &code.hash(), client.id, unit.now).await? {
        CodeUse::First(spent) => spent,
        CodeUse::Again(authorization) => {
            end_reused(&unit, authorization).await?;
            unit.commit().await?;
            return Err(invalid_grant("The code was used before, so all its tokens have ended."));
        }
        CodeUse::Unknown => {
            unit.rollback().await?;
            return Err(unknown());
        }
    };
    let verifier = presented.verifier.map(|verifier| verifier.expose().as_str());
    let fault = if spent.redirect_uri != presented.redirect_uri {
        Some("redirect_uri is not the one of the authorization request.")
    } else if !is_verified(spent.challenge.as_deref(), verifier) {
        Some("code_verifier does not fit the code_challenge of the authorization request.")
    } else {
        None
    };
    if let Some(fault) = fault {
        unit.commit().await?;
        return Err(invalid_grant(fault));
    }
    let live = authorizations::find(&unit, spent.authorization).await?;
    let Some(live) = live.filter(|live| still_counts(live, unit.now)) else {
        unit.commit().await?;
        return Err(invalid_grant("The user's sign-in has ended, or is not enough for the application."));
    };
    let response = first_tokens(&unit, &keys, &live).await?;
    unit.commit().await?;
    Ok(response)
}

/// The tokens that a client gets for a code.
pub(super) async fn first_tokens(
    unit: &UnitOfWork<'_>,
    keys: &KeySet,
    live: &LiveAuthorization,
) -> anyhow::Result<TokenResponse> {
    let token = Token::fresh(unit.app.random.as_ref())?;
    refresh_tokens::insert(unit, refresh_row(unit, live, token.hash()), unit.now).await?;
    let tokens = NewTokens::make(unit, live, token, live.scopes)?;
    access_tokens::insert(unit, tokens.access_row(), unit.now).await?;
    tokens.answer(unit.app, keys, live.nonce.as_deref())
}

/// Ends all that came of a code that was used twice. `codes::spend` has locked the authorization.
async fn end_reused(unit: &UnitOfWork<'_>, authorization: AuthorizationId) -> anyhow::Result<()> {
    if let Some(live) = authorizations::find(unit, authorization).await? {
        // Not from where: the request came from the server of an application.
        let subject = AuditSubject::from(&live.account).application(live.application.id).unlocated();
        unit.record(AuditEventKind::CodeReused, subject.detail(live.application.name.as_str())).await?;
    }
    authorizations::delete(unit, authorization).await
}

/// Whether the verifier fits the challenge (RFC 7636 §4.6). A request without a challenge must have no verifier:
/// otherwise an attacker could take the challenge out of a request unnoticed (RFC 9700 §4.8.2).
fn is_verified(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let hash = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            is_well_formed(verifier) && hash.as_bytes().ct_eq(challenge.as_bytes()).into()
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// RFC 7636 §4.1.
fn is_well_formed(verifier: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// The example of RFC 7636, appendix B.
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[rstest]
    #[case(Some(CHALLENGE), Some(VERIFIER), true)]
    #[case(None, None, true)]
    #[case(Some(CHALLENGE), None, false)]
    #[case(None, Some(VERIFIER), false)]
    #[case(Some(CHALLENGE), Some(CHALLENGE), false)]
    #[case(Some(VERIFIER), Some(VERIFIER), false)]
    fn a_challenge_needs_its_verifier(
        #[case] challenge: Option<&str>,
        #[case] verifier: Option<&str>,
        #[case] fits: bool,
    ) {
        assert_eq!(is_verified(challenge, verifier), fits);
    }

    #[test]
    fn a_verifier_has_43_to_128_characters() {
        for (verifier, fits) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("~".repeat(128), true),
            ("a".repeat(129), false),
            (format!("{}+", "a".repeat(43)), false),
        ] {
            assert_eq!(is_well_formed(&verifier), fits, "{verifier}");
        }
    }
}
