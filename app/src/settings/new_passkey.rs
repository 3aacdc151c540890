//! `/settings/security/passkeys/new`: adds a passkey.

#[cfg(feature = "ssr")]
use super::answers::*;
use super::{
    frame::NavSection,
    page::{SettingsContext, SettingsView},
};
#[cfg(feature = "ssr")]
use crate::passkeys::{
    PasskeyAnswer,
    handlers::{passkey_name, registered},
};
use crate::{
    api_error::ApiError,
    passkeys::{NewPasskeyForm, PasskeyCeremony, PasskeyPurpose},
    redirect::Redirect,
    submission::Submission,
    ui::{Pause, ServerClock, static_view},
    words::{
        self,
        settings::{self, passkeys},
    },
};
#[cfg(feature = "ssr")]
use domain::{Refusal, passkey::MOST};
use leptos::{
    prelude::*,
    server_fn::{
        ServerFn,
        codec::{PostUrl, Postcard},
    },
};
use serde::{Deserialize, Serialize};

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
        web.answer(recently_authenticated(&web.cx.app, signed_in))?;
        if !service::passkeys::may_have(&web.cx.app, &signed_in.organisation.policy) {
            return Err(Refusal::NotOffered.into());
        }
        let is_full = web.own_passkeys(signed_in).await?.len() >= MOST;
        Ok(NewPasskeyView { name: web.cx.browser_name(), is_full })
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
    let web = web_request()?;
    let typed = || Typed { name: name.clone(), ..Typed::default() };
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let named = passkey_name(&name)?;
        match web.answer(recently_authenticated(&web.cx.app, &signed_in)) {
            Ok(proven) => {
                let answer = PasskeyAnswer::of(&request, answer)?;
                let added = service::settings::add_passkey(&web.cx, proven, &named, registered(&answer)).await;
                web.changed(added)?;
                web.forget_typed();
                web.forget_form();
                web.to_fresh_codes(proven, ADDED, &return_to).await
            }
            Err(error) => web.to_proof_from(&signed_in, error, SettingsAddress::NewPasskey, &return_to, Some(typed())),
        }
    }
    .await;
    web.respond_keeping(outcome, typed)
}

#[component]
fn NewPasskeyPage(context: SettingsContext, view: NewPasskeyView) -> impl IntoView {
    if view.is_full {
        return static_view(view! { <p class="panel panel--form panel__body">{passkeys::MOST}</p> });
    }
    let name = if context.typed.name.is_empty() { view.name } else { context.typed.name };
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: settings::proof::PAUSED.text() };
    let adding = Submission::of::<AddPasskey>();
    adding.follow();
    let fields = context.return_to.map(|return_to| ("return_to", return_to));
    let run = PasskeyCeremony::new(PasskeyPurpose::Making, adding);
    static_view(view! {
        <div class="panel panel--form panel__body stack">
            <NewPasskeyForm run name action=AddPasskey::url() fields=Vec::from_iter(fields) pause/>
        </div>
    })
}
