//! What all paths share: queries, tokens and the check for cookies; and the paths of style sheets and logos.

use domain::{SitePath, Slug, return_to::COOKIE_CHECK};

/// The path of a page of the organisation with this slug.
pub fn at_organisation(slug: &Slug, page: &str) -> String {
    format!("/o/{slug}{page}")
}

/// Query parameter: where the user wants to go after signing in.
pub const RETURN_TO: &str = "return_to";

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
    with_flag(&path, ANOTHER)
}

/// Adds a query parameter without a value.
pub(super) fn with_flag(path: &str, name: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{name}=")
}

/// Query parameter: the refusal of a form that was posted without script. Leptos writes it, and exports no name for it.
pub const REFUSAL: &str = "__err";
/// Query parameter: the path of the server function that refused the form. Leptos writes it, too.
pub const REFUSED_AT: &str = "__path";

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
    text.len() <= 64 && is_base64url(text)
}

/// Whether a text has at least one character, and only those of base64url.
pub(super) fn is_base64url(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Style sheet of the invitation, onboarding and second-step pages.
pub const JOIN_STYLE: &str = "/join.css";
/// Style sheet of the settings and the admin console.
pub const FRAME_STYLE: &str = "/frame.css";
/// Style sheet that the admin console needs in addition.
pub const CONSOLE_STYLE: &str = "/console.css";
/// Style sheet of the start page.
pub const START_STYLE: &str = "/start.css";
/// Folder of the colours of organisations, and of the logos of organisations and applications.
const BRANDING: &str = "/branding/";

/// The style sheet with a brand colour. `hex` has six digits.
pub fn color_sheet(hex: &str) -> String {
    format!("{BRANDING}{hex}.css")
}

/// The logo with this digest.
pub fn logo(digest: &str) -> String {
    format!("{BRANDING}{digest}.png")
}

/// Adds the cookie check to a path: the server redirects to the path only if the browser sends the cookie that it just
/// received. A browser without cookies is led back to the organisation; `None` means the default one. Returns external
/// URLs and paths with a fragment unchanged.
pub fn checking_cookies(path: String, organisation: Option<&Slug>) -> String {
    if !path.starts_with('/') || path.contains('#') {
        return path;
    }
    let mut checking = with_flag(&path, COOKIE_CHECK);
    checking.extend(organisation.map(Slug::to_string));
    checking
}

/// The target of a cookie check, whose parameter is always the last one, and the organisation to start again at. `None`
/// if the path is not a check, or may lead to another site: the path comes from the request.
pub fn after_cookie_check(path_and_query: &str) -> Option<(SitePath, Option<Slug>)> {
    let (before, organisation) = path_and_query.rsplit_once('=')?;
    let target = SitePath::parse(before.strip_suffix(COOKIE_CHECK)?.strip_suffix(['?', '&'])?)?;
    let organisation = if organisation.is_empty() { None } else { Some(organisation.parse().ok()?) };
    Some((target, organisation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_check_leads_to_the_page_that_was_wanted() {
        let cedar: Slug = "cedar".parse().unwrap();
        for path in ["/account", "/welcome?return_to=%2Fx", "/settings/security"] {
            for organisation in [None, Some(&cedar)] {
                let checking = checking_cookies(path.to_owned(), organisation);
                assert_ne!(checking, path);
                let (target, found) = after_cookie_check(&checking).unwrap();
                assert_eq!((target.into_string().as_str(), found.as_ref()), (path, organisation));
            }
            assert_eq!(after_cookie_check(path), None);
        }
        for elsewhere in [
            "//evil.example/x?cookie-check=",
            "/.//evil.example?cookie-check=cedar",
            "/account?no-cookie-check=",
            "/account?cookie-check=//evil.example",
        ] {
            assert_eq!(after_cookie_check(elsewhere), None);
        }
        for elsewhere in ["https://app.example/", "/page#part"] {
            assert_eq!(checking_cookies(elsewhere.to_owned(), Some(&cedar)), elsewhere);
        }
    }
}
