//! `/admin/reserved/new`: reserves an email address, with a reason.

#[cfg(feature = "ssr")]
use super::ReservedDone;
use crate::admin::page::{AddForm, AdminContext, AdminView, ConsoleSection};
#[cfg(feature = "ssr")]
use crate::admin::page::{done, reauthenticate};
use crate::prelude::*;
use crate::words::admin::{self, reserved};
#[cfg(feature = "ssr")]
use service::{
    account::{AsAdmin, as_admin},
    admin::proven,
};

/// `/admin/reserved/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReserveView;

impl AdminView for ReserveView {
    fn title(&self) -> String {
        reserved::RESERVE.into()
    }

    fn lead(&self, _: &str) -> String {
        admin::LEAD_RESERVE.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::RESERVED
    }

    fn draw(self, context: AdminContext) -> AnyView {
        static_view(view! { <ReservePage draft=context.draft/> })
    }
}

impl ReserveView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, admin: AsAdmin<'_>) -> Answer<Self> {
        proven(&web.cx.app, admin).map(|_| ReserveView)
    }
}

/// Reserves an email address, so that no new account can use it.
#[server(endpoint = "reserve_address", input = PostUrl, output = Postcard)]
pub async fn reserve_address(email: String, reason: String) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), name: reason.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let email = email_address(&email)?;
        match proven(&web.cx.app, as_admin(&signed_in)?) {
            Ok(proven) => {
                service::admin::reserve(&web.cx, proven, email, &reason).await?;
                web.forget_draft();
                web.forget_kept_form();
                Ok(done(AdminRoute::Reserved, ReservedDone::Reserved.name()))
            }
            Err(failure) => reauthenticate(failure, AdminRoute::Reserve),
        }
    })
    .await
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email) | Refusal::AddressReserved)
}

pub fn is_about_reason(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Reason))
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_address(error) || is_about_reason(error)
}

/// Uses the console's own wording for two refusals.
pub fn beside(submission: Submission, is_about: fn(&Refusal) -> bool) -> Signal<Option<Sentence>> {
    let plain = submission.field_error(is_about);
    Signal::derive(move || match submission.error() {
        Some(ApiError::Refused(Refusal::AddressReserved)) if plain.with(Option::is_some) => {
            Some(reserved::IN_USE.text().into())
        }
        Some(ApiError::Refused(Refusal::InvalidField(FormField::Reason))) if plain.with(Option::is_some) => {
            Some(reserved::NOT_A_REASON.text().into())
        }
        _ => plain.get(),
    })
}

#[component]
pub fn Reason(input: NodeRef<Input>, value: String, error: Signal<Option<Sentence>>) -> impl IntoView {
    let kind = Kind { input: "text", autocomplete: "off", placeholder: "", longest: "200" };
    view! { <Field input ids=REASON kind label=reserved::REASON value hint=reserved::REASON_HINT error/> }
}

#[component]
fn ReservePage(draft: FormDraft) -> impl IntoView {
    let saving = Submission::of::<ReserveAddress>();
    saving.redirect_on_success();
    let (email, reason) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let (about_email, about_reason) = (beside(saving, is_about_address), beside(saving, is_about_reason));
    focus_refused(email, about_email);
    focus_refused(reason, about_reason);
    view! {
        <AddForm
            saving
            action=ReserveAddress::url()
            is_about_field
            label=reserved::RESERVE_BUTTON
            back=paths::ADMIN_RESERVED
        >
            <Field
                input=email
                ids=EMAIL.bare()
                kind=Kind::email("off")
                label=words::sign_in::EMAIL_ADDRESS
                value=draft.email
                autofocus=true
                error=about_email
            />
            <Reason input=reason value=draft.name error=about_reason/>
        </AddForm>
    }
}
