//! Signing out at the request of a client (OpenID Connect RP-Initiated Logout). A request is verified once and then
//! sealed. It ends a session at once only if it has an ID token of this very session; otherwise the user is asked. It
//! leads only to an address that its client has registered.

use super::authorize::find_client;
use super::id_token::read_hint;
use super::respond::with_query;
use crate::forward_auth::{SignOutQuestion, end_session, slug_of};
use crate::prelude::*;
use crate::security::sealed;
use domain::ClientId;
use domain::oidc::{Parameters, SignOutFault};
use serde::{Deserialize, Serialize};
use store::oauth_clients::Client;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

/// The parameter with a request that is sealed already.
pub const SEALED: &str = "sealed";

const CONTEXT: &[u8] = b"portico/client-sign-out/v1";
/// The longest address to which a user is led afterwards, in bytes. It is sealed into the path of a page.
const LONGEST_ADDRESS: usize = 2000;

/// A verified request. Sealed, it does not expire: whether the session has ended is read anew each time.
#[derive(Default, Serialize, Deserialize)]
struct SignOutRequest {
    /// `None`: the request does not say which client it is, or is wrong.
    client: Option<ClientId>,
    /// The session of the ID token.
    session: Option<Uuid>,
    /// Where the user goes afterwards.
    redirect_uri: Option<String>,
    /// What is added to the query of that address: `state`.
    query: String,
    fault: Option<SignOutFault>,
}

impl SignOutRequest {
    fn open(app: &AppContext, text: &str) -> Option<Self> {
        sealed::open(text, CONTEXT, &app.keys)
    }

    /// A request that is wrong. Nothing else of it counts.
    fn wrong(fault: SignOutFault) -> Self {
        SignOutRequest { fault: Some(fault), ..SignOutRequest::default() }
    }
}

/// Verifies the request of a client, and seals what counts of it for the path of the page that asks. Never refuses: a
/// wrong request becomes a question.
pub async fn seal_sign_out(app: &AppContext, parameters: &Parameters) -> anyhow::Result<String> {
    match parameters.value(SEALED) {
        Some(text) if SignOutRequest::open(app, text).is_some() => Ok(text.to_owned()),
        _ => sealed::seal(&read(app, parameters).await?, CONTEXT, &app.keys, app.random.as_ref()),
    }
}

async fn read(app: &AppContext, parameters: &Parameters) -> anyhow::Result<SignOutRequest> {
    if parameters.has_repetition() {
        return Ok(SignOutRequest::wrong(SignOutFault::Repeated));
    }
    let hint = match parameters.value("id_token_hint") {
        Some(text) => read_hint(app, text).await?.map(Some).ok_or(SignOutFault::WrongHint),
        None => Ok(None),
    };
    let hint = match hint {
        Ok(hint) => hint,
        Err(fault) => return Ok(SignOutRequest::wrong(fault)),
    };
    let named = parameters.value("client_id").map(|id| id.parse().unwrap_or(ClientId::NONE));
    let hinted = hint.as_ref().map(|hint| hint.client);
    if named.is_some() && hinted.is_some() && named != hinted {
        return Ok(SignOutRequest::wrong(SignOutFault::OtherClient));
    }
    let id = named.or(hinted);
    let client = find_client(app, id).await?;
    if id.is_some() && client.is_none() {
        return Ok(SignOutRequest::wrong(SignOutFault::UnknownClient));
    }
    Ok(match way_back(client.as_deref(), parameters) {
        Ok((redirect_uri, query)) => {
            SignOutRequest { client: id, session: hint.map(|hint| hint.session), redirect_uri, query, fault: None }
        }
        Err(fault) => SignOutRequest::wrong(fault),
    })
}

/// The address to which the user goes afterwards, and what is added to its query.
fn way_back(client: Option<&Client>, parameters: &Parameters) -> Result<(Option<String>, String), SignOutFault> {
    let Some(address) = parameters.value("post_logout_redirect_uri") else { return Ok((None, String::new())) };
    let client = client.ok_or(SignOutFault::NoClient)?;
    if client.settings.sign_out_uris.find(address).is_none() {
        return Err(SignOutFault::WrongRedirectUri);
    }
    let state = parameters.value("state").map(|state| ("state", state));
    let query = Serializer::new(String::new()).extend_pairs(state).finish();
    let is_short = address.len() + query.len() < LONGEST_ADDRESS;
    is_short.then(|| (Some(address.to_owned()), query)).ok_or(SignOutFault::TooLong)
}

/// Ends the session of the browser without a question, if the sealed request has an ID token of this session. So only
/// who knows the ID token can end it. Returns whether it has ended.
pub async fn sign_out_at_once(cx: &RequestContext, signed_in: Option<&SignedIn>, sealed: &str) -> anyhow::Result<bool> {
    let (Some(signed_in), Some(request)) = (signed_in, SignOutRequest::open(&cx.app, sealed)) else { return Ok(false) };
    let session = signed_in.session.id;
    if request.session != Some(session) {
        return Ok(false);
    }
    let Some(client) = find_client(&cx.app, request.client).await? else { return Ok(false) };
    end_session(cx, &signed_in.account, session, &client.application).await?;
    Ok(true)
}

/// What the page about signing out shows of the request of a client. `None`: the text is not one.
pub async fn ask_to_sign_out(cx: &RequestContext, sealed: &str) -> anyhow::Result<Option<SignOutQuestion>> {
    let app = cx.app.as_ref();
    let Some(request) = SignOutRequest::open(app, sealed) else { return Ok(None) };
    let mut question = SignOutQuestion { fault: request.fault, ..SignOutQuestion::default() };
    let client = find_client(app, request.client).await?;
    if let Some(client) = client.filter(|client| client.application.is_on) {
        question.organisation = Some(slug_of(app, &client.application).await?);
        question.back = Some(client.application.start.to_string());
        // It may have been removed from the registered addresses meanwhile.
        let address = request.redirect_uri.filter(|address| client.settings.sign_out_uris.find(address).is_some());
        question.onward = address.map(|address| with_query(&address, &request.query));
    }
    Ok(Some(question))
}
