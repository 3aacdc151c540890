//! `/settings/account/email/new`: the new email address. Nothing changes until the code sent to it is entered.

use super::page::{SaveOrCancel, SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{
    answers::{done, to},
    page::Done,
};
#[cfg(feature = "ssr")]
use crate::paths::SettingsRoute;
use crate::{prelude::*, words::settings};
#[cfg(feature = "ssr")]
use service::account::recently_authenticated_with_password;

/// `/settings/account/email/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmailView;

impl SettingsView for EmailView {
    fn title(&self) -> &'static str {
        settings::email::TITLE.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_EMAIL.into()
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <EmailPage context/> })
    }
}

impl EmailView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        recently_authenticated_with_password(&web.cx.app, signed_in).map(|_| EmailView)
    }
}

/// Sends a code to a new email address. The address changes once the code is entered.
#[server(endpoint = "change_email", input = PostUrl, output = Postcard)]
pub async fn change_email(email: String) -> Result<Redirect, ApiError> {
    let draft = FormDraft { email: email.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let new = email_address(&email)?;
        if new == signed_in.account.email {
            return Ok(to(SettingsRoute::Account));
        }
        match recently_authenticated_with_password(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                let sent = service::settings::change_email(&web.cx, reauthenticated, new).await?;
                Ok(web.change_code_sent(&sent))
            }
            Err(error) => {
                let draft = FormDraft { email: new.to_string(), ..FormDraft::default() };
                web.reauthenticate(error, SettingsRoute::NewEmail, Some((&signed_in, draft)))
            }
        }
    })
    .await
}

/// Cancels a pending change of the email address.
#[server(endpoint = "cancel_email_change", input = PostUrl, output = Postcard)]
pub async fn cancel_email_change() -> Result<Redirect, ApiError> {
    const CANCELLED: Done = Done::new("email-cancelled");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::settings::cancel_email_change(&web.cx, &signed_in).await?;
        Ok(done(SettingsRoute::Account, CANCELLED))
    })
    .await
}

fn is_about_address(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email) | Refusal::AddressReserved)
}

#[component]
fn EmailPage(context: SettingsContext) -> impl IntoView {
    let saving = Submission::of::<ChangeEmail>();
    saving.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = saving.field_error(is_about_address);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: settings::email::PAUSED.text() };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_address) pause/>
            <form
                class="stack"
                method="post"
                action=ChangeEmail::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Field
                    input
                    ids=EMAIL
                    kind=Kind::email("email")
                    label=settings::email::NEW
                    value=context.draft.email
                    hint=settings::email::HINT
                    autofocus=true
                    error
                />
                <SaveOrCancel saving back=paths::SETTINGS_ACCOUNT/>
            </form>
        </div>
    }
}
