//! What a request tells about the browser that sent it.

use crate::{app_context::AppContext, request_spans::RequestSpans, security::Token};
use domain::{LanguageTag, Slug, Timestamp};
use std::{net::IpAddr, sync::Arc};
use store::{TokenHash, Transaction, accounts::Account, challenges, passkey_requests};

/// One request: the application context, the browser that sent the request, and the tokens in its cookies. A token that
/// was not sent is `None`.
#[derive(Clone)]
pub struct RequestContext {
    pub app: Arc<AppContext>,
    /// The client address.
    pub client: IpAddr,
    /// The `User-Agent` header, cut to 255 characters.
    pub user_agent: String,
    /// The language that was chosen in this browser, or else the one that it asks for.
    pub language: LanguageTag,
    /// The IANA name of the browser's time zone, according to its cookie.
    pub time_zone: Option<String>,
    /// Binds challenges to the browser that asked for them.
    pub browser: Option<Token>,
    /// The tokens of this known browser: one for each account that knows it.
    pub known_browsers: Vec<Token>,
    pub session: Option<Token>,
    /// Allows this browser to choose a new password, after a temporary one.
    pub password_reset_grant: Option<Token>,
    /// Identifies a pending sign-in: its first step is done, its second is not.
    pub pending_sign_in: Option<Token>,
    /// The organisation at which this browser signed in last, according to its cookie.
    pub organisation: Option<Slug>,
    pub spans: RequestSpans,
}

impl RequestContext {
    /// A request of a browser that sent no tokens.
    pub fn new(app: Arc<AppContext>, client: IpAddr, user_agent: String, language: LanguageTag) -> Self {
        RequestContext {
            app,
            client,
            user_agent,
            language,
            time_zone: None,
            browser: None,
            known_browsers: Vec::new(),
            session: None,
            password_reset_grant: None,
            pending_sign_in: None,
            organisation: None,
            spans: RequestSpans::none(),
        }
    }

    /// The token that binds a challenge or passkey request to this browser. A browser keeps the one that it sent while
    /// a challenge or request of it may still be answered. Any other value may come from an attacker who knows it, so
    /// it gets a fresh one.
    pub async fn browser_token(&self, transaction: &Transaction, now: Timestamp) -> anyhow::Result<Token> {
        if let Some(browser) = &self.browser {
            let hash = browser.hash();
            if challenges::is_any_current(transaction, &hash, now).await?
                || passkey_requests::is_any_open(transaction, &hash, now).await?
            {
                return Ok(browser.clone());
            }
        }
        Token::fresh(self.app.random.as_ref())
    }

    /// The hashes of the tokens by which accounts know this browser.
    pub fn known_browser_hashes(&self) -> Vec<TokenHash> {
        self.known_browsers.iter().map(Token::hash).collect()
    }

    /// The browser and its operating system in everyday words: `Firefox on Linux`.
    pub fn browser_name(&self) -> String {
        browser_name(&self.user_agent)
    }

    /// The language of messages to an account: its own, or else the one of this request.
    pub fn language_for(&self, account: Option<&Account>) -> LanguageTag {
        account.and_then(|account| account.language.clone()).unwrap_or_else(|| self.language.clone())
    }
}

/// A mark in the `User-Agent` header, and the browser's name. The order matters: many browsers also name the ones that
/// they descend from.
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

/// Names the browser and the operating system of a `User-Agent` header. The header may lie: the name only helps users
/// to recognise their browser, and is never trusted.
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
