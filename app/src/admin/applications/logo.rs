//! The panel with the logo of an application.

#[cfg(feature = "ssr")]
use super::ApplicationDone;
use super::forms::all_forms;
#[cfg(feature = "ssr")]
use super::forms::read_id;
use crate::admin::logo::{LogoPanel, LogoProblem, SQUARE};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::admin::settings_fields::{keep_forms, keep_others_after};
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;

/// Removes the logo of an application, so that its initials are shown again.
#[server(endpoint = "remove_application_logo", input = PostUrl, output = Postcard)]
pub async fn remove_application_logo(application: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let page = ApplicationsRoute::One(id);
        let removed = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::set_logo(&web.cx, proven, id, None).await,
            Err(failure) => Err(failure),
        };
        match removed {
            Ok(()) => Ok(done(page, ApplicationDone::LogoRemoved.name())),
            Err(failure) => reauthenticate(failure, page),
        }
    })
    .await
}

#[component]
pub fn ApplicationLogo(application: String, logo: Option<String>, refused: Option<LogoProblem>) -> impl IntoView {
    let removing = Submission::of::<RemoveApplicationLogo>();
    keep_others_after(removing, all_forms(&application));
    removing.redirect_on_success();
    let forms = all_forms(&application);
    view! {
        <LogoPanel
            logo
            look=SQUARE
            about=applications::ABOUT_LOGO
            hint=applications::LOGO_HINT
            refused
            upload=paths::application_logo(&application)
            keep=Callback::new(move |()| keep_forms(&forms))
            removing
            remove=RemoveApplicationLogo::url()
            which=Some(("application", application))
        />
    }
}
