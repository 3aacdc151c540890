//! An input with its label, and its hint or error.

use super::icons::Exclamation;
use super::{Attribute, static_view, until_edited, while_true};
use crate::words::Sentence;
use crate::words::settings::authenticator;
use leptos::{html::Input, prelude::*};

/// The ids of a field and its parts in the HTML. The id of the input is also its name in the form post.
#[derive(Clone, Copy)]
pub struct FieldIds {
    pub input: &'static str,
    pub hint: &'static str,
    pub error: &'static str,
}

pub const EMAIL: FieldIds = FieldIds { input: "email", hint: "email-hint", error: "email-error" };
pub const NAME: FieldIds = FieldIds { input: "name", hint: "", error: "name-error" };
pub const PHONE: FieldIds = FieldIds { input: "phone", hint: "phone-hint", error: "phone-error" };
pub const PASSWORD: FieldIds = FieldIds { input: "password", hint: "", error: "password-error" };
pub const CURRENT_PASSWORD: FieldIds = FieldIds { input: "current", hint: "", error: "current-error" };
pub const FILE_TEXT: FieldIds = FieldIds { input: "text", hint: "text-hint", error: "text-error" };
pub const REASON: FieldIds = FieldIds { input: "reason", hint: "reason-hint", error: "reason-error" };
pub const CONFIRMATION: FieldIds = FieldIds { input: "confirmation", hint: "", error: "confirmation-error" };

pub const INVITATION_CODE: FieldIds = FieldIds { input: "code", hint: "code-hint", error: "code-error" };

impl FieldIds {
    /// The ids of the field without a hint.
    pub const fn bare(self) -> Self {
        FieldIds { hint: "", ..self }
    }

    /// The ids of the field with a hint.
    pub const fn with_hint(self, hint: &'static str) -> Self {
        FieldIds { hint, ..self }
    }

    /// The `aria-describedby` of the input: its error if there is one, otherwise its hint.
    pub fn described_by(self, error: Signal<Option<Sentence>>) -> Attribute {
        Signal::derive(move || {
            let id = if error.with(Option::is_some) { self.error } else { self.hint };
            (!id.is_empty()).then_some(id)
        })
    }
}

/// The kind of text in a field.
#[derive(Clone, Copy)]
pub struct Kind {
    /// `text` or `email`. It also decides which keyboard a phone shows.
    pub input: &'static str,
    pub autocomplete: &'static str,
    pub placeholder: &'static str,
    pub longest: &'static str,
}

impl Kind {
    pub const fn email(autocomplete: &'static str) -> Self {
        Kind { input: "email", autocomplete, placeholder: "name@example.com", longest: "254" }
    }

    pub const NAME: Kind = Kind { input: "text", autocomplete: "name", placeholder: "", longest: "100" };
}

/// A field for one line of text. `error` is shown below and describes the input.
#[component]
pub fn Field(
    input: NodeRef<Input>,
    ids: FieldIds,
    kind: Kind,
    #[prop(into)] label: &'static str,
    value: String,
    #[prop(optional, into)] hint: &'static str,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] is_optional: bool,
    /// What the Enter key of a phone's keyboard does: `next` if another field follows.
    #[prop(default = "go")]
    enter_key: &'static str,
    error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let error = until_edited(ids.input, error);
    view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <input
                class="input"
                id=ids.input
                name=ids.input
                type=kind.input
                inputmode=kind.input
                enterkeyhint=enter_key
                autocomplete=kind.autocomplete
                autocapitalize=if kind.input == "email" { "none" } else { "words" }
                spellcheck="false"
                maxlength=kind.longest
                placeholder=kind.placeholder
                required=!is_optional
                autofocus=autofocus
                value=value
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                node_ref=input
            />
            <FieldFoot ids hint=Signal::stored(hint.to_owned()) error/>
        </div>
    }
}

/// The line below an input: its error if there is one, otherwise its hint.
#[component]
pub fn FieldFoot(ids: FieldIds, hint: Signal<String>, error: Signal<Option<Sentence>>) -> impl IntoView {
    move || match error.get() {
        Some(sentence) => static_view(view! { <FieldError input=ids.input id=ids.error sentence/> }),
        None if ids.hint.is_empty() => ().into_any(),
        None => static_view(view! { <p class="field__hint" id=ids.hint>{hint}</p> }),
    }
}

/// The error of the field `input`. Screen readers read it when the focus moves to the field. If the focus is there
/// already, the error is announced as an alert.
#[component]
pub fn FieldError(input: &'static str, id: &'static str, sentence: Sentence) -> impl IntoView {
    let is_there =
        cfg!(target_family = "wasm") && document().active_element().is_some_and(|active| active.id() == input);
    view! {
        <p class="field__error" id=id role=is_there.then_some("alert")>
            <Exclamation/>
            {sentence}
        </p>
    }
}

/// The field for a code of letters and digits, as a message or a device shows it.
#[component]
pub fn CodeField(
    ids: FieldIds,
    input: NodeRef<Input>,
    #[prop(into)] label: &'static str,
    #[prop(into)] hint: &'static str,
    value: String,
    autofocus: bool,
    error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let error = until_edited(ids.input, error);
    view! {
        <div class="field">
            <label class="field__label" for=ids.input>{label}</label>
            <input
                class="input input--code"
                id=ids.input
                name=ids.input
                type="text"
                enterkeyhint="go"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                maxlength="32"
                required
                autofocus=autofocus
                value=value
                aria-describedby=ids.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                node_ref=input
            />
            <FieldFoot ids hint=Signal::stored(hint.to_owned()) error/>
        </div>
    }
}

const AUTHENTICATOR_CODE: FieldIds = FieldIds { input: "code", hint: "code-hint", error: "code-error" };

/// The field for the code of an authenticator app.
#[component]
pub fn AuthenticatorCode(input: NodeRef<Input>, error: Signal<Option<Sentence>>) -> impl IntoView {
    let ids = AUTHENTICATOR_CODE;
    let error = until_edited(ids.input, error);
    view! {
        <div class="field">
            <label class="field__label" for=ids.input>{authenticator::CODE}</label>
            <input
                class="input"
                id=ids.input
                name=ids.input
                type="text"
                inputmode="numeric"
                enterkeyhint="go"
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
