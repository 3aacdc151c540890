//! The path of the way into an application.

use super::common::is_base64url;
use domain::return_to::LONGEST;

/// The prefix of the paths that lead into an application.
const ENTER: &str = "/enter/";

/// Leads a browser into the application that `sealed` names, which is base64url.
pub fn enter(sealed: &str) -> String {
    format!("{ENTER}{sealed}")
}

/// The sealed text in a path. `None`: the path has none.
pub(super) fn sealed_in(path: &str) -> Option<&str> {
    path.strip_prefix(ENTER).filter(|sealed| path.len() <= LONGEST && is_base64url(sealed))
}

/// Whether a path leads into an application.
pub fn is_entry(path: &str) -> bool {
    sealed_in(path).is_some()
}
