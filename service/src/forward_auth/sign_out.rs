//! Signing out at an application: a path of every protected origin that the application itself never sees.

use super::decision::{Decision, ForbiddenReason};
use super::request::ForwardedRequest;
use crate::prelude::*;
use store::applications::Application;
use store::{passes::Pass, sessions};

/// The path, on every protected origin.
pub const SIGN_OUT: &str = "/.portico/sign-out";

/// Ends the session of the pass, if there is one, and with it all passes of the session. `None`: the session has ended,
/// but the request is not one that can be led to a page.
///
/// Another site can make a browser open any address, and browsers load pages in advance. A request that may be such a
/// one ends nothing.
pub async fn sign_out(
    cx: &RequestContext,
    request: &ForwardedRequest,
    application: &Application,
    pass: Option<&Pass>,
) -> anyhow::Result<Option<Decision>> {
    if !request.is_deliberate {
        let forbidden = Decision::Forbidden(ForbiddenReason::NotDeliberate);
        return Ok(Some(if request.is_navigation { Decision::AskToSignOut } else { forbidden }));
    }
    let organisation = match pass {
        Some(pass) => {
            let account = &pass.holder.account;
            let unit = cx.begin_as(account.id).await?;
            if sessions::end_one(&unit, account.id, pass.holder.session.id, unit.now).await? {
                let subject = AuditSubject::own(account).application(application.id);
                unit.record(AuditEventKind::ApplicationSignedOut, subject.detail(application.name.as_str())).await?;
            }
            unit.commit().await?;
            pass.holder.organisation.slug.clone()
        }
        None => slug_of(&cx.app, application).await?,
    };
    Ok(request.is_navigation.then_some(Decision::SignedOut { organisation }))
}

/// The slug of the organisation that an application belongs to.
pub async fn slug_of(app: &AppContext, application: &Application) -> anyhow::Result<Slug> {
    let organisation = organisations::find_by_id(&app.store, application.organisation).await?;
    Ok(organisation.context("the organisation of an application is gone")?.slug)
}
