//! "Sign in with a passkey": the button, and passkeys among the browser's suggestions for the email field. In a chunk
//! of its own, because only organisations that accept passkeys need it.

use super::sign_in_forms::SignInForms;
use crate::{
    passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose},
    words,
};
use leptos::prelude::*;

#[component]
pub fn PasskeyEntry(desk: SignInForms) -> impl IntoView {
    let run = PasskeyCeremony::new(PasskeyPurpose::SignIn, desk.passkey);
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
