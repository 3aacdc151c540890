//! The passkeys of the account: the section of the security page, and the page that renames one.

use super::frame::NavSection;
use super::page::{SaveOrCancel, SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{answers::done, page::Done};
#[cfg(feature = "ssr")]
use crate::passkeys::passkey_name;
use crate::passkeys::{PasskeyNameField, is_about_name};
use crate::prelude::*;
use crate::words::settings::{self, passkeys};
#[cfg(feature = "ssr")]
use store::passkeys::Passkey as StoredPasskey;

/// The passkeys of an account. There are few enough for one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeysView {
    pub passkeys: Vec<PasskeyView>,
    /// Whether the organisation allows more of them.
    pub may_add: bool,
}

/// `/settings/security/passkeys/name`, and a row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Passkey id, not the WebAuthn credential id.
    pub id: String,
    pub name: String,
    /// When it was added.
    pub added: Moment,
    /// When it was last used. `None`: never.
    pub used: Option<Moment>,
}

impl SettingsView for PasskeyView {
    fn title(&self) -> &'static str {
        passkeys::RENAME_TITLE.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_PASSKEY.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <PasskeyPage context view=self/> })
    }
}

impl PasskeysView {
    /// `None` if the user has no passkeys and may not add any. Existing passkeys can be removed even if the
    /// organisation no longer accepts new ones.
    #[cfg(feature = "ssr")]
    pub fn of(web: &WebRequest, signed_in: &SignedIn, own: &[StoredPasskey]) -> Option<Self> {
        let reading = web.reading(signed_in);
        let may_add = service::passkeys::may_have(&web.cx.app, &signed_in.organisation.policy);
        let passkeys: Vec<_> = own.iter().map(|passkey| PasskeyView::of(passkey, reading)).collect();
        (may_add || !passkeys.is_empty()).then_some(PasskeysView { passkeys, may_add })
    }
}

impl PasskeyView {
    /// When it was added, and when it was last used.
    pub(crate) fn facts(self) -> AnyView {
        let [first, second] = MARKS;
        let sentence = passkeys::facts(first, self.used.as_ref().map(|_| second));
        with_times(&sentence, &[self.added, self.used.unwrap_or_default()])
    }

    #[cfg(feature = "ssr")]
    pub(crate) fn of(passkey: &StoredPasskey, reading: Reading<'_>) -> Self {
        PasskeyView {
            id: passkey.id.to_string(),
            name: passkey.name.clone(),
            added: reading.moment(passkey.created_at),
            used: passkey.last_used_at.map(|at| reading.moment(at)),
        }
    }

    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Answer<Self> {
        let wanted = parameter(query, paths::PASSKEY).unwrap_or_default();
        let own = web.own_passkeys(signed_in).await?;
        let found = own.iter().find(|passkey| passkey.id.to_string() == wanted);
        let found = found.ok_or(Refusal::NotFound)?;
        Ok(PasskeyView::of(found, web.reading(signed_in)))
    }
}

#[server(endpoint = "rename_passkey", input = PostUrl, output = Postcard)]
pub async fn rename_passkey(passkey: String, name: String) -> Result<Redirect, ApiError> {
    const RENAMED: Done = Done::new("passkey-name");
    let draft = FormDraft { name: name.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let passkey = passkey.parse().map_err(|_| Refusal::NotFound)?;
        service::settings::rename_passkey(&web.cx, &signed_in, passkey, &passkey_name(&name)?).await?;
        web.forget_draft();
        Ok(done(SettingsRoute::Security, RENAMED))
    })
    .await
}

#[server(endpoint = "remove_passkey", input = PostUrl, output = Postcard)]
pub async fn remove_passkey(passkey: String) -> Result<Redirect, ApiError> {
    const REMOVED: Done = Done::new("passkey-removed");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let passkey = passkey.parse().map_err(|_| Refusal::NotFound)?;
        match recently_authenticated(&web.cx.app, &signed_in) {
            Ok(reauthenticated) => {
                web.renew_session(&service::settings::remove_passkey(&web.cx, reauthenticated, passkey).await?);
                Ok(done(SettingsRoute::Security, REMOVED))
            }
            Err(failure) => {
                web.reauthenticate_at(failure, paths::reauthentication_to_remove(&passkey.to_string()), None)
            }
        }
    })
    .await
}

#[component]
pub fn Passkeys(view: PasskeysView) -> impl IntoView {
    let is_empty = view.passkeys.is_empty();
    let none = is_empty.then(|| {
        let icon = static_view(view! { <Key/> });
        view! { <Row icon title=static_view(passkeys::NONE.text()) text=passkeys::NONE_TEXT actions=None/> }
    });
    let rows: Vec<_> = view
        .passkeys
        .into_iter()
        .enumerate()
        .map(|(at, passkey)| view! { <Passkey passkey id=format!("passkey-{at}")/> })
        .collect();
    let add = view.may_add.then(|| {
        view! {
            <div class="panel__foot">
                <a class=QUIET href=paths::SETTINGS_NEW_PASSKEY>{passkeys::ADD}</a>
            </div>
        }
    });
    view! {
        <Section id="passkeys" title=passkeys::SECTION about=passkeys::ABOUT>
            <ul class="rows">{none} {rows}</ul>
            {add}
        </Section>
    }
}

#[component]
fn Passkey(passkey: PasskeyView, id: String) -> impl IntoView {
    let (which, name) = (passkey.id.clone(), passkey.name.clone());
    let icon = static_view(view! { <Key/> });
    let title = static_view(view! { <span id=id.clone()>{name}</span> });
    let (rename, remove) = (paths::passkey(&which), paths::remove_passkey(&which));
    let actions = static_view(view! {
        <a class=QUIET href=rename aria-describedby=id.clone()>{passkeys::RENAME}</a>
        <a class=QUIET href=remove aria-describedby=id>{passkeys::REMOVE}</a>
    });
    view! { <Row icon title text="" more=passkey.facts() actions=Some(actions)/> }
}

#[component]
fn PasskeyPage(context: SettingsContext, view: PasskeyView) -> impl IntoView {
    let renaming = Submission::of::<RenamePasskey>();
    renaming.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let name = if context.draft.name.is_empty() { view.name } else { context.draft.name };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=renaming.form_error(is_about_name)/>
            <form
                class="stack"
                method="post"
                action=RenamePasskey::url()
                novalidate
                on:submit=move |event: SubmitEvent| renaming.send_on(&event)
            >
                <input type="hidden" name="passkey" value=view.id/>
                <PasskeyNameField input value=name submission=renaming/>
                <SaveOrCancel saving=renaming back=paths::SETTINGS_SECURITY/>
            </form>
        </div>
    }
}
