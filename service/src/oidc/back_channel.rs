//! Back-channel logout (OpenID Connect Back-Channel Logout 1.0): a client that has an address for it is told, from server
//! to server, that a session has ended. The notices are written where sessions end, in `store::logout_notices`.

use crate::delivery::{NotTaken, without_secrets};
use crate::prelude::*;
use crate::signing_keys;
use domain::Secret;
use domain::oidc::LOGOUT_TOKEN_VALID_FOR;
use serde::Serialize;
use serde_json::{Value, json};
use store::logout_notices::{self, LogoutNotice};
use store::oauth_clients::{self, Client};

/// The kind of token, in its header (§2.4). It differs from that of ID tokens, so that neither passes for the other.
const TYPE: &str = "logout+jwt";
/// The event that a logout token is about.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Serialize)]
struct Claims<'a> {
    /// The public URL of Portico.
    iss: &'a str,
    sub: String,
    /// The client.
    aud: String,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    /// Differs between attempts: a client that has accepted the first may refuse a repetition.
    jti: String,
    /// The session, as in the ID token.
    sid: String,
    events: Value,
}

async fn logout_token(app: &AppContext, client: &Client, notice: &LogoutNotice) -> anyhow::Result<Secret<String>> {
    let iat = app.clock.now().unix_seconds();
    let claims = Claims {
        iss: app.public_origin.as_str(),
        sub: notice.account.to_string(),
        aud: notice.client.to_string(),
        iat,
        exp: iat + i64::from(LOGOUT_TOKEN_VALID_FOR.0),
        jti: app.random.id()?.simple().to_string(),
        sid: notice.sid.simple().to_string(),
        events: json!({ EVENT: {} }),
    };
    // A client expects the algorithm of its ID tokens.
    let algorithm = client.settings.id_token_algorithm;
    let keys = signing_keys::with(app, algorithm).await?;
    keys.signing(algorithm)?.sign(TYPE, &claims).map(Secret::new)
}

/// Tells a client that a session has ended. Nothing is sent if it has no address for that any more.
pub async fn post_logout(app: &AppContext, notice: &LogoutNotice) -> anyhow::Result<Result<(), NotTaken>> {
    let client = oauth_clients::find(&app.store, notice.client, app.clock.now()).await?;
    let Some(client) = client else { return Ok(Ok(())) };
    let Some(uri) = &client.settings.back_channel_uri else { return Ok(Ok(())) };
    let token = logout_token(app, &client, notice).await?;
    Ok(app.outbound.post_form(uri.as_str(), &[("logout_token", token.expose())]).await)
}

/// Forgets a notice: the client was told.
pub async fn logout_told(app: &AppContext, notice: &LogoutNotice) -> anyhow::Result<()> {
    let unit = app.begin(Actor::System).await?;
    logout_notices::remove(&unit, notice.id).await?;
    unit.commit().await
}

/// Gives a notice up, and records it for the user and for the admins of the application. `answer` says why the client
/// was not told.
pub async fn logout_given_up(app: &AppContext, notice: &LogoutNotice, answer: &str) -> anyhow::Result<()> {
    let client = oauth_clients::find(&app.store, notice.client, app.clock.now()).await?;
    let unit = app.begin(Actor::System).await?;
    if !logout_notices::remove(&unit, notice.id).await? {
        return unit.rollback().await;
    }
    if let Some(client) = client {
        let application = &client.application;
        let detail = format!("{}: {}", application.name, without_secrets(answer));
        let subject = AuditSubject::of(notice.organisation, Some(notice.account)).by_server();
        let subject = subject.application(application.id).detail(&detail);
        unit.record(AuditEventKind::LogoutNotDelivered, subject).await?;
    }
    unit.commit().await
}
