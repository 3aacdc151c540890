//! Redirects that check whether the browser sends cookies.

use domain::{SitePath, return_to::COOKIE_CHECK};

/// Adds the cookie check to a path: the server redirects to the path only if the browser sends the cookie that it just
/// received. Returns external addresses and paths with a fragment unchanged.
pub fn checking_cookies(path: String) -> String {
    if !path.starts_with('/') || path.contains('#') {
        return path;
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{COOKIE_CHECK}=")
}

/// The target of a cookie check, whose parameter is always the last one. `None` if the path is not a check, or may lead
/// to another site: the path comes from the request.
pub fn after_cookie_check(path_and_query: &str) -> Option<SitePath> {
    let before = path_and_query.strip_suffix('=')?.strip_suffix(COOKIE_CHECK)?;
    SitePath::parse(before.strip_suffix(['?', '&'])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_leads_to_the_page_that_was_wanted() {
        for path in ["/account", "/welcome?return_to=%2Fx", "/settings/security"] {
            let checking = checking_cookies(path.to_owned());
            assert_ne!(checking, path);
            assert_eq!(after_cookie_check(&checking).map(SitePath::into_string).as_deref(), Some(path));
            assert_eq!(after_cookie_check(path), None);
        }
        for elsewhere in
            ["//evil.example/x?cookie-check=", "/.//evil.example?cookie-check=", "/account?no-cookie-check="]
        {
            assert_eq!(after_cookie_check(elsewhere), None);
        }
        for elsewhere in ["https://app.example/", "/page#part"] {
            assert_eq!(checking_cookies(elsewhere.to_owned()), elsewhere);
        }
    }
}
