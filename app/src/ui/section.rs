//! Sections and rows of a page with navigation.

use super::buttons::QUIET;
use crate::words::settings;
use leptos::prelude::*;

/// A section of a page with navigation: its title and description at the start, its panel beside them. `id` is the id
/// of the heading.
#[component]
pub fn Section(
    id: &'static str,
    #[prop(into)] title: &'static str,
    #[prop(into, optional)] about: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__about">
                <h2 id=id>{title}</h2>
                {(!about.is_empty()).then(|| view! { <p>{about}</p> })}
            </div>
            <div class="panel">{children()}</div>
        </section>
    }
}

/// An entry of a panel: icon, title, text and actions. `more` follows the text.
#[component]
pub fn Row(
    icon: AnyView,
    title: AnyView,
    #[prop(into)] text: String,
    #[prop(optional)] more: Option<AnyView>,
    actions: Option<AnyView>,
) -> impl IntoView {
    let has_text = !text.is_empty() || more.is_some();
    view! {
        <li class="row">
            <span class="row__icon">{icon}</span>
            <div>
                <p class="row__title">{title}</p>
                {has_text.then(|| view! { <p class="row__text">{text} {more}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="row__actions">{actions}</div> })}
        </li>
    }
}

/// Foot of a list with several pages, newest entries first. `newest` links to the first page; `None` on it.
#[component]
pub fn OlderNewer(newest: Option<String>, older: Option<String>) -> impl IntoView {
    let is_there = newest.is_some() || older.is_some();
    let newest = newest.map(|path| view! { <a class=QUIET href=path>{settings::pages::NEWEST}</a> });
    let older = older.map(|path| view! { <a class=QUIET href=path rel="next">{settings::pages::OLDER}</a> });
    is_there.then(|| view! { <div class="panel__foot">{newest} {older}</div> })
}
