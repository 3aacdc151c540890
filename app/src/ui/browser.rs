//! Small courtesies towards the browser.

use crate::words::Sentence;
use leptos::{html::Input, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{HtmlElement, HtmlInputElement, js_sys::JsString};

/// Keeps a timer running until the effect that calls this runs again or is gone.
/// Only from an effect: timers belong to the browser's one thread.
pub fn hold<T: 'static>(timer: T) {
    StoredValue::new_local(timer);
}

/// Puts text into an input of the page, if it is there.
pub fn fill(id: &str, text: &str) {
    if let Some(input) = document().get_element_by_id(id).and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value(text);
    }
}

/// A text with each character in one spelling, as the server compares passwords. The browser has the tables for that.
pub fn in_nfc(text: String) -> String {
    if text.is_ascii() { text } else { JsString::from(text).normalize("NFC").into() }
}

/// Moves the focus to an element of the page, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus, unless the person has put it somewhere already.
pub fn focus_unless_elsewhere(element: &HtmlElement) {
    let document = document();
    let is_nowhere = document.active_element().is_none_or(|active| document.body().is_some_and(|body| *body == active));
    if is_nowhere {
        let _ = element.focus();
    }
}

/// Whether the client is in charge: false in the HTML of the server, and until the page is hydrated.
pub fn is_live() -> Signal<bool> {
    let is_live = RwSignal::new(false);
    Effect::new(move || is_live.set(true));
    is_live.into()
}

/// When the page opens, its first field is ready, unless the person is somewhere else already.
pub fn focus_first(input: NodeRef<Input>) {
    Effect::new(move || {
        if let Some(input) = input.get() {
            focus_unless_elsewhere(&input);
        }
    });
}

/// Moves the focus to a field whenever it is refused. What was refused before the page was drawn waits its turn.
pub fn focus_refused(input: NodeRef<Input>, error: Signal<Option<Sentence>>) {
    Effect::new(move |was_there: Option<bool>| {
        let is_refused = error.with(Option::is_some);
        let input = input.get();
        match (&input, was_there) {
            (Some(input), Some(true)) if is_refused => {
                let _ = input.focus();
            }
            (Some(input), _) if is_refused => focus_unless_elsewhere(input),
            _ => {}
        }
        input.is_some()
    });
}
