//! Where a successful act leads. The only way a server function sends anybody anywhere.

use leptos::prelude::window;
use leptos_router::NavigateOptions;
use serde::{Deserialize, Serialize};

/// A page of ours, or an address that the organisation allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoTo {
    pub path: String,
    /// Not a page of this app: the browser loads it anew.
    pub is_away: bool,
}

impl GoTo {
    /// A page of ours, made by `paths`.
    pub fn path(path: String) -> Self {
        GoTo { path, is_away: false }
    }

    /// Goes there.
    pub fn follow(&self, navigate: impl Fn(&str, NavigateOptions)) {
        if self.is_away {
            let _ = window().location().assign(&self.path);
        } else {
            navigate(&self.path, NavigateOptions::default());
        }
    }

    /// An address that was checked against the organisation's list.
    pub fn away(path: String) -> Self {
        GoTo { path, is_away: true }
    }
}
