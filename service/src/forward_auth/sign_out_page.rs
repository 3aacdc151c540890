//! The page of Portico to which an application's path for signing out leads. It asks a user whose session goes on, and
//! says it if the session has ended.

use super::check::opening_address;
use super::sign_out::{SignOutRequest, end_session};
use crate::account::may_continue;
use crate::prelude::*;
use domain::application::ProtectedOrigin;
use domain::oidc::SignOutFault;
use store::applications;
use store::passes::{self, Pass};

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOutQuestion {
    /// The organisation of the user who has come from the application, or else that of the application. `None`: no
    /// application is known.
    pub organisation: Option<Slug>,
    /// Whether the browser's pass for the application still has a session. It may have one, although the browser has
    /// lost its cookies for Portico.
    pub has_pass: bool,
    /// The address that opens the application from which the user has come.
    pub back: Option<String>,
    /// The address to which a client wants the user to go who has signed out.
    pub onward: Option<String>,
    /// What is wrong with the request of a client.
    pub fault: Option<SignOutFault>,
}

/// What the page shows to a browser. `sealed` is the text that a check has put into the address. Any other text gives a
/// page that knows no application.
pub async fn ask_to_sign_out(cx: &RequestContext, sealed: &str) -> anyhow::Result<SignOutQuestion> {
    let (app, now) = (cx.app.as_ref(), cx.app.clock.now());
    let Some(request) = SignOutRequest::open(sealed, &app.keys) else { return Ok(SignOutQuestion::default()) };
    let has_pass = match pass_of(cx, &request).await? {
        Some(pass) => may_continue(app, &pass.holder).await?,
        None => false,
    };
    // The origin may belong to another application by now.
    let origin = ProtectedOrigin::from_store(request.origin);
    let found = applications::by_origin(&app.store, &origin, now).await?;
    let application = found.filter(|found| found.id == request.application);
    let back = application.map(|application| opening_address(&application, &origin));
    Ok(SignOutQuestion { organisation: Some(request.organisation), has_pass, back, ..SignOutQuestion::default() })
}

/// Ends the session of the pass with which a browser has come to the page, if it has not ended yet.
pub async fn sign_out_of_application(cx: &RequestContext, sealed: &str) -> anyhow::Result<()> {
    let Some(request) = SignOutRequest::open(sealed, &cx.app.keys) else { return Ok(()) };
    match pass_of(cx, &request).await? {
        Some(pass) => end_session(cx, &pass.holder.account, pass.holder.session.id, &pass.application).await,
        None => Ok(()),
    }
}

/// The pass with which the browser has come. `None`: there was none, or its session has ended.
async fn pass_of(cx: &RequestContext, request: &SignOutRequest) -> anyhow::Result<Option<Arc<Pass>>> {
    match request.pass()? {
        Some(token) => passes::find(&cx.app.store, &token, cx.app.clock.now()).await,
        None => Ok(None),
    }
}
