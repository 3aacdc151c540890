//! The layout of pages for a signed-in user: navigation at the side, one column of content. On narrow screens the
//! navigation is a button with a popover, which needs no JavaScript.

use super::brand::Brand;
use crate::{organisation::OrganisationView, words};
use leptos::{html::Nav, prelude::*};
use std::borrow::Cow;

const NAVIGATION: &str = "navigation";

/// A link of the navigation.
pub struct Place {
    pub href: Cow<'static, str>,
    pub label: Cow<'static, str>,
    pub icon: AnyView,
    /// Whether the current page is this one or belongs to it.
    pub is_here: bool,
}

/// A group of links in the navigation.
pub struct Group {
    /// The id of its heading in the HTML.
    pub id: &'static str,
    pub title: Cow<'static, str>,
    pub places: Vec<Place>,
}

/// `foot` is shown below the navigation: the account, and the button to sign out.
#[component]
pub fn FrameLayout(
    organisation: OrganisationView,
    home: &'static str,
    groups: Vec<Group>,
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

fn group(Group { id, title, places }: Group) -> impl IntoView {
    let places: Vec<_> = places
        .into_iter()
        .map(|Place { href, label, icon, is_here }| {
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
            <ul class="sidenav__places">{places}</ul>
        </div>
    }
}
