//! Reactive attributes. All have one type, so that the client contains the code that updates them only once.

use leptos::prelude::*;

/// The value of an attribute. `None` removes the attribute.
pub type Attribute = Signal<Option<&'static str>>;

/// `"true"` while the condition is true, otherwise absent.
pub fn while_true(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some("true"))
}

/// Present while the condition is true. For attributes without a value, like `hidden`.
pub fn there_while(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some(""))
}

/// Escapes text for the `inner_html` of a `textarea`: Leptos does not escape what is between its tags.
pub fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
