//! The cookies, each for one thing. `__Host-` keeps them to this host and to secure connections.

use crate::security::Token;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{Seconds, policy::Preset};
use time::Duration;

/// The signed-in browser.
pub const SESSION: &str = "__Host-portico";
/// Binds challenges to the browser that asked (ASVS 5.0.0, 6.6.2).
pub const BROWSER: &str = "__Host-portico-pre";
/// Chooses whose failures are counted together; lets nobody in.
pub const DEVICE: &str = "__Host-portico-device";
/// What was typed before a plain form was refused, for the page that it returns to.
pub const TYPED: &str = "__Host-portico-typed";

const BROWSER_KEPT: Seconds = Seconds::minutes(30);
const DEVICE_KEPT: Seconds = Seconds::days(180);
const TYPED_KEPT: Seconds = Seconds::minutes(1);
/// As long as an address can be.
const LONGEST_TYPED: usize = 254;

fn cookie(name: &'static str, value: String, kept: Seconds, same_site: SameSite) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(same_site)
        .max_age(Duration::seconds(kept.0.into()))
        .build()
}

/// Kept as long as the longest policy lets a session live; the server decides when it ends.
pub fn session(token: &Token) -> Cookie<'static> {
    cookie(SESSION, token.expose().to_owned(), Preset::Codes.policy().session.absolute, SameSite::Lax)
}

pub fn browser(token: &Token) -> Cookie<'static> {
    cookie(BROWSER, token.expose().to_owned(), BROWSER_KEPT, SameSite::Strict)
}

pub fn device(token: &Token) -> Cookie<'static> {
    cookie(DEVICE, token.expose().to_owned(), DEVICE_KEPT, SameSite::Lax)
}

pub fn typed(text: &str) -> Cookie<'static> {
    let text: String = text.chars().take(LONGEST_TYPED).collect();
    cookie(TYPED, BASE64_URL_SAFE_NO_PAD.encode(text), TYPED_KEPT, SameSite::Strict)
}

pub fn forget(name: &'static str) -> Cookie<'static> {
    cookie(name, String::new(), Seconds(0), SameSite::Lax)
}

/// A token from a cookie; a tampered one is as good as none.
pub fn read_token(jar: &CookieJar, name: &str) -> Option<Token> {
    Token::from_cookie(jar.get(name)?.value())
}

pub fn read_typed(jar: &CookieJar) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(jar.get(TYPED)?.value()).ok()?;
    String::from_utf8(bytes).ok().filter(|text| text.chars().count() <= LONGEST_TYPED)
}
