//! `/settings/security/passkeys/offer`: offers to add a passkey, once after a sign-in with a code or a password. A
//! browser that cannot make one goes on by itself.

use super::frame::NavSection;
use super::new_passkey::AddPasskey;
use super::page::{SettingsContext, SettingsView};
use crate::passkeys::{NewPasskeyForm, PasskeyCeremony, PasskeyPurpose, is_supported};
use crate::prelude::*;
use crate::redirect::ShownPath;
use crate::words::settings::{self, passkeys};
use leptos_router::hooks::use_navigate;

/// `/settings/security/passkeys/offer`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyOfferView {
    /// The suggested name.
    pub name: String,
}

impl SettingsView for PasskeyOfferView {
    fn title(&self) -> &'static str {
        passkeys::OFFER_TITLE.text()
    }

    fn lead(&self) -> String {
        passkeys::OFFER_LEAD.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <PasskeyOfferPage context view=self/> })
    }
}

impl PasskeyOfferView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        if !service::passkeys::may_have(&web.cx.app, &signed_in.organisation.policy) {
            return Err(Refusal::NotOffered.into());
        }
        Ok(PasskeyOfferView { name: crate::server::browser(&web.cx.user_agent) })
    }
}

/// Skips the offer. After the second time it is not made again.
#[server(endpoint = "skip_passkey_offer", input = PostUrl, output = Postcard)]
pub async fn skip_passkey_offer() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        service::sign_in::skip_passkey_offer(&web.cx, &signed_in).await?;
        Ok(Redirect::path(paths::ACCOUNT.to_owned()))
    })
    .await
}

#[component]
fn PasskeyOfferPage(context: SettingsContext, view: PasskeyOfferView) -> impl IntoView {
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: settings::reauthentication::PAUSED.text() };
    let [adding, skipping] = [Submission::of::<AddPasskey>(), Submission::of::<SkipPasskeyOffer>()];
    adding.redirect_on_success();
    skipping.redirect_on_success();
    let (navigate, shown) = (use_navigate(), use_context::<ShownPath>());
    effect(move || {
        if !is_supported() {
            Redirect::path(paths::ACCOUNT.to_owned()).follow(&navigate, shown);
        }
    });
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::Registration, adding);
    let fields = vec![("return_to", paths::ACCOUNT.to_owned())];
    view! {
        <div class="panel panel--form panel__body stack">
            <NewPasskeyForm ceremony name=view.name action=AddPasskey::url() fields pause/>
            <Refused error=Signal::derive(move || skipping.error())/>
            <ButtonForm
                submission=skipping
                action=SkipPasskeyOffer::url()
                label=passkeys::NOT_NOW
                look="button button--quiet button--wide"
            />
        </div>
    }
}
