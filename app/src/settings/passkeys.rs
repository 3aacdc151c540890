//! The passkeys of the account: the section of the security page, and the page that renames one.

use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
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
    /// When it was added, formatted.
    pub added: String,
    /// When it was last used, formatted. `None`: never.
    pub used: Option<String>,
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
        let zone = signed_in.account.time_zone.as_deref();
        let may_add = service::passkeys::may_have(&web.cx.app, &signed_in.organisation.policy);
        let passkeys: Vec<_> = own.iter().map(|passkey| PasskeyView::of(passkey, zone)).collect();
        (may_add || !passkeys.is_empty()).then_some(PasskeysView { passkeys, may_add })
    }
}

impl PasskeyView {
    #[cfg(feature = "ssr")]
    pub(crate) fn of(passkey: &StoredPasskey, zone: Option<&str>) -> Self {
        PasskeyView {
            id: passkey.id.to_string(),
            name: passkey.name.clone(),
            added: in_words(passkey.created_at, zone),
            used: passkey.last_used_at.map(|at| in_words(at, zone)),
        }
    }

    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn, query: &str) -> Answer<Self> {
        let wanted = parameter(query, paths::PASSKEY).unwrap_or_default();
        let own = web.own_passkeys(signed_in).await?;
        let found = own.iter().find(|passkey| passkey.id.to_string() == wanted);
        let found = found.ok_or(Refusal::NotFound)?;
        Ok(PasskeyView::of(found, signed_in.account.time_zone.as_deref()))
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
            Err(failure) => web.reauthenticate(failure, SettingsRoute::Security, None),
        }
    })
    .await
}

#[component]
pub fn Passkeys(view: PasskeysView) -> impl IntoView {
    let removing = Submission::of::<RemovePasskey>();
    removing.redirect_on_success();
    let is_empty = view.passkeys.is_empty();
    let none = is_empty.then(|| {
        let icon = static_view(view! { <Key/> });
        view! { <Row icon title=static_view(passkeys::NONE.text()) text=passkeys::NONE_TEXT actions=None/> }
    });
    let rows: Vec<_> = view
        .passkeys
        .into_iter()
        .enumerate()
        .map(|(at, passkey)| view! { <Passkey passkey id=format!("passkey-{at}") removing/> })
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
            <Refused error=Signal::derive(move || removing.error())/>
            <ul class="rows">{none} {rows}</ul>
            {add}
        </Section>
    }
}

#[component]
fn Passkey(passkey: PasskeyView, id: String, removing: Submission) -> impl IntoView {
    let PasskeyView { id: which, name, added, used } = passkey;
    let text = passkeys::facts(&added, used.as_deref());
    let icon = static_view(view! { <Key/> });
    let title = static_view(view! { <span id=id.clone()>{name}</span> });
    let rename = paths::passkey(&which);
    let actions = static_view(view! {
        <a class=QUIET href=rename aria-describedby=id.clone()>{passkeys::RENAME}</a>
        <ButtonForm
            submission=removing
            action=RemovePasskey::url()
            label=passkeys::REMOVE
            which=Some(("passkey", which))
            described_by=Some(id)
        />
    });
    view! { <Row icon title text actions=Some(actions)/> }
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
                <div class="actions">
                    <SubmitButton label=settings::SAVE busy=Signal::derive(move || renaming.is_busy())/>
                    <a class="button button--quiet" href=paths::SETTINGS_SECURITY>{settings::CANCEL}</a>
                </div>
            </form>
        </div>
    }
}
