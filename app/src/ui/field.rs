//! One labelled input with its hint or its refusal.

use super::{Attribute, icons::Exclamation, still, while_true};
use crate::words::{self, Sentence};
use leptos::{html::Input, prelude::*};

/// Where an email address is typed. `error` stands below and describes the input.
#[component]
pub fn EmailField(
    input: NodeRef<Input>,
    value: String,
    hint: &'static str,
    #[prop(into)] error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let described_by: Attribute =
        Signal::derive(move || Some(if error.with(Option::is_some) { "email-error" } else { "email-hint" }));
    view! {
        <div class="field">
            <label class="field__label" for="email">{words::sign_in::EMAIL_ADDRESS}</label>
            <input
                class="input"
                id="email"
                name="email"
                type="email"
                inputmode="email"
                autocomplete="email"
                autocapitalize="none"
                spellcheck="false"
                maxlength="254"
                placeholder="name@example.com"
                required
                autofocus
                value=value
                aria-describedby=described_by
                aria-invalid=while_true(move || error.with(Option::is_some))
                node_ref=input
            />
            {move || match error.get() {
                Some(sentence) => still(view! { <FieldError id="email-error" sentence/> }),
                None => still(view! { <p class="field__hint" id="email-hint">{hint}</p> }),
            }}
        </div>
    }
}

#[component]
pub fn FieldError(id: &'static str, sentence: Sentence) -> impl IntoView {
    view! {
        <p class="field__error" id=id>
            <Exclamation/>
            {sentence}
        </p>
    }
}
