//! The redirect after a successful request. Server functions have no other way to redirect.

use crate::{paths, shown_address::ShownAddress};
use domain::{ReturnTo, SitePath};
use leptos::prelude::window;
use leptos_router::NavigateOptions;
use serde::{Deserialize, Serialize};

/// A page of this site, or an address that the organisation allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub path: String,
    /// The browser loads the address as a full page: it is outside this app, or the language changes.
    pub is_away: bool,
}

impl Redirect {
    /// A page of this app. A text that may lead to another site becomes the home page, so that no value of a request can
    /// make a redirect to there.
    pub fn path(path: String) -> Self {
        let path = SitePath::parse(&path).map_or_else(|| paths::HOME.to_owned(), SitePath::into_string);
        Redirect { path, is_away: false }
    }

    /// A page outside this app: of this site, or of an origin that the organisation allows.
    pub fn away(to: ReturnTo) -> Self {
        Redirect { path: to.to_string(), is_away: true }
    }

    /// Navigates to the page. The current page is invalidated: it is fetched again if it is also the target, or if the
    /// user comes back to it before the target is loaded, because its data may have changed.
    pub fn follow(&self, navigate: impl Fn(&str, NavigateOptions), shown: Option<ShownAddress>) {
        if self.is_away {
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
