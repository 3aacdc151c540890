//! The frame of every page before someone is signed in: mark, one card, a quiet line, the foot.

use super::{
    icons::{Arch, Mark},
    language_chooser::LanguageChooser,
};
use crate::words;
use leptos::prelude::*;

/// `organisation` is the name that people read; `home` where the mark leads.
#[component]
pub fn GateLayout(
    #[prop(into)] organisation: String,
    #[prop(into)] home: String,
    /// What stands in the middle: a card, and a line below it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="gate">
            <a class="skip" href="#main" rel="external">{words::SKIP}</a>
            <header class="gate__head">
                <a class="brand" href=home>
                    <span class="brand__mark"><Mark/></span>
                    {if organisation.is_empty() { words::PORTICO.into() } else { organisation }}
                </a>
            </header>
            <main class="gate__main" id="main" tabindex="-1">
                {children()}
            </main>
            <footer class="gate__foot">
                <LanguageChooser/>
                <span class="gate__made"><Arch/>{words::SECURED_BY}</span>
            </footer>
        </div>
    }
}
