//! Redirects that check whether the browser sends cookies.

/// The query parameter of the check, always the last one.
const COOKIE_CHECK: &str = "cookie-check=";

/// Adds the cookie check to a path: the server redirects to the path only if the browser sends the cookie that it just
/// received. Returns external addresses and paths with a fragment unchanged.
pub fn checking_cookies(path: String) -> String {
    if !path.starts_with('/') || path.contains('#') {
        return path;
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{COOKIE_CHECK}")
}

/// The target of a cookie check. `None` if the path is not a check.
pub fn after_cookie_check(path_and_query: &str) -> Option<&str> {
    path_and_query.strip_suffix(COOKIE_CHECK)?.strip_suffix(['?', '&'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_look_leads_to_the_page_that_was_wanted() {
        for path in ["/account", "/welcome?return_to=%2Fx", "/settings/security"] {
            let checking = checking_cookies(path.to_owned());
            assert_ne!(checking, path);
            assert_eq!(after_cookie_check(&checking), Some(path));
            assert_eq!(after_cookie_check(path), None);
        }
        for elsewhere in ["https://app.example/", "/page#part"] {
            assert_eq!(checking_cookies(elsewhere.to_owned()), elsewhere);
        }
    }
}
