//! A device asks whether its user has answered, and gets its tokens once.

use super::code_exchange::first_tokens;
use super::device::not_allowed;
use super::live::still_counts;
use super::token_response::{TokenFailure, TokenResponse, invalid_grant};
use super::tokens::TokenKind;
use crate::prelude::*;
use crate::signing_keys;
use domain::oidc::TokenError;
use domain::{AuthorizationId, Secret};
use store::TokenHash;
use store::oauth_authorizations as authorizations;
use store::oauth_clients::Client;
use store::oauth_device_codes as device_codes;

const fn is_over() -> TokenFailure {
    invalid_grant("The device code is unknown, was used, or its user's access has ended.")
}

/// Exchanges the code of a device. While its user has not answered, refuses with `AuthorizationPending`, or with
/// `SlowDown` if it has not waited; then with `AccessDenied` or `ExpiredToken`.
pub(super) async fn exchange_device_code(
    cx: &RequestContext,
    client: &Client,
    code: &Secret<String>,
) -> Result<TokenResponse, TokenFailure> {
    if !client.settings.allows_device {
        return Err(not_allowed());
    }
    let code = TokenKind::Device.read(code.expose()).ok_or(is_over())?.hash();
    // Strangers can invent codes. Those must not make others wait for the database.
    let found = device_codes::find(&cx.app.store, &code).await?;
    let found = found.filter(|found| found.client == client.id).ok_or(is_over())?;
    if cx.app.clock.now() >= found.expires_at {
        return Err(TokenFailure::Refused(TokenError::ExpiredToken, "The user has not answered in time."));
    }
    if found.is_declined {
        return Err(TokenFailure::Refused(TokenError::AccessDenied, "The user has declined."));
    }
    match found.authorization {
        Some(authorization) => give_tokens(cx, client, &code, authorization).await,
        None => Err(wait(cx, &code).await?),
    }
}

/// Gives the device its tokens, unless another request of it has got them.
async fn give_tokens(
    cx: &RequestContext,
    client: &Client,
    code: &TokenHash,
    authorization: AuthorizationId,
) -> Result<TokenResponse, TokenFailure> {
    // Before the unit of work: the first keys are made in one of their own.
    let keys = signing_keys::with(&cx.app, client.settings.id_token_algorithm).await?;
    let unit = cx.begin().await?;
    if !authorizations::lock(&unit, authorization).await? || !device_codes::take(&unit, code).await? {
        unit.rollback().await?;
        return Err(is_over());
    }
    let live = authorizations::find(&unit, authorization).await?;
    let Some(live) = live.filter(|live| still_counts(live, unit.now)) else {
        unit.commit().await?;
        return Err(is_over());
    };
    let response = first_tokens(&unit, &keys, &live).await?;
    unit.commit().await?;
    Ok(response)
}

/// Tells the device to ask again later.
async fn wait(cx: &RequestContext, code: &TokenHash) -> anyhow::Result<TokenFailure> {
    let unit = cx.begin().await?;
    let has_waited = device_codes::note_poll(&unit, code, unit.now).await?;
    unit.commit().await?;
    Ok(match has_waited {
        true => TokenFailure::Refused(TokenError::AuthorizationPending, "The user has not answered yet."),
        false => TokenFailure::Refused(TokenError::SlowDown, "Wait five seconds longer than before, each time."),
    })
}
