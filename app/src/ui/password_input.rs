//! The password field, with a button that shows the password and a hint when Caps Lock is on.

use super::{Attribute, while_true};
use crate::words::password as words;
use leptos::{ev::KeyboardEvent, html::Input, prelude::*};

/// `rules` tells password generators what a new password needs.
#[component]
pub fn PasswordInput(
    input: NodeRef<Input>,
    /// Also the name in the form post.
    id: &'static str,
    #[prop(into)] label: &'static str,
    autocomplete: &'static str,
    described_by: Attribute,
    invalid: Signal<bool>,
    #[prop(optional)] rules: Option<String>,
    #[prop(optional)] autofocus: bool,
    /// What the Enter key of a phone's keyboard does: `next` if another field follows.
    #[prop(default = "go")]
    enter_key: &'static str,
) -> impl IntoView {
    let is_shown = RwSignal::new(false);
    let is_caps = RwSignal::new(false);
    let look = move |event: KeyboardEvent| is_caps.set(event.get_modifier_state("CapsLock"));
    let kind: Attribute = Signal::derive(move || Some(if is_shown.get() { "text" } else { "password" }));
    let name: Attribute = Signal::derive(move || Some(if is_shown.get() { words::HIDE } else { words::SHOW }.text()));
    let word = move || if is_shown.get() { words::HIDE_WORD } else { words::SHOW_WORD }.text();
    let caps = move || if is_caps.get() { words::CAPS_LOCK.text() } else { "" };
    let field = view! {
        <input
            class="input"
            id=id
            name=id
            type=kind
            autocomplete=autocomplete
            enterkeyhint=enter_key
            autocapitalize="none"
            spellcheck="false"
            required
            autofocus=autofocus
            aria-describedby=described_by
            aria-invalid=while_true(move || invalid.get())
            node_ref=input
            on:keydown=look
            on:keyup=look
            on:blur=move |_| is_caps.set(false)
        />
    }
    .attr("passwordrules", rules);
    view! {
        <div class="field__top">
            <label class="field__label" for=id>{label}</label>
            <span class="field__note" role="status">{Signal::derive(move || caps().to_owned())}</span>
        </div>
        <div class="input-wrap">
            {field}
            <button
                class="input-wrap__button with-script"
                type="button"
                aria-controls=id
                aria-label=name
                on:click=move |_| is_shown.update(|is_shown| *is_shown = !*is_shown)
            >
                {Signal::derive(move || word().to_owned())}
            </button>
        </div>
    }
}
