//! `/admin/reserved/ID/release`: releases a reserved email address, with a reason.

#[cfg(feature = "ssr")]
use super::ReservedDone;
use super::reserve::{Reason, beside, is_about_reason};
use crate::admin::page::{AdminContext, AdminView, ConsoleSection};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::prelude::*;
use crate::words::admin::{self, reserved};
use crate::words::settings;
#[cfg(feature = "ssr")]
use domain::ReservationId;
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// `/admin/reserved/ID/release`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseView {
    pub id: String,
    pub email: String,
}

impl AdminView for ReleaseView {
    fn title(&self) -> String {
        reserved::RELEASE_TITLE.into()
    }

    fn lead(&self, _: &str) -> String {
        admin::LEAD_RELEASE.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::RESERVED
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <ReleasePage view=self draft=context.draft/> })
    }
}

impl ReleaseView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: ReservationId) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let reserved = service::admin::reserved_one(&web.cx.app, admin, id).await?;
        Ok(ReleaseView { id: id.to_string(), email: reserved.email.to_string() })
    }
}

/// Releases a reserved email address.
#[server(endpoint = "release_address", input = PostUrl, output = Postcard)]
pub async fn release_address(reservation: String, reason: String) -> Result<Redirect, ApiError> {
    let draft = FormDraft { name: reason.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let reservation = reservation.parse().map_err(|_| Refusal::NotFound)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                service::admin::release(&web.cx, proven, reservation, &reason).await?;
                web.forget_draft();
                Ok(done(AdminRoute::Reserved, ReservedDone::Released.name()))
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Release(reservation)),
        }
    })
    .await
}

#[component]
fn ReleasePage(view: ReleaseView, draft: FormDraft) -> impl IntoView {
    let saving = Submission::of::<ReleaseAddress>();
    saving.redirect_on_success();
    let reason = NodeRef::<Input>::new();
    let error = beside(saving, is_about_reason);
    focus_refused(reason, error);
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_reason)/>
            <p><strong class="address">{view.email}</strong></p>
            <form
                class="stack"
                method="post"
                action=ReleaseAddress::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <input type="hidden" name="reservation" value=view.id/>
                <Reason input=reason value=draft.name error/>
                <div class="actions">
                    <SubmitButton
                        label=reserved::RELEASE
                        look="danger"
                        busy=Signal::derive(move || saving.is_busy())
                    />
                    <a class="button button--quiet" href=paths::ADMIN_RESERVED>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}
