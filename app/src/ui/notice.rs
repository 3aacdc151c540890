//! A notice of one or two sentences about the whole form.

use super::icons::Exclamation;
use leptos::{html::Div, prelude::*};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Error,
    Warning,
}

/// An error is announced at once and takes the focus. A warning waits until screen readers are idle.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] title: String, #[prop(into, optional)] text: String) -> impl IntoView {
    let notice = NodeRef::<Div>::new();
    let (class, role) = match tone {
        Tone::Error => ("notice notice--error", "alert"),
        Tone::Warning => ("notice notice--warning", "status"),
    };
    Effect::new(move || {
        if let (Tone::Error, Some(notice)) = (tone, notice.get()) {
            let _ = notice.focus();
        }
    });
    view! {
        <div class=class role=role tabindex="-1" node_ref=notice>
            <Exclamation/>
            <p class="notice__title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="notice__text">{text}</p> })}
        </div>
    }
}
