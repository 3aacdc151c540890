//! The language chooser in the footer. It needs no JavaScript, so it is one string of HTML that is never hydrated.

use crate::{
    language::{self, Language},
    paths, words,
};
use leptos::prelude::*;

const GLOBE: &str = r#"<svg class="icon icon--small" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.25"></circle><path d="M2.75 10h14.5M10 2.75c2.2 2 3.2 4.4 3.2 7.25s-1 5.25-3.2 7.25c-2.2-2-3.2-4.4-3.2-7.25S7.8 4.75 10 2.75z"></path></svg>"#;

/// A choice reloads the page in the new language.
#[component]
pub fn LanguageChooser() -> impl IntoView {
    view! { <form method="post" action=paths::LANGUAGE inner_html=chooser()></form> }
}

fn chooser() -> String {
    let (label, spoken) = (words::LANGUAGE, language::spoken().name());
    let mut html = format!(
        r#"<details class="language"><summary>{GLOBE}<span class="visually-hidden">{label} </span>{spoken}</summary><div>"#
    );
    for language in Language::all() {
        let (code, name) = (language.code(), language.name());
        html += &format!(r#"<button type="submit" name="language" value="{code}" lang="{code}">{name}</button>"#);
    }
    html + "</div></details>"
}
