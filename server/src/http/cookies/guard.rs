//! What keeps cookies to this host and to secure connections: `__Host-` and `Secure`. On a loopback origin with http WebKit
//! refuses both, and nothing leaves the machine: there they have plain names.

use crate::settings::PublicUrl;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::{HeaderMap, HeaderValue};

const PREFIX: &str = "__Host-";

/// How cookies are guarded at a public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieGuard {
    Secure,
    /// Only where the public URL is this machine's own, with http.
    Loopback,
}

/// What a browser sent, by names without the guard's prefix.
pub struct Jar {
    jar: CookieJar,
    guard: CookieGuard,
}

impl CookieGuard {
    pub const fn of(public_url: &PublicUrl) -> Self {
        if public_url.is_https { CookieGuard::Secure } else { CookieGuard::Loopback }
    }

    pub fn read(self, headers: &HeaderMap) -> Jar {
        Jar { jar: CookieJar::from_headers(headers), guard: self }
    }

    /// The value of `Set-Cookie`.
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
