//! `/settings/security/recovery-codes`: shows new codes until the user confirms having stored them, then how many are
//! left.

use super::frame::NavSection;
use super::page::{SaveOrCancel, SettingsContext, SettingsView, WayBack};
#[cfg(feature = "ssr")]
use super::{
    answers::{coming_from, done, to},
    page::Done,
};
use crate::prelude::*;
use crate::words::settings::{reauthentication, recovery_codes};
#[cfg(feature = "ssr")]
use domain::RecoveryCode;
#[cfg(feature = "ssr")]
use service::{account::RecentlyAuthenticated, sign_in::return_to as allowed};

/// `/settings/security/recovery-codes`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecoveryCodesView {
    /// New codes that the user has not confirmed storing yet, in groups for reading.
    pub fresh: Vec<String>,
    /// Unused recovery codes.
    pub left: u32,
}

impl SettingsView for RecoveryCodesView {
    fn title(&self) -> &'static str {
        recovery_codes::TITLE.text()
    }

    fn lead(&self) -> String {
        recovery_codes::LEAD.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <RecoveryCodesPage view=self return_to=context.return_to/> })
    }
}

impl RecoveryCodesView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        let app = &web.cx.app;
        let reauthenticated = recently_authenticated(app, signed_in)?;
        if signed_in.enrolled.ways.is_empty() {
            return Err(Refusal::NotOffered.into());
        }
        let fresh = service::settings::fresh_recovery_codes(app, reauthenticated).await?;
        let fresh = fresh.unwrap_or_default().iter().map(RecoveryCode::grouped).collect();
        Ok(RecoveryCodesView { fresh, left: signed_in.enrolled.recovery_codes })
    }
}

#[cfg(feature = "ssr")]
impl WebRequest {
    /// After a second factor was set up: shows fresh recovery codes, if there are any, before the user continues to
    /// `wanted`, which is not checked yet.
    pub(crate) async fn to_fresh_codes(
        &self,
        reauthenticated: RecentlyAuthenticated<'_>,
        what: Done,
        wanted: &str,
    ) -> Answer<Redirect> {
        let page = SettingsRoute::RecoveryCodes;
        let is_fresh = service::settings::fresh_recovery_codes(&self.cx.app, reauthenticated).await?.is_some();
        Ok(match allowed(&reauthenticated.signed_in().organisation, wanted) {
            Some(_) if is_fresh => coming_from(reauthenticated.signed_in(), page, wanted),
            Some(return_to) => Redirect::after_sign_in(Some(return_to)),
            None if is_fresh => done(page, what),
            None => done(SettingsRoute::Security, what),
        })
    }
}

/// Creates new recovery codes. They replace all earlier ones.
#[server(endpoint = "renew_recovery_codes", input = PostUrl, output = Postcard)]
pub async fn renew_recovery_codes() -> Result<Redirect, ApiError> {
    const PAGE: SettingsRoute = SettingsRoute::RecoveryCodes;
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                web.renew_session(&service::settings::renew_recovery_codes(&web.cx, reauthenticated).await?);
                Ok(to(PAGE))
            }
            Err(failure) => web.reauthenticate(failure, PAGE, None),
        }
    })
    .await
}

/// Confirms that the user has stored the recovery codes. They are never shown again.
#[server(endpoint = "put_recovery_codes_away", input = PostUrl, output = Postcard)]
pub async fn put_recovery_codes_away(#[server(default)] return_to: String) -> Result<Redirect, ApiError> {
    const KEPT: Done = Done::new("recovery-codes");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::settings::put_recovery_codes_away(&web.cx, &signed_in).await?;
        Ok(match allowed(&signed_in.organisation, &return_to) {
            None => done(SettingsRoute::Security, KEPT),
            from => Redirect::after_sign_in(from),
        })
    })
    .await
}

#[component]
fn RecoveryCodesPage(view: RecoveryCodesView, return_to: Option<String>) -> impl IntoView {
    match view.fresh.is_empty() {
        true => static_view(view! { <Remaining left=view.left return_to/> }),
        false => static_view(view! { <Fresh codes=view.fresh return_to/> }),
    }
}

#[component]
fn Remaining(left: u32, return_to: Option<String>) -> impl IntoView {
    let text = recovery_codes::remaining(left);
    // A user who came from another page continues there.
    let way = match return_to {
        Some(_) => static_view(view! { <GoOn label=reauthentication::CONTINUE return_to/> }),
        None => static_view(view! { <Renew/> }),
    };
    view! {
        <div class="panel panel--form panel__body stack">
            <p><strong>{text}</strong></p>
            {way}
        </div>
    }
}

#[component]
fn Renew() -> impl IntoView {
    let renewing = Submission::of::<RenewRecoveryCodes>();
    renewing.redirect_on_success();
    view! {
        <Refused error=Signal::derive(move || renewing.error())/>
        <p class="soft">{recovery_codes::MAKE_TEXT}</p>
        <form
            method="post"
            action=RenewRecoveryCodes::url()
            on:submit=move |event: SubmitEvent| renewing.send_on(&event)
        >
            <SaveOrCancel saving=renewing label=recovery_codes::MAKE back=paths::SETTINGS_SECURITY/>
        </form>
    }
}

#[component]
fn Fresh(codes: Vec<String>, return_to: Option<String>) -> impl IntoView {
    let text = codes.join("\n");
    let list: Vec<_> = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect();
    view! {
        <div class="panel panel--form panel__body stack">
            <h2>{recovery_codes::FRESH}</h2>
            <p>{recovery_codes::FRESH_TEXT}</p>
            <ol class="recovery-codes">{list}</ol>
            <StorageButtons text/>
            <GoOn label=recovery_codes::KEPT return_to/>
        </div>
    }
}

/// Confirms that the codes are stored. They are not shown again.
#[component]
fn GoOn(#[prop(into)] label: &'static str, return_to: Option<String>) -> impl IntoView {
    let keeping = Submission::of::<PutRecoveryCodesAway>();
    keeping.redirect_on_success();
    view! {
        <Refused error=Signal::derive(move || keeping.error())/>
        <form
            method="post"
            action=PutRecoveryCodesAway::url()
            on:submit=move |event: SubmitEvent| keeping.send_on(&event)
        >
            <WayBack return_to/>
            <SubmitButton label busy=Signal::derive(move || keeping.is_busy())/>
        </form>
    }
}

/// Ways to store the codes. Copying and printing need JavaScript.
#[component]
fn StorageButtons(text: String) -> impl IntoView {
    let is_live = is_live();
    let print = move |_| {
        let _ = window().print();
    };
    let is_off = present_while(move || !is_live.get());
    view! {
        <div class="actions">
            <a class=QUIET href=paths::SETTINGS_RECOVERY_CODES_FILE rel="external" download="">
                {recovery_codes::DOWNLOAD}
            </a>
            <button type="button" class=QUIET hidden=is_off on:click=print>{recovery_codes::PRINT}</button>
            <CopyButton text/>
        </div>
    }
}
