//! The way to a page by a look at whether the browser sends cookies.

/// The last parameter of an address that is reached only with cookies.
const COOKIE_CHECK: &str = "cookie-check=";

/// The address that leads to the same page after a check that the browser sends the cookie it just received.
pub fn checking_cookies(path: String) -> String {
    if !path.starts_with('/') || path.contains('#') {
        return path;
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{COOKIE_CHECK}")
}

/// Where the look leads, if an address is one.
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
