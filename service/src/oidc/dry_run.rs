//! What a client would get if a user signed in now. It is made as for a real sign-in, and then undone.

use super::claims::{ClaimSet, claims_about};
use super::code_exchange::first_tokens;
use super::decide::asks_consent;
use super::id_token::claims_in;
use super::issue::make_code;
use super::token_response::TokenResponse;
use crate::forward_auth::lacks;
use crate::prelude::*;
use crate::signing_keys;
use domain::application::Missing;
use domain::oidc::{AuthorizationRequest, Scope, Scopes};
use serde_json::Value;
use store::oauth_authorizations as authorizations;
use store::oauth_clients::Client;
use store::oauth_codes::{self as codes, CodeUse};

/// What a client would get.
#[derive(Debug)]
pub enum DryRun {
    /// Nothing, until the user has signed in more strongly.
    Missing(Missing),
    Tokens {
        /// The user would be asked first whether the client may know all this.
        asks_consent: bool,
        /// The answer of the token endpoint. Of each token only its beginning is left.
        response: TokenResponse,
        /// What the ID token says, as the published keys verify it.
        id_token: Value,
        userinfo: ClaimSet,
    },
}

/// Signs a user in at a client that asks for all scopes, and undoes it. The application lets the user in. Records
/// nothing, and the tokens never count.
pub async fn dry_run(cx: &RequestContext, signed_in: &SignedIn, client: &Client) -> anyhow::Result<DryRun> {
    let (app, request) = (cx.app.as_ref(), request(client));
    if let Some(missing) = lacks(&client.application, request.level, &signed_in.session, app.clock.now()) {
        return Ok(DryRun::Missing(missing));
    }
    let asks_consent = asks_consent(app, client, &request, signed_in.account.id).await?;
    // Before the unit of work: the first keys are made in one of their own.
    let keys = signing_keys::with(app, client.settings.id_token_algorithm).await?;
    let unit = cx.begin_as(signed_in.account.id).await?;
    let (code, _) = make_code(&unit, signed_in, client, &request).await?;
    let CodeUse::First(spent) = codes::spend(&unit, &code.hash(), client.id, unit.now).await? else {
        anyhow::bail!("a new code does not count");
    };
    let live = authorizations::find(&unit, spent.authorization).await?.context("a new authorization does not count")?;
    let response = first_tokens(&unit, &keys, &live).await?;
    unit.rollback().await?;
    let id_token = response.id_token.as_ref().and_then(|token| claims_in(&keys, token));
    Ok(DryRun::Tokens {
        asks_consent,
        id_token: id_token.context("no published key verifies a new ID token")?,
        response: response.shortened(),
        userinfo: claims_about(&live, live.scopes),
    })
}

/// The request of a client that asks for all that it can learn. Offline access tells nothing more.
fn request(client: &Client) -> AuthorizationRequest {
    let redirect_uri = client.settings.redirect_uris.iter().next().map(|uri| uri.as_str().to_owned());
    AuthorizationRequest::new(redirect_uri.unwrap_or_default(), Scopes::all().without(Scope::OfflineAccess))
}
