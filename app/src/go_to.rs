//! Where a successful act leads. The only way a server function sends anybody anywhere.

use crate::app::ShownAddress;
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

    /// An address that was checked against the organisation's list.
    pub fn away(path: String) -> Self {
        GoTo { path, is_away: true }
    }

    /// Goes there. The page where the person is already is shown anew, and so is the one that is left, should they come back
    /// before the next one is there: what it said was true before.
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
