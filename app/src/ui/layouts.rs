//! The layouts of pages: before the user is signed in, and after.

use super::icons::{Arch, Mark};
use crate::language::{self, Language};
use crate::organisation::{Branding, OrganisationView};
use crate::{paths, words};
use leptos::{either::Either, html::Nav, prelude::*};
use std::borrow::Cow;

/// The layout of every page before the user is signed in: logo, one card, a line of text, the footer. Without an
/// organisation it shows the name and mark of Portico.
#[component]
pub fn AuthLayout(
    #[prop(optional)] organisation: Option<OrganisationView>,
    /// The id of the form whose values stay when the user chooses a language. The server keeps those without secrets.
    #[prop(optional)]
    kept_form: Option<&'static str>,
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
        <div class="auth">
            <a class="skip" href="#main" rel="external">{words::SKIP}</a>
            <header class="auth__head">
                <Brand name branding home/>
            </header>
            <main class="auth__main" id="main" tabindex="-1">
                {children()}
            </main>
            <footer class="auth__foot">
                {help} <LanguageChooser kept_form/>
                <span><Arch/>{words::SECURED_BY}</span>
            </footer>
        </div>
    }
}

/// The logo and name of the organisation, in its brand colour.
#[component]
fn Brand(name: String, branding: Branding, #[prop(into)] home: String) -> impl IntoView {
    let sheet = branding.sheet.map(|sheet| view! { <link rel="stylesheet" href=sheet/> });
    let mark = match branding.logo {
        Some(logo) => Either::Left(view! { <img class="brand__logo" src=logo alt=""/> }),
        None => Either::Right(view! { <span class="brand__mark"><Mark/></span> }),
    };
    view! {
        {sheet}
        <a class="brand" href=home>
            {mark}
            {name}
        </a>
    }
}

const GLOBE: &str = r#"<svg class="icon icon--small" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.25"></circle><path d="M2.75 10h14.5M10 2.75c2.2 2 3.2 4.4 3.2 7.25s-1 5.25-3.2 7.25c-2.2-2-3.2-4.4-3.2-7.25S7.8 4.75 10 2.75z"></path></svg>"#;

/// The language chooser in the footer. A choice reloads the page in the new language. It needs no JavaScript, so it is
/// one string of HTML that is never hydrated. Its buttons post the values of `kept_form` along with the language, and
/// without it have a form of their own.
#[component]
fn LanguageChooser(kept_form: Option<&'static str>) -> impl IntoView {
    view! { <div inner_html=chooser(kept_form)></div> }
}

fn chooser(kept_form: Option<&str>) -> String {
    let post = paths::LANGUAGE;
    let (start, with_form, end) = match kept_form {
        Some(form) => (String::new(), format!(r#" form="{form}" formaction="{post}" formnovalidate"#), ""),
        None => (format!(r#"<form method="post" action="{post}">"#), String::new(), "</form>"),
    };
    let (label, current) = (words::LANGUAGE, language::current_language().name());
    let mut html = format!(
        r#"{start}<details class="language"><summary>{GLOBE}<span class="visually-hidden">{label} </span>{current}</summary><div>"#
    );
    for language in Language::all() {
        let (code, name) = (language.code(), language.name());
        html += &format!(
            r#"<button type="submit"{with_form} name="language" value="{code}" lang="{code}">{name}</button>"#
        );
    }
    html + "</div></details>" + end
}

const NAVIGATION: &str = "navigation";

/// A link of the navigation.
pub struct NavItem {
    pub href: Cow<'static, str>,
    pub label: Cow<'static, str>,
    pub icon: AnyView,
    /// Whether the current page is this one or belongs to it.
    pub is_here: bool,
}

/// A group of links in the navigation.
pub struct NavGroup {
    /// The id of its heading in the HTML.
    pub id: &'static str,
    pub title: Cow<'static, str>,
    pub items: Vec<NavItem>,
}

/// The layout of pages for a signed-in user: navigation at the side, one column of content. On narrow screens the
/// navigation is a button with a popover, which needs no JavaScript. `foot` is shown below the navigation: the account,
/// and the button to sign out.
#[component]
pub fn NavLayout(
    organisation: OrganisationView,
    home: &'static str,
    groups: Vec<NavGroup>,
    foot: AnyView,
    children: Children,
) -> impl IntoView {
    let navigation = NodeRef::<Nav>::new();
    // A link to the current page loads nothing, so the navigation has to be closed here.
    let close = move |_| {
        if let Some(navigation) = navigation.get_untracked() {
            let _ = navigation.hide_popover();
        }
    };
    let OrganisationView { name, branding, .. } = organisation;
    let groups: Vec<_> = groups.into_iter().map(group).collect();
    view! {
        <div class="app">
            <a class="skip" href="#main" rel="external">{words::SKIP_TO_PAGE}</a>
            <header class="app__bar">
                <Brand name=name.clone() branding=branding.clone() home/>
                <button class="button button--quiet button--small" type="button" popovertarget=NAVIGATION>
                    {words::MENU}
                </button>
            </header>
            <nav
                class="sidenav"
                id=NAVIGATION
                popover="auto"
                aria-label=words::NAVIGATION
                node_ref=navigation
                on:click=close
            >
                <Brand name branding home/>
                {groups}
                <div class="sidenav__foot">{foot}</div>
            </nav>
            <main class="app__main" id="main" tabindex="-1">
                <div class="app__inner">{children()}</div>
            </main>
        </div>
    }
}

fn group(NavGroup { id, title, items }: NavGroup) -> impl IntoView {
    let items: Vec<_> = items
        .into_iter()
        .map(|NavItem { href, label, icon, is_here }| {
            view! {
                <li>
                    <a class="sidenav__link" href=href aria-current=is_here.then_some("page")>
                        {icon}
                        {label}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <div role="group" aria-labelledby=id>
            <p class="sidenav__title" id=id>{title}</p>
            <ul class="sidenav__places">{items}</ul>
        </div>
    }
}
