//! Where a person wants to go after signing in: a path of this site, or an origin that the organisation allows.

use std::fmt;

/// An address that somebody may be sent to. The only ways to get one are the check and the database behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

/// The longest that is kept, in bytes.
const LONGEST: usize = 2000;

impl ReturnTo {
    /// `None`: not allowed. `origins` are written like `https://app.example`, without a path.
    pub fn check(wanted: &str, origins: &[String]) -> Option<Self> {
        // Browsers read a backslash as a slash, and drop line ends and tabs from the middle of an address.
        let is_plain =
            wanted.len() <= LONGEST && wanted.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\');
        let is_ours = wanted.starts_with('/') && !wanted.starts_with("//");
        let is_allowed = |origin: &String| {
            let rest = wanted.strip_prefix(origin.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        (is_plain && (is_ours || origins.iter().any(is_allowed))).then(|| ReturnTo(wanted.to_owned()))
    }

    /// One that was checked before it was stored.
    pub const fn from_store(text: String) -> Self {
        ReturnTo(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The origin outside that a checked address leads to; `None`: it stays on this site.
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

/// Whether a text is an origin as the list has them: scheme, host, perhaps a port, nothing else.
pub fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let is_host_byte = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_host_byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

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

    #[test]
    fn an_origin_has_no_path() {
        assert!(is_origin("https://app.example") && is_origin("http://localhost:8080"));
        for text in ["app.example", "https://", "https://app.example/", "https://App.example", "https://a@b.example"] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
