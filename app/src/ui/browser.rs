//! Small courtesies towards the browser.

use leptos::prelude::*;
use web_sys::HtmlElement;

/// Keeps a timer running until the effect that calls this runs again or is gone.
/// Only from an effect: timers belong to the browser's one thread.
pub fn hold<T: 'static>(timer: T) {
    StoredValue::new_local(timer);
}

/// Moves the focus, unless the person has put it somewhere already.
pub fn focus_unless_elsewhere(element: &HtmlElement) {
    let document = document();
    let is_nowhere = document.active_element().is_none_or(|active| document.body().is_some_and(|body| *body == active));
    if is_nowhere {
        let _ = element.focus();
    }
}
