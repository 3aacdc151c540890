//! The paths to which applications lead a browser: the way in, and the page that asks whether to sign out. Both contain
//! a sealed text, which is base64url.

use super::authorize::request_in;
use super::common::is_base64url;
use super::settings::page_of;
use domain::return_to::LONGEST;

/// The prefix of the paths that lead into an application.
pub(super) const ENTER: &str = "/enter/";
/// The prefix of the paths of the page that asks whether to sign out.
pub(super) const SIGN_OUT: &str = "/sign-out/";

/// Leads a browser into the application that `sealed` names.
pub fn enter(sealed: &str) -> String {
    format!("{ENTER}{sealed}")
}

/// The page that asks whether to sign out. `sealed` says from which application the user has come.
pub fn sign_out(sealed: &str) -> String {
    format!("{SIGN_OUT}{sealed}")
}

/// The sealed text that follows a prefix. `None`: the path has none.
pub(super) fn sealed_after<'a>(prefix: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(prefix).filter(|sealed| path.len() <= LONGEST && is_base64url(sealed))
}

/// Whether a path leads into an application: by its proxy, or by its client.
pub fn is_entry(path: &str) -> bool {
    page_of(path).is_some_and(|page| sealed_after(ENTER, page).is_some()) || request_in(path).is_some()
}
