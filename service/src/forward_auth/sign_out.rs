//! Signing out at an application: a path of every protected origin that the application itself never sees. It leads to
//! a page of Portico (`sign_out_page`).

use super::decision::{Decision, ForbiddenReason};
use super::request::ForwardedRequest;
use crate::prelude::*;
use crate::security::{Keys, sealed};
use domain::ApplicationId;
use serde::{Deserialize, Serialize};
use store::applications::Application;
use store::{TokenHash, passes::Pass, sessions};
use uuid::Uuid;

/// The path, on every protected origin.
pub const SIGN_OUT: &str = "/.portico/sign-out";

const CONTEXT: &[u8] = b"portico/sign-out-request/v1";

/// A browser that was led from a protected origin to the page about signing out. The sealed text does not expire: it
/// gives no access, and whether the session has ended is read anew each time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignOutRequest {
    pub application: ApplicationId,
    /// The protected origin.
    pub origin: String,
    /// Hash of the pass of the browser, in hexadecimal digits.
    pass: Option<String>,
    /// The organisation of the user whose pass it is. Without a pass, the one of the application.
    pub organisation: Slug,
}

impl SignOutRequest {
    /// `None`: the text was not sealed here, or was altered.
    pub fn open(sealed: &str, keys: &Keys) -> Option<Self> {
        sealed::open(sealed, CONTEXT, keys)
    }

    /// The hash of the pass.
    pub fn pass(&self) -> anyhow::Result<Option<TokenHash>> {
        Ok(self.pass.as_ref().map(hex::decode).transpose()?.map(TokenHash))
    }
}

/// Ends the session of the pass if the user clearly asked for it, and leads to the page about signing out, which asks
/// if the session goes on. `None`: the request is not one that can be led to a page.
///
/// Another site can make a browser open any address, browsers load pages in advance, and some do not say what the user
/// has done. A request that may be such a one ends nothing.
pub async fn sign_out(
    cx: &RequestContext,
    request: &ForwardedRequest,
    application: &Application,
    pass: Option<&Pass>,
) -> anyhow::Result<Option<Decision>> {
    if request.is_deliberate
        && let Some(pass) = pass
    {
        end_session(cx, &pass.holder.account, pass.holder.session.id, application).await?;
    }
    if !request.is_navigation {
        let forbidden = Decision::Forbidden(ForbiddenReason::NotDeliberate);
        return Ok((!request.is_deliberate).then_some(forbidden));
    }
    let organisation = match pass {
        Some(pass) => pass.holder.organisation.slug.clone(),
        None => slug_of(&cx.app, application).await?,
    };
    let page = SignOutRequest {
        application: application.id,
        origin: request.origin.to_string(),
        pass: request.pass.as_ref().filter(|_| pass.is_some()).map(|token| hex::encode(&token.hash().0)),
        organisation,
    };
    let sealed = sealed::seal(&page, CONTEXT, &cx.app.keys, cx.app.random.as_ref())?;
    Ok(Some(Decision::SignOut { sealed, has_ended: request.is_deliberate }))
}

/// Ends a session of an account at an application, and with it all that other applications hold of the session.
pub async fn end_session(
    cx: &RequestContext,
    account: &Account,
    session: Uuid,
    application: &Application,
) -> anyhow::Result<()> {
    let unit = cx.begin_as(account.id).await?;
    if sessions::end_one(&unit, account.id, session, unit.now).await? {
        let subject = AuditSubject::own(account).application(application.id);
        unit.record(AuditEventKind::ApplicationSignedOut, subject.detail(application.name.as_str())).await?;
    }
    unit.commit().await
}

/// The slug of the organisation that an application belongs to.
pub async fn slug_of(app: &AppContext, application: &Application) -> anyhow::Result<Slug> {
    let organisation = organisations::find_by_id(&app.store, application.organisation).await?;
    Ok(organisation.context("the organisation of an application is gone")?.slug)
}
