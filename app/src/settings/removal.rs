//! The pages that say what is lost before something is removed or turned off. Only their button changes anything.

use super::access::RemoveAccess;
use super::authenticator::TurnOffAuthenticator;
use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
use super::passkeys::RemovePasskey;
use super::phone::RemovePhone;
#[cfg(feature = "ssr")]
use super::{access::AccessEntry, passkeys::PasskeyView, second_step::SecondStepView};
use crate::prelude::*;
use crate::words::settings::{self, access, authenticator, removal};

/// What is removed or turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Removal {
    Phone,
    Passkey,
    Authenticator,
    /// The access of an application.
    Access,
}

/// Asks the user to confirm a removal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemovalView {
    pub what: Removal,
    /// The number, or the name of the passkey, the app or the application.
    pub subject: String,
    /// The id of the passkey or grant. Empty for what an account has only one of.
    pub id: String,
}

impl SettingsView for RemovalView {
    fn title(&self) -> &'static str {
        match self.what {
            Removal::Phone => removal::TITLE_PHONE,
            Removal::Passkey => removal::TITLE_PASSKEY,
            Removal::Authenticator => removal::TITLE_AUTHENTICATOR,
            Removal::Access => removal::TITLE_ACCESS,
        }
        .text()
    }

    fn lead(&self) -> String {
        removal::LEAD.into()
    }

    fn section(&self) -> NavSection {
        if self.what == Removal::Phone { NavSection::Account } else { NavSection::Security }
    }

    fn draw(self, _: SettingsContext) -> AnyView {
        static_view(view! { <RemovalPage view=self/> })
    }
}

#[cfg(feature = "ssr")]
impl RemovalView {
    /// Refuses with `NotFound` if there is nothing to remove, and with `NotOffered` what the user has to keep.
    pub async fn load(web: &WebRequest, signed_in: &SignedIn, what: Removal, query: &str) -> Answer<Self> {
        let (subject, id) = match what {
            Removal::Phone => {
                let phone = signed_in.account.phone.as_ref().ok_or(Refusal::NotFound)?;
                (phone.number.to_string(), String::new())
            }
            Removal::Passkey => {
                let PasskeyView { name, id, .. } = PasskeyView::load(web, signed_in, query).await?;
                (name, id)
            }
            Removal::Authenticator => {
                let shown = SecondStepView::of(signed_in).filter(|view| view.authenticator.is_some());
                if !shown.ok_or(Refusal::NotFound)?.may_turn_off {
                    return Err(Refusal::NotOffered.into());
                }
                (authenticator::APP.into(), String::new())
            }
            Removal::Access => {
                let wanted = parameter(query, paths::GRANT).unwrap_or_default();
                let found = AccessEntry::load(web, signed_in).await?.into_iter().find(|entry| entry.id == wanted);
                let AccessEntry { application, id, .. } = found.ok_or(Refusal::NotFound)?;
                (application, id)
            }
        };
        Ok(RemovalView { what, subject, id })
    }
}

#[component]
fn RemovalPage(view: RemovalView) -> impl IntoView {
    let cancel = view.section().path();
    let RemovalView { what, subject, id } = view;
    let (removing, action, lost, label, field) = match what {
        Removal::Phone => {
            let removing = Submission::of::<RemovePhone>();
            (removing, RemovePhone::url(), removal::LOST_PHONE, removal::BUTTON_PHONE, None)
        }
        Removal::Passkey => {
            let removing = Submission::of::<RemovePasskey>();
            (removing, RemovePasskey::url(), removal::LOST_PASSKEY, removal::BUTTON_PASSKEY, Some("passkey"))
        }
        Removal::Authenticator => {
            let removing = Submission::of::<TurnOffAuthenticator>();
            (removing, TurnOffAuthenticator::url(), removal::LOST_AUTHENTICATOR, authenticator::TURN_OFF, None)
        }
        Removal::Access => {
            let removing = Submission::of::<RemoveAccess>();
            (removing, RemoveAccess::url(), removal::LOST_ACCESS, access::REMOVE, Some("grant"))
        }
    };
    removing.redirect_on_success();
    let signs_out = (what != Removal::Access).then(|| view! { <p>{removal::SIGNS_OUT}</p> });
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=Signal::derive(move || removing.error())/>
            <p><strong class="address">{subject}</strong></p>
            <p>{lost}</p>
            {signs_out}
            <form
                class="actions"
                method="post"
                action=action
                on:submit=move |event: SubmitEvent| removing.send_on(&event)
            >
                {field.map(|name| view! { <input type="hidden" name=name value=id/> })}
                <SubmitButton label look="danger" busy=Signal::derive(move || removing.is_busy())/>
                <a class="button button--quiet" href=cancel>{settings::CANCEL}</a>
            </form>
        </div>
    }
}
