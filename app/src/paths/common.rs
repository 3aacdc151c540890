//! What all paths share: organisations, tokens and queries.

use crate::organisation::OrganisationView;

/// Query parameter: where the user wants to go after signing in.
pub const RETURN_TO: &str = "return_to";

/// The path of an organisation's page. Paths of the default organisation have no slug.
pub(super) fn of_organisation(organisation: &OrganisationView, page: &str) -> String {
    if organisation.is_default { page.to_owned() } else { format!("/o/{}{page}", organisation.slug) }
}

/// Adds the page where the user wants to go to a path without a query.
pub fn with_return_to(path: String, return_to: Option<&str>) -> String {
    match return_to {
        None => path,
        Some(return_to) => format!("{path}?{RETURN_TO}={}", escaped(return_to)),
    }
}

/// Query parameter: another user is going to sign in, so the page does not show the values typed before.
pub const ANOTHER: &str = "another";

/// The path of a page without the values typed before.
pub fn for_another(path: String) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{ANOTHER}=")
}

/// Percent-encodes a value for a query. Unreserved characters (RFC 3986 §2.3), `/` and `:` stay as they are.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            escaped.extend([
                '%',
                char::from(DIGITS[usize::from(byte >> 4)]),
                char::from(DIGITS[usize::from(byte & 15)]),
            ]);
        }
    }
    escaped
}

/// Whether a path segment can be a token: base64url, 1 to 64 characters.
pub(super) fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
