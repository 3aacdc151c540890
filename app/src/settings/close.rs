//! `/settings/account/close`: says what closing the account means. Only its button changes anything.

use super::page::{SettingsContext, SettingsView};
use crate::prelude::*;
use crate::words::settings::{self, close};

/// `/settings/account/close`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloseView;

impl SettingsView for CloseView {
    fn title(&self) -> &'static str {
        close::TITLE.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_CLOSE.into()
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <ClosePage email=context.email/> })
    }
}

impl CloseView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        recently_authenticated(&web.cx.app, signed_in).map(|_| CloseView)
    }
}

/// Closes the account for good. Its email address stays reserved.
#[server(endpoint = "close_account", input = PostUrl, output = Postcard)]
pub async fn close_account() -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                service::settings::close_account(&web.cx, reauthenticated).await?;
                web.set_cookie(cookies::forget(cookies::SESSION));
                let sign_in =
                    paths::sign_in(&OrganisationView::of(signed_in.organisation.clone(), signed_in.is_default));
                Ok(web.in_language(Redirect::path(sign_in), None))
            }
            Err(failure) => web.reauthenticate(failure, SettingsRoute::Close, None),
        }
    })
    .await
}

#[component]
fn ClosePage(email: String) -> impl IntoView {
    let closing = Submission::of::<CloseAccount>();
    closing.redirect_on_success();
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || closing.error())/>
            <h2>{close::LOST}</h2>
            <ul class="losses">{close::LOSSES.map(|loss| view! { <li>{loss}</li> })}</ul>
            <p><strong class="address">{email}</strong> " " {close::RESERVED}</p>
            <p><strong>{close::FOR_GOOD}</strong></p>
            <form
                class="actions"
                method="post"
                action=CloseAccount::url()
                on:submit=move |event: SubmitEvent| closing.send_on(&event)
            >
                <SubmitButton label=close::BUTTON look="danger" busy=Signal::derive(move || closing.is_busy())/>
                <a class="button button--quiet" href=paths::SETTINGS_ACCOUNT>{settings::CANCEL}</a>
            </form>
        </div>
    }
}
