//! Restricts cookies to this host and to secure connections, with `__Host-` and `Secure`. On a loopback origin with
//! http, WebKit refuses both and nothing leaves the machine, so the cookies have plain names there.

use axum_extra::extract::cookie::Cookie;
use http::{HeaderMap, HeaderValue, header};
use std::collections::HashMap;

const PREFIX: &str = "__Host-";

/// How cookies are secured at the public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieGuard {
    Secure,
    /// Only if the public URL is a loopback address with http.
    Loopback,
}

/// The cookies of a request, by names without the guard's prefix. `None`: the name came twice with different values,
/// and nothing tells which of them this server has set.
pub struct Jar(HashMap<String, Option<String>>);

impl CookieGuard {
    /// The guard for a public URL with https or without.
    pub const fn of(is_https: bool) -> Self {
        if is_https { CookieGuard::Secure } else { CookieGuard::Loopback }
    }

    /// Reads names and values byte by byte as they were sent. Browsers reserve the raw prefix `__Host-` for this host.
    /// If names were decoded, or trimmed of more than spaces and tabs, another host of the domain could set such a
    /// cookie by a name in another spelling.
    pub fn read(self, headers: &HeaderMap) -> Jar {
        let mut jar = HashMap::new();
        let pairs = headers.get_all(header::COOKIE).iter().flat_map(|sent| sent.as_bytes().split(|byte| *byte == b';'));
        for (name, value) in pairs.filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('=')) {
            let Some(name) = self.unguarded(name.trim_matches([' ', '\t'])) else { continue };
            let value = value.trim_matches([' ', '\t']);
            jar.entry(name.to_owned())
                .and_modify(|known: &mut Option<String>| *known = known.take().filter(|known| known == value))
                .or_insert_with(|| Some(value.to_owned()));
        }
        Jar(jar)
    }

    /// The value of `Set-Cookie`. `None` if it is not a valid header value.
    pub fn write(self, mut cookie: Cookie<'static>) -> Option<HeaderValue> {
        cookie.set_name(self.guarded(cookie.name()));
        cookie.set_secure(self == CookieGuard::Secure);
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    fn unguarded(self, name: &str) -> Option<&str> {
        match self {
            CookieGuard::Secure => name.strip_prefix(PREFIX),
            CookieGuard::Loopback => Some(name),
        }
    }

    fn guarded(self, name: &str) -> String {
        match self {
            CookieGuard::Secure => format!("{PREFIX}{name}"),
            CookieGuard::Loopback => name.to_owned(),
        }
    }
}

impl Jar {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const COOKIE: &str = "__Host-portico";

    #[rstest]
    #[case(&["__Host-portico=own"], Some("own"))]
    #[case(&["a=b;\t__Host-portico=own ; c"], Some("own"))]
    #[case(&["a=b", "__Host-portico=own"], Some("own"))]
    #[case(&["__Host-portico=own; __Host-portico=own"], Some("own"))]
    #[case(&["__Host-portico=a%20b=\"c\""], Some("a%20b=\"c\""))]
    // Cookies that a browser lets another host of the domain set.
    #[case(&["portico=evil"], None)]
    #[case(&["%5F_Host-portico=evil"], None)]
    #[case(&["__Host-%70ortico=evil"], None)]
    #[case(&["__host-portico=evil"], None)]
    #[case(&["\u{2000}__Host-portico=evil"], None)]
    #[case(&["\u{a0}__Host-portico=evil; __Host-portico=own"], Some("own"))]
    #[case(&["$Version=1; $__Host-portico=evil"], None)]
    #[case(&["=__Host-portico=evil"], None)]
    #[case(&["__Host-portico"], None)]
    // Which one is right is unknown.
    #[case(&["__Host-portico=own; __Host-portico=evil"], None)]
    #[case(&["__Host-portico=own", "__Host-portico=evil", "__Host-portico=own"], None)]
    fn only_the_exact_name_is_a_cookie_of_this_host(#[case] sent: &[&str], #[case] value: Option<&str>) {
        let header = |sent: &&str| (header::COOKIE, HeaderValue::from_bytes(sent.as_bytes()).unwrap());
        let headers: HeaderMap = sent.iter().map(header).collect();
        let name = COOKIE.strip_prefix(PREFIX).unwrap();
        assert_eq!(CookieGuard::Secure.read(&headers).get(name), value);
    }
}
