//! The redirect after a successful request, and the page that it leaves. Server functions have no other way to
//! redirect.

use crate::paths;
use domain::{ReturnTo, SitePath};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use serde::{Deserialize, Serialize};

/// A page of this site, or a URL that the organisation allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub path: String,
    /// The browser loads the URL as a full page: it is outside this app, or the language changes.
    pub is_full_load: bool,
}

impl Redirect {
    /// A page of this app. A text that may lead to another site becomes the home page, so that no value of a request
    /// can redirect there.
    pub fn path(path: String) -> Self {
        let path = SitePath::parse(&path).map_or_else(|| paths::HOME.to_owned(), SitePath::into_string);
        Redirect { path, is_full_load: false }
    }

    /// A page outside this app: of this site, or of an origin that the organisation allows.
    pub fn away(to: ReturnTo) -> Self {
        Redirect { path: to.to_string(), is_full_load: true }
    }

    /// Where a user who has just signed in goes: to `return_to`, which may be an external URL, or else to the
    /// account page.
    #[cfg(feature = "ssr")]
    pub fn after_sign_in(return_to: Option<ReturnTo>) -> Self {
        let Some(return_to) = return_to else { return Redirect::path(paths::ACCOUNT.to_owned()) };
        let path = return_to.as_str().split(['?', '#']).next().unwrap_or_default();
        match paths::Route::of(path) {
            Some(_) => Redirect::path(return_to.to_string()),
            None => Redirect::away(return_to),
        }
    }

    /// Navigates to the page. The current page is invalidated: it is fetched again if it is also the target, or if the
    /// user comes back to it before the target is loaded, because its data may have changed.
    pub fn follow(&self, navigate: impl Fn(&str, NavigateOptions), shown: Option<ShownPath>) {
        if self.is_full_load {
            let _ = window().location().assign(&self.path);
            return;
        }
        let is_here = shown.is_some_and(|shown| shown.is(&self.path));
        if let Some(shown) = shown {
            shown.renew();
        }
        if !is_here {
            navigate(&self.path, NavigateOptions::default());
        }
    }
}

/// The path of the page on the screen. Navigating to it fetches nothing.
#[derive(Clone, Copy)]
pub struct ShownPath {
    pub path: StoredValue<String>,
    again: Trigger,
}

impl ShownPath {
    /// The page at `path` is on the screen.
    pub fn new(path: String) -> Self {
        ShownPath { path: StoredValue::new(path), again: Trigger::new() }
    }

    pub fn is(self, path: &str) -> bool {
        self.path.with_value(|shown| shown == path)
    }

    /// Fetches the current page again.
    pub fn renew(self) {
        self.path.set_value(String::new());
        self.again.notify();
    }

    /// Runs the current effect again after `renew`.
    pub fn track_renewal(self) {
        self.again.track();
    }
}
