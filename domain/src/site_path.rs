//! A path of this site. A redirect whose target comes from a request goes through it, so that it never leaves the site.

/// A path of this site, with or without a query and a fragment. It leads to this site in every browser and behind every
/// proxy, whichever way they normalise it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePath(String);

impl SitePath {
    /// `None`: the text is no path, or another reading of it is the URL of another site. `//host` is such a URL,
    /// and `/.//host` becomes one when its dot segments are removed.
    pub fn parse(text: &str) -> Option<Self> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        // Browsers read `%2e` as a dot. Proxies may also decode the slashes.
        let read = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
        let is_relative = |segment: &str| matches!(segment, "." | "..");
        let is_ours = path.starts_with('/') && !read.starts_with("//") && !read.split('/').any(is_relative);
        (is_ours && is_plain(text)).then(|| SitePath(text.to_owned()))
    }

    /// The path as text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether all parsers read a URL in the same way. Browsers drop line ends and tabs, and read a backslash as a slash.
pub(crate) fn is_plain(url: &str) -> bool {
    url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/")]
    #[case("/reports?id=1#top")]
    #[case("/reports//of/2026/")]
    #[case("/go?to=//evil.example/../x")]
    #[case("/.well-known/change-password")]
    #[case("/a%20b/...")]
    fn paths_stay_as_they_are(#[case] path: &str) {
        assert_eq!(SitePath::parse(path).unwrap().into_string(), path);
    }

    #[rstest]
    #[case("")]
    #[case("?x")]
    #[case("reports")]
    #[case("//evil.example")]
    #[case("/.//evil.example")]
    #[case("/x/..//evil.example")]
    #[case("/%2E//evil.example")]
    #[case("/x/%2e%2E//evil.example")]
    #[case("/x/.%2e%2f/evil.example")]
    #[case("%2fevil.example")]
    #[case("/%2Fevil.example")]
    #[case("/%5cevil.example")]
    #[case("/\\evil.example")]
    #[case("/\t/evil.example")]
    #[case("/a/../b")]
    #[case("/ü")]
    #[case("https://evil.example")]
    fn everything_else_is_none(#[case] text: &str) {
        assert_eq!(SitePath::parse(text), None);
    }
}
