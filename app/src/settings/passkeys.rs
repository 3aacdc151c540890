//! The passkeys of the account, each with buttons to rename and remove it.

use super::{PasskeyView, PasskeysView, RemovePasskey};
use crate::{
    paths,
    submission::Submission,
    ui::{ButtonForm, Key, QUIET, Refused, Row, Section, static_view},
    words::settings::passkeys,
};
use leptos::{prelude::*, server_fn::ServerFn};

#[component]
pub fn Passkeys(view: PasskeysView) -> impl IntoView {
    let removing = Submission::of::<RemovePasskey>();
    removing.follow();
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
