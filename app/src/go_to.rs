//! Where a successful act leads. The only way a server function sends anybody anywhere.

use leptos::prelude::{location, window};
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

    /// Goes there. The page where the person is already is loaded anew.
    pub fn follow(&self, navigate: impl Fn(&str, NavigateOptions)) {
        if self.is_away || self.path == here() {
            let _ = window().location().assign(&self.path);
        } else {
            navigate(&self.path, NavigateOptions::default());
        }
    }
}

/// Path and query of the address.
fn here() -> String {
    let part = |part: Result<String, _>| part.unwrap_or_default();
    part(location().pathname()) + &part(location().search())
}
