//! The field for the code of an authenticator app.

use super::{FieldFoot, FieldIds, while_true};
use crate::words::{Sentence, settings::authenticator};
use leptos::{html::Input, prelude::*};

const AUTHENTICATOR_CODE: FieldIds = FieldIds { input: "code", hint: "code-hint", error: "code-error" };

#[component]
pub fn AuthenticatorCode(input: NodeRef<Input>, error: Signal<Option<Sentence>>) -> impl IntoView {
    let ids = AUTHENTICATOR_CODE;
    view! {
        <div class="field">
            <label class="field__label" for=ids.input>{authenticator::CODE}</label>
            <input
                class="input"
                id=ids.input
                name=ids.input
                type="text"
                inputmode="numeric"
                autocomplete="one-time-code"
                spellcheck="false"
                maxlength="40"
                required
                autofocus
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                node_ref=input
            />
            <FieldFoot ids hint=Signal::stored(authenticator::CODE_HINT.into()) error/>
        </div>
    }
}
