//! The layout of every page before the user is signed in: logo, one card, a line of text, the footer.

use super::{brand::Brand, icons::Arch, language_chooser::LanguageChooser};
use crate::{organisation::OrganisationView, paths, words};
use leptos::prelude::*;

/// `None`: no organisation branding.
#[component]
pub fn AuthLayout(
    #[prop(optional)] organisation: Option<OrganisationView>,
    /// The content: a card, and a line below it.
    children: Children,
) -> impl IntoView {
    let home = organisation.as_ref().map_or_else(|| paths::HOME.to_owned(), paths::sign_in);
    let (name, branding) = match organisation {
        Some(organisation) => (organisation.name, organisation.branding),
        None => (words::PORTICO.into(), Default::default()),
    };
    let help = branding.support.clone().map(|support| view! { <a href=support rel="external">{words::HELP}</a> });
    view! {
        <div class="gate">
            <a class="skip" href="#main" rel="external">{words::SKIP}</a>
            <header class="gate__head">
                <Brand name branding home/>
            </header>
            <main class="gate__main" id="main" tabindex="-1">
                {children()}
            </main>
            <footer class="gate__foot">
                {help} <LanguageChooser/>
                <span class="gate__made"><Arch/>{words::SECURED_BY}</span>
            </footer>
        </div>
    }
}
