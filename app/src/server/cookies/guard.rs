//! Restricts cookies to this host and to secure connections, with `__Host-` and `Secure`. On a loopback origin with
//! http, WebKit refuses both and nothing leaves the machine, so the cookies have plain names there.

use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::{HeaderMap, HeaderValue};

const PREFIX: &str = "__Host-";

/// How cookies are secured at the public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieGuard {
    Secure,
    /// Only if the public URL is a loopback address with http.
    Loopback,
}

/// The cookies of a request, by names without the guard's prefix.
pub struct Jar {
    jar: CookieJar,
    guard: CookieGuard,
}

impl CookieGuard {
    /// The guard for a public URL with https or without.
    pub const fn of(is_https: bool) -> Self {
        if is_https { CookieGuard::Secure } else { CookieGuard::Loopback }
    }

    pub fn read(self, headers: &HeaderMap) -> Jar {
        Jar { jar: CookieJar::from_headers(headers), guard: self }
    }

    /// The value of `Set-Cookie`. `None` if it is not a valid header value.
    pub fn write(self, mut cookie: Cookie<'static>) -> Option<HeaderValue> {
        cookie.set_name(self.guarded(cookie.name()));
        cookie.set_secure(self == CookieGuard::Secure);
        HeaderValue::from_str(&cookie.to_string()).ok()
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
        self.jar.get(&self.guard.guarded(name)).map(Cookie::value)
    }
}
