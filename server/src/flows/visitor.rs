//! Who is asking, as far as a request tells.

use crate::{security::Token, store::accounts::Account};
use domain::{LanguageTag, Slug};
use std::net::IpAddr;

/// One browser at one moment. Absent tokens mean a browser that we never saw.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub client: IpAddr,
    /// At most 255 characters.
    pub user_agent: String,
    /// What the browser asks for, or was told to.
    pub language: LanguageTag,
    /// Binds challenges to the browser that asked.
    pub browser: Option<Token>,
    /// Says whether this browser signed in before.
    pub device: Option<Token>,
    pub session: Option<Token>,
    /// Lets this browser choose a new password.
    pub choice: Option<Token>,
    /// Says that this browser took the first step of a sign-in.
    pub step: Option<Token>,
    /// Whose people signed in here last, as the browser says.
    pub organisation: Option<Slug>,
}

impl Visitor {
    /// What the browser calls itself, as people would: `Firefox on Linux`.
    pub fn browser_name(&self) -> String {
        browser_name(&self.user_agent)
    }

    /// What somebody reads: in their language, or else in that of whoever asks.
    pub fn language_for(&self, account: Option<&Account>) -> LanguageTag {
        account.and_then(|account| account.language.clone()).unwrap_or_else(|| self.language.clone())
    }
}

/// Order matters: many browsers also name the ones that they descend from.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// What a `User-Agent` says. It may lie; it is shown as a help to remember, never trusted.
pub fn browser_name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
        "Edge on Windows"
    )]
    #[case(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
        "Safari on iPhone"
    )]
    #[case("", "An unknown browser")]
    #[case("curl/8.0", "An unknown browser")]
    fn a_browser_is_called_as_people_call_it(#[case] user_agent: &str, #[case] name: &str) {
        assert_eq!(browser_name(user_agent), name);
    }
}
