//! Devices on which nobody can sign in well, such as a television or a command line (RFC 8628): a device gets two codes.
//! It shows one of them, which its user types at Portico in any browser. It exchanges the other one for tokens.

use super::client_authentication::invalid_client;
use super::saved;
use super::token_response::TokenFailure;
use super::tokens::TokenKind;
use crate::prelude::*;
use crate::security::Key;
use domain::limits::Limit;
use domain::oidc::{
    DEVICE_CODE_VALID_FOR, DeviceRequest, POLL_INTERVAL, SavedRequest, Scope, Scopes, TokenError, UserCode,
};
use domain::refusal::CodeRefusal;
use domain::{AuthorizationRequestId, Secret};
use store::oauth_clients::{self, Client};
use store::oauth_device_codes::{self as device_codes, NewDeviceCode};

/// What a device gets first.
#[derive(Debug)]
pub struct DeviceAuthorization {
    /// What it exchanges for tokens.
    pub device_code: Secret<String>,
    /// What it shows to its user.
    pub user_code: UserCode,
    pub expires_in: Seconds,
    /// How long it waits before it asks again whether its user has answered.
    pub interval: Seconds,
}

/// Begins a request of a device. Refuses with `UnauthorizedClient` a client that may have no devices, with
/// `InvalidScope` scopes without `openid`, with `InvalidClient` a client that was deleted meanwhile, and with `SlowDown`
/// an address that has begun too many.
pub async fn begin_device(
    cx: &RequestContext,
    client: &Client,
    scopes: Scopes,
) -> Result<DeviceAuthorization, TokenFailure> {
    if !client.settings.allows_device {
        return Err(not_allowed());
    }
    if !scopes.has(Scope::OpenId) {
        return Err(TokenFailure::Refused(TokenError::InvalidScope, "scope must contain openid."));
    }
    let app = cx.app.as_ref();
    let device = DeviceRequest { scopes, address: cx.client.to_string() };
    let arriving = saved::arriving(app, client.id, SavedRequest::Device(device))?;
    let (request, code) = (arriving.id, Token::fresh(app.random.as_ref())?);
    let unit = cx.begin().await?;
    if !oauth_clients::lock(&unit, client.id).await? {
        unit.rollback().await?;
        return Err(invalid_client());
    }
    if !saved::insert(&unit, client, arriving, cx.client, DEVICE_CODE_VALID_FOR).await? {
        unit.rollback().await?;
        return Err(TokenFailure::Refused(TokenError::SlowDown, "Too many devices sign in from this address."));
    }
    let user_code = loop {
        let user_code = app.random.user_code()?;
        let new = NewDeviceCode {
            hash: code.hash(),
            user_code: digest(app.keys.newest(), &user_code)?,
            client: client.id,
            request,
            expires_at: unit.now + DEVICE_CODE_VALID_FOR,
        };
        if device_codes::insert(&unit, new).await? {
            break user_code;
        }
    };
    unit.commit().await?;
    let (device_code, expires_in) = (TokenKind::Device.write(&code), DEVICE_CODE_VALID_FOR);
    Ok(DeviceAuthorization { device_code, user_code, expires_in, interval: POLL_INTERVAL })
}

/// The refusal of a client that may have no devices.
pub(super) const fn not_allowed() -> TokenFailure {
    TokenFailure::Refused(TokenError::UnauthorizedClient, "The client may not sign in devices.")
}

/// The digest of a user code: `HMAC-SHA256(key, "oauth/user-code/v1" | code)`. There are so few codes that a plain hash
/// would tell them.
fn digest(key: &Key, code: &UserCode) -> anyhow::Result<Vec<u8>> {
    Ok(key.mac("oauth/user-code/v1", &[code.expose().as_bytes()])?.to_vec())
}

/// Finds the request of the device that shows a code. The attempt is counted before it is compared; a right one is
/// refunded. Refuses with `NoSuchDevice` or `TooManyAttempts`.
pub async fn find_device(
    cx: &RequestContext,
    signed_in: Option<&SignedIn>,
    code: &UserCode,
) -> Result<AuthorizationRequestId, Failure> {
    let unit = cx.begin().await?;
    let costs = costs(cx, signed_in);
    if let Err(too_often) = unit.consume(&costs).await? {
        unit.rollback().await?;
        return Err(too_often.into());
    }
    // The key may have changed since the device got its code.
    let digests = cx.app.keys.all().map(|key| digest(key, code)).collect::<anyhow::Result<_>>()?;
    let found = device_codes::find_request(&unit, digests, unit.now).await?;
    if found.is_some() {
        unit.refund(&costs).await?;
    }
    unit.commit().await?;
    found.ok_or_else(|| Refusal::Code(CodeRefusal::NoSuchDevice).into())
}

/// The limits that a wrong code counts against. Strangers share one, which cannot keep out those who are signed in.
fn costs(cx: &RequestContext, signed_in: Option<&SignedIn>) -> [(Limit, Subject<'static>); 2] {
    let shared = match signed_in {
        Some(SignedIn { account, .. }) => {
            (limits::DEVICE_CODES_PER_ACCOUNT_AND_HOUR, Subject::Account(account.organisation, account.id))
        }
        None => (limits::DEVICE_CODES_EVERYWHERE_AND_HOUR, Subject::Everybody),
    };
    [(limits::DEVICE_CODES_PER_CLIENT_AND_HOUR, Subject::ClientEverywhere(cx.client)), shared]
}
