//! Attributes that change. All have one type, so that the client compiles the code that keeps them up to date once.

use leptos::prelude::*;

/// An attribute's value; `None`: the attribute is not there.
pub type Attribute = Signal<Option<&'static str>>;

/// `"true"` while the condition holds, else absent.
pub fn while_true(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some("true"))
}

/// There while the condition holds: for attributes that have no value, like `hidden`.
pub fn there_while(condition: impl Fn() -> bool + Send + Sync + 'static) -> Attribute {
    Signal::derive(move || condition().then_some(""))
}

/// As `inner_html` of a `textarea`: what stands between its tags is not escaped by itself.
pub fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
