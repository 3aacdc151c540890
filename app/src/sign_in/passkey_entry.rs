//! "Sign in with a passkey": the button, and passkeys among the browser's suggestions for the email field. In a chunk
//! of its own, because only organisations that accept passkeys need it.

use super::desk::Desk;
use crate::{
    passkeys::{PasskeyButton, PasskeyPurpose, Run},
    words,
};
use leptos::prelude::*;

#[component]
pub fn PasskeyEntry(desk: Desk) -> impl IntoView {
    let run = Run::new(PasskeyPurpose::SignIn, desk.passkey);
    let organisation = desk.organisation();
    let fields = vec![("organisation", organisation.clone()), ("return_to", desk.return_to())];
    let offered = (organisation.clone(), fields.clone());
    Effect::new(move || {
        let (organisation, fields) = offered.clone();
        run.fill_in(organisation, fields);
    });
    Effect::new(move || run.tell_if_unknown());
    view! {
        <div class="stack">
            <PasskeyButton run label=words::sign_in::PASSKEY organisation fields pause=desk.code_pause()/>
        </div>
    }
}
