//! Where a successful act leads. The only way a server function sends anybody anywhere.

use serde::{Deserialize, Serialize};

/// A path of ours, made by `paths`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoTo {
    pub path: String,
}

impl GoTo {
    pub fn path(path: String) -> Self {
        GoTo { path }
    }
}
