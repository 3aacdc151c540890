//! The header `Strict-Transport-Security` (RFC 6797). A wrong one could lock users out of other hosts for years, so
//! only directives that are understood are sent.

use super::raw::{RawSettings, quoted};
use super::table::HSTS;
use anyhow::Context as _;
use http::HeaderValue;

impl RawSettings {
    /// The value of the header. `None`: it is not sent.
    pub fn hsts(&self) -> anyhow::Result<Option<HeaderValue>> {
        let text = self.value(&HSTS).unwrap_or_default();
        if text.eq_ignore_ascii_case("none") {
            return Ok(None);
        }
        let value = HeaderValue::from_str(text).ok().filter(|_| is_understood(text));
        value.map(Some).with_context(|| {
            format!(
                "{}: {} is neither none nor like max-age=63072000; includeSubDomains, with a number of seconds",
                self.label(&HSTS),
                quoted(&HSTS, text)
            )
        })
    }
}

/// What holds when nothing is set.
pub const fn usual_hsts() -> HeaderValue {
    HeaderValue::from_static("max-age=63072000")
}

/// Whether there is one number of seconds, and beside it only directives that say what it is for, each once.
fn is_understood(text: &str) -> bool {
    let mut names: Vec<String> = Vec::new();
    for directive in text.split(';').map(str::trim) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let name = name.to_ascii_lowercase();
        let is_right = match name.as_str() {
            "max-age" => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
            "includesubdomains" | "preload" => directive.len() == name.len(),
            _ => false,
        };
        if !is_right || names.contains(&name) {
            return false;
        }
        names.push(name);
    }
    names.iter().any(|name| name == "max-age")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::raw::Source;
    use rstest::rstest;

    #[rstest]
    #[case("max-age=63072000", true)]
    #[case("max-age=0", true)]
    #[case("Max-Age=300; includeSubDomains", true)]
    #[case("includeSubDomains; max-age=300; preload", true)]
    #[case("none", true)]
    #[case("max-age", false)]
    #[case("max-age=", false)]
    #[case("max-age=two", false)]
    #[case("max-age=300, includeSubDomains", false)]
    #[case("max-age=300; max-age=0", false)]
    #[case("max-age=300;", false)]
    #[case("includeSubDomains", false)]
    #[case("includeSubDomains=1; max-age=300", false)]
    #[case("300", false)]
    #[case("off", false)]
    fn only_what_browsers_understand_is_sent(#[case] text: &str, #[case] may: bool) {
        let mut raw = RawSettings::default();
        raw.set(&HSTS, text, Source::Environment(HSTS.variable()));
        assert_eq!(raw.hsts().is_ok(), may);
    }

    #[test]
    fn the_usual_value_is_that_of_the_table() {
        assert_eq!(RawSettings::default().hsts().unwrap(), Some(usual_hsts()));
    }
}
