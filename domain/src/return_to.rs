//! Where a user goes after signing in: a path of this site, or an origin that the organisation allows.

use crate::site_path::{SitePath, is_plain};
use std::fmt;

/// A URL that users may be redirected to. It was checked, stored after a check, or built by the server itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

/// The longest URL that is accepted, in bytes. It is part of the addresses of sign-in pages, and browsers shorten the
/// `Referer` of an address with more than 4096.
pub const LONGEST: usize = 3800;

/// The query parameter with which the server checks whether the browser sends cookies. The answer to it is a redirect,
/// so no user asks for a path that has it.
pub const COOKIE_CHECK: &str = "cookie-check";

impl ReturnTo {
    /// Accepts a path of this site, and a URL of one of the origins. `None`: not allowed. `origins` are written like
    /// `https://app.example`, without a path.
    pub fn check(wanted: &str, origins: &[String]) -> Option<Self> {
        let is_ours = || SitePath::parse(wanted).is_some() && !has_cookie_check(wanted);
        let is_allowed = |origin: &String| {
            let rest = wanted.strip_prefix(origin.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        let is_short = wanted.len() <= LONGEST;
        (is_short && is_plain(wanted) && (is_ours() || origins.iter().any(is_allowed)))
            .then(|| ReturnTo(wanted.to_owned()))
    }

    /// Wraps a URL without a check: one that was checked before it was stored, or a path that the server built.
    pub const fn from_store(text: String) -> Self {
        ReturnTo(text)
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the query of a path has the parameter `COOKIE_CHECK`.
fn has_cookie_check(path: &str) -> bool {
    let query = path.split('#').next().and_then(|path| path.split_once('?')).map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.split('=').next() == Some(COOKIE_CHECK))
}

/// The external origin that a checked URL leads to. `None`: it stays on this site.
pub fn origin_of(return_to: &str) -> Option<&str> {
    if return_to.starts_with('/') {
        return None;
    }
    let start = return_to.find("://")? + 3;
    let end = return_to[start..].find(['/', '?', '#']).map_or(return_to.len(), |at| start + at);
    Some(&return_to[..end])
}

impl fmt::Display for ReturnTo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether a text is an origin as in the list of allowed origins: scheme, lower-case host, optional port, no more.
pub fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let is_host_byte = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_host_byte)
}

/// The most origins that an organisation may allow.
pub const MOST_ORIGINS: usize = 20;
/// The longest origin, in bytes.
const LONGEST_ORIGIN: usize = 100;

/// Why a list of origins is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginsError {
    /// The number of the line, counted from 1.
    #[error("line {0} is not an origin like https://app.example")]
    NotAnOrigin(usize),
    #[error("more than 20 origins")]
    TooMany,
}

/// Reads a list of origins, one per line, into lower case. Ignores empty lines, repetitions and the trailing slash that
/// browsers show. Fails at the first line that is no origin, and for more than [`MOST_ORIGINS`].
pub fn read_origins(text: &str) -> Result<Vec<String>, OriginsError> {
    let mut origins: Vec<String> = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim();
        let origin = line.strip_suffix('/').unwrap_or(line).to_ascii_lowercase();
        if origin.is_empty() && line.is_empty() || origins.contains(&origin) {
            continue;
        }
        if origin.len() > LONGEST_ORIGIN || !is_origin(&origin) {
            return Err(OriginsError::NotAnOrigin(place + 1));
        }
        origins.push(origin);
    }
    if origins.len() > MOST_ORIGINS { Err(OriginsError::TooMany) } else { Ok(origins) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use url::Url;

    fn origins() -> Vec<String> {
        vec!["https://app.example".to_owned(), "http://localhost:8080".to_owned()]
    }

    #[rstest]
    #[case("/reports?id=1#top", None)]
    #[case("/go?to=https://evil.example", None)]
    #[case("https://app.example", Some("https://app.example"))]
    #[case("https://app.example/a?b", Some("https://app.example"))]
    #[case("http://localhost:8080?x", Some("http://localhost:8080"))]
    fn own_paths_and_listed_origins_are_allowed(#[case] wanted: &str, #[case] origin: Option<&str>) {
        let allowed = ReturnTo::check(wanted, &origins()).unwrap();
        assert_eq!((allowed.as_str(), origin_of(allowed.as_str())), (wanted, origin));
    }

    #[rstest]
    #[case("")]
    #[case("reports")]
    #[case("//evil.example")]
    #[case("/.//evil.example/phish?cookie-check=")]
    #[case("/account?cookie-check=")]
    #[case("/account?x&cookie-check#top")]
    #[case("/\\evil.example")]
    #[case("/\t/evil.example")]
    #[case("https://evil.example")]
    #[case("https://app.example.evil.example")]
    #[case("https://app.example@evil.example")]
    #[case("https://app.example:8443")]
    #[case("http://app.example")]
    #[case("javascript:alert(1)")]
    #[case("/a\r\nSet-Cookie: x=1")]
    #[case("/ü")]
    fn everything_else_is_refused(#[case] wanted: &str) {
        assert_eq!(ReturnTo::check(wanted, &origins()), None);
    }

    /// Texts of which attackers build addresses.
    const PIECES: [&str; 24] = [
        "/",
        "/",
        "//",
        "\\",
        ".",
        "..",
        "%2e",
        "%2E",
        "%2f",
        "%5C",
        "%09",
        "\t",
        "\n",
        "evil.example",
        "@",
        ":",
        "?",
        "#",
        "&",
        "cookie-check=",
        "https:",
        "https://app.example",
        "http://localhost:8080",
        "x",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(20_000))]
        #[test]
        fn what_is_allowed_leads_to_this_site_or_to_a_listed_origin(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 1..8),
        ) {
            let wanted = pieces.concat();
            if let Some(allowed) = ReturnTo::check(&wanted, &origins()) {
                let site = Url::parse("https://portico.example/sign-in").unwrap();
                let there = site.join(allowed.as_str()).unwrap();
                let origin = there.origin().ascii_serialization();
                proptest::prop_assert_eq!(origin_of(&wanted).unwrap_or("https://portico.example"), &origin);
                proptest::prop_assert!(origin == "https://portico.example" || origins().contains(&origin));
                if origin_of(&wanted).is_none() {
                    // A server that repeats the path in a redirect keeps the browser on the site as well.
                    let repeated = site.join(there.path()).unwrap();
                    proptest::prop_assert_eq!(repeated.origin(), site.origin());
                    proptest::prop_assert!(there.query_pairs().all(|(name, _)| name != COOKIE_CHECK));
                }
            }
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert!(is_origin("https://app.example") && is_origin("http://localhost:8080"));
        for text in ["app.example", "https://", "https://app.example/", "https://App.example", "https://a@b.example"] {
            assert!(!is_origin(text), "{text}");
        }
    }

    #[test]
    fn a_list_has_one_origin_on_each_line() {
        let read = read_origins("\n https://App.example/ \r\nhttp://localhost:8080\nhttps://app.example\n\n");
        assert_eq!(read.unwrap(), origins());
        assert_eq!(read_origins(""), Ok(Vec::new()));
        let many: String = (0..21).map(|number| format!("https://app{number}.example\n")).collect();
        assert_eq!(read_origins(&many), Err(OriginsError::TooMany));
    }

    #[rstest]
    #[case("https://app.example\napp.example", 2)]
    #[case("https://app.example/path", 1)]
    #[case("/", 1)]
    #[case("javascript:alert(1)", 1)]
    #[case("https://app.example https://b.example", 1)]
    fn the_line_that_is_none_is_named(#[case] text: &str, #[case] line: usize) {
        assert_eq!(read_origins(text), Err(OriginsError::NotAnOrigin(line)));
        assert_eq!(read_origins(&format!("https://{}.example", "a".repeat(100))), Err(OriginsError::NotAnOrigin(1)));
    }
}
