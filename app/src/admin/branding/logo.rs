//! The panel with the organisation's logo.

#[cfg(feature = "ssr")]
use super::identity::BrandingDone;
use crate::admin::logo::{LogoPanel, LogoProblem};
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::settings_fields::{IDENTITY, keep_unsaved, keep_unsaved_after};
use crate::prelude::*;
use crate::words::admin::branding;
#[cfg(feature = "ssr")]
use service::account::as_admin;

/// Removes the organisation's logo, so that pages show Portico's mark again.
#[server(endpoint = "remove_logo", input = PostUrl, output = Postcard)]
pub async fn remove_logo() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::admin::set_logo(&web.cx, as_admin(&signed_in)?, None).await?;
        Ok(done(AdminRoute::Branding, BrandingDone::LogoRemoved.name()))
    })
    .await
}

#[component]
pub fn OrganisationLogo(logo: Option<String>, refused: Option<LogoProblem>, typed: RwSignal<Fields>) -> impl IntoView {
    let removing = Submission::of::<RemoveLogo>();
    keep_unsaved_after(removing, IDENTITY, typed);
    removing.redirect_on_success();
    view! {
        <LogoPanel
            logo
            look="logo"
            about=branding::ABOUT_LOGO
            hint=branding::LOGO_HINT
            refused
            upload=paths::ADMIN_LOGO.to_owned()
            keep=Callback::new(move |()| keep_unsaved(IDENTITY, typed))
            removing
            remove=RemoveLogo::url()
        />
    }
}
