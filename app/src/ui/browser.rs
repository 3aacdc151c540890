//! Helpers around the browser: reactive attributes, timers, values of inputs and focus.

use super::effect;
use crate::words::Sentence;
use leptos::{html::Input, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{HtmlElement, HtmlInputElement, js_sys::JsString};

/// The value of a reactive attribute. `None` removes the attribute. All have one type, so that the client contains the
/// code that updates them only once.
pub type Attribute = Signal<Option<&'static str>>;

/// `"true"` while the condition is true, otherwise absent.
pub fn while_true(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some("true"))
}

/// Present while the condition is true, otherwise absent. For attributes without a value, like `hidden`.
pub fn present_while(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some(""))
}

/// Escapes text for the `inner_html` of a `textarea`: Leptos does not escape what is between its tags.
pub fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Keeps a value such as a running timer until the effect that calls this runs again or is disposed. Only for effects,
/// because timers belong to the browser's one thread.
pub fn keep_alive<T: 'static>(value: T) {
    StoredValue::new_local(value);
}

/// Sets the value of an input, if the page has it.
pub fn fill(id: &str, text: &str) {
    if let Some(input) = document().get_element_by_id(id).and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value(text);
    }
}

/// Normalises text to NFC, as the server does before it compares passwords. The browser has the Unicode tables, so the
/// client needs none.
pub fn in_nfc(text: String) -> String {
    if text.is_ascii() { text } else { JsString::from(text).normalize("NFC").into() }
}

/// Moves the focus to an element, if the page has it.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to an element, unless the user has moved it already.
pub fn focus_unless_elsewhere(element: &HtmlElement) {
    let document = document();
    let is_nowhere = document.active_element().is_none_or(|active| document.body().is_some_and(|body| *body == active));
    if is_nowhere {
        let _ = element.focus();
    }
}

/// Whether the page is hydrated. Always false in the server's HTML.
pub fn is_live() -> Signal<bool> {
    let is_live = RwSignal::new(false);
    effect(move || is_live.set(true));
    is_live.into()
}

/// Focuses the first field when the page opens, unless the user has moved the focus already.
pub fn focus_first(input: NodeRef<Input>) {
    effect(move || {
        if let Some(input) = input.get() {
            focus_unless_elsewhere(&input);
        }
    });
}

/// The error of the field `id`, until the user edits the field. The next refusal is shown again.
pub fn until_edited(id: &'static str, error: Signal<Option<Sentence>>) -> Signal<Option<Sentence>> {
    let is_edited = RwSignal::new(false);
    effect(move || {
        error.with(|_| ());
        if is_edited.get_untracked() {
            is_edited.set(false);
        }
    });
    effect(move || {
        let listener = window_event_listener_untyped("input", move |event| {
            let edited = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            if edited.is_some_and(|edited| edited.id() == id)
                && error.with_untracked(Option::is_some)
                && !is_edited.get_untracked()
            {
                is_edited.set(true);
            }
        });
        on_cleanup(move || listener.remove());
    });
    Signal::derive(move || error.get().filter(|_| !is_edited.get()))
}

/// Moves the focus to a field whenever it gets an error, or to the first field of its form that has one. An error from
/// before the page was drawn does not take the focus away from another element.
pub fn focus_refused(input: NodeRef<Input>, error: Signal<Option<Sentence>>) {
    let mut was_there = None;
    effect(move || {
        let is_refused = error.with(Option::is_some);
        let input = input.get();
        match (&input, was_there) {
            (Some(input), Some(true)) if is_refused => {
                let input = input.clone();
                // The fields are marked by then.
                request_animation_frame(move || {
                    let _ = first_refused(input).focus();
                });
            }
            (Some(input), _) if is_refused => focus_unless_elsewhere(&first_refused(input.clone())),
            _ => {}
        }
        was_there = Some(input.is_some());
    });
}

/// The first field with an error in the form of an input, which has an error, too.
fn first_refused(input: HtmlInputElement) -> HtmlElement {
    let first = input.form().and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten());
    first.and_then(|first| first.dyn_into().ok()).unwrap_or_else(|| input.into())
}
