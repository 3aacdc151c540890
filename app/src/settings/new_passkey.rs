//! `/settings/security/passkeys/new`: adds a passkey.

use super::frame::NavSection;
#[cfg(feature = "ssr")]
use super::page::Done;
use super::page::{SettingsContext, SettingsView};
use crate::passkeys::{NewPasskeyForm, PasskeyCeremony, PasskeyPurpose};
#[cfg(feature = "ssr")]
use crate::passkeys::{PasskeyResponse, passkey_name};
use crate::prelude::*;
use crate::words::settings::{self, passkeys};
#[cfg(feature = "ssr")]
use domain::passkey::MOST;

/// `/settings/security/passkeys/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPasskeyView {
    /// The suggested name.
    pub name: String,
    /// The account has as many passkeys as it may have.
    pub is_full: bool,
}

impl SettingsView for NewPasskeyView {
    fn title(&self) -> &'static str {
        passkeys::ADD.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_NEW_PASSKEY.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <NewPasskeyPage context view=self/> })
    }
}

impl NewPasskeyView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        recently_authenticated(&web.cx.app, signed_in)?;
        if !service::passkeys::may_have(&web.cx.app, &signed_in.organisation.policy) {
            return Err(Refusal::NotOffered.into());
        }
        let is_full = web.own_passkeys(signed_in).await?.len() >= MOST;
        Ok(NewPasskeyView { name: crate::server::browser(&web.cx.user_agent), is_full })
    }
}

/// Adds a passkey that the browser created. Without recent authentication it redirects to reauthentication first.
#[server(endpoint = "add_passkey", input = PostUrl, output = Postcard)]
pub async fn add_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    const ADDED: Done = Done::new("passkey");
    let draft = FormDraft { name: name.clone(), ..FormDraft::default() };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        let named = passkey_name(&name)?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                let response = PasskeyResponse::of(&request, answer)?;
                let registered = response.registered();
                web.renew_session(&service::settings::add_passkey(&web.cx, reauthenticated, &named, registered).await?);
                web.forget_draft();
                web.forget_kept_form();
                web.to_fresh_codes(reauthenticated, ADDED, &return_to).await
            }
            Err(failure) => {
                web.reauthenticate_from(&signed_in, failure, SettingsRoute::NewPasskey, &return_to, Some(draft))
            }
        }
    })
    .await
}

#[component]
fn NewPasskeyPage(context: SettingsContext, view: NewPasskeyView) -> impl IntoView {
    if view.is_full {
        return static_view(view! { <p class="panel panel--form panel__body">{passkeys::MOST}</p> });
    }
    let name = if context.draft.name.is_empty() { view.name } else { context.draft.name };
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: settings::reauthentication::PAUSED.text() };
    let adding = Submission::of::<AddPasskey>();
    adding.redirect_on_success();
    let fields = context.return_to.map(|return_to| ("return_to", return_to));
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::Registration, adding);
    static_view(view! {
        <div class="panel panel--form panel__body stack">
            <NewPasskeyForm ceremony name action=AddPasskey::url() fields=Vec::from_iter(fields) pause/>
        </div>
    })
}
