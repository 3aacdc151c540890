//! The path of a request of a client to the authorization endpoint. The user signs in, allows access and is led back to
//! the client there.

use super::settings::page_of;
use domain::AuthorizationRequestId;

/// The prefix of the paths of requests.
pub(super) const AUTHORIZE: &str = "/authorize/";

/// The page of a request.
pub fn authorize(id: AuthorizationRequestId) -> String {
    format!("{AUTHORIZE}{id}")
}

/// The request whose page has this path, with a query or without. `None`: it is another page.
pub(crate) fn request_in(path: &str) -> Option<AuthorizationRequestId> {
    page_of(path)?.strip_prefix(AUTHORIZE)?.parse().ok()
}
