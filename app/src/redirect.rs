//! The redirect after a successful request. Server functions have no other way to redirect.

use crate::shown_address::ShownAddress;
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
    /// A page of this app. `paths` made its path.
    pub fn path(path: String) -> Self {
        Redirect { path, is_away: false }
    }

    /// An address outside this app, checked against the organisation's allowed origins.
    pub fn away(path: String) -> Self {
        Redirect { path, is_away: true }
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
