//! The cookies, each for one purpose. `CookieGuard` restricts them to this host.

pub use super::cookie_guard::{CookieGuard, Jar};
use crate::{language::Language, submission::FormDraft};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{Fields, Method, Seconds, Slug, application::ProtectedOrigin};
use service::delivery::is_time_zone;
use service::security::Token;
use std::borrow::Cow;
use time::Duration;

/// The session token.
pub const SESSION: &str = "portico";
/// Binds challenges to the browser that asked for them (ASVS 5.0.0, 6.6.2).
pub const BROWSER: &str = "portico-pre";
/// Tokens of a known browser, one for each account that knows it, newest first. Failed attempts of a known browser are
/// counted separately, and it may skip the second factor. By themselves the tokens do not sign in.
pub const KNOWN_BROWSER: &str = "portico-device";
/// Lets a browser choose a new password after a right temporary one. The database says how long it is valid.
pub const PASSWORD_RESET_GRANT: &str = "portico-choice";
/// Identifies a pending sign-in whose first factor was completed in this browser. The database says how long it is
/// valid.
pub const PENDING_SIGN_IN: &str = "portico-step";
/// The sign-in method that worked last, and the organisation where it did.
pub const METHOD: &str = "portico-method";
/// The accounts that the browser remembers because their users asked for it, sealed.
pub const ACCOUNTS: &str = "portico-accounts";
/// The wish to be remembered, until the sign-in is completed. Names its next step.
pub const REMEMBER: &str = "portico-remember";
/// The organisation at whose page the user signed in last, and where to sign in again.
pub const ORGANISATION: &str = "portico-organisation";
/// The language that was chosen in this browser.
pub const LANGUAGE: &str = "portico-language";
/// The IANA name of the browser's time zone. The script of every page sets it, see `shell`.
pub const TIME_ZONE: &str = "portico-time-zone";
/// The values of a form that was posted without script and refused, for the page to which the browser returns.
pub const DRAFT: &str = "portico-typed";
/// The values of a form that reauthentication or the end of the session interrupted, or of a refused form of the
/// console.
pub const FORM: &str = "portico-form";
/// The start of the name of a pass. `pass_name` returns the whole name.
const PASS: &str = "portico-pass";
/// On the host of an application: recognises a browser that was led to this site when it comes back with a ticket.
pub const DOOR: &str = "portico-door";

const BROWSER_KEPT: Seconds = Seconds::minutes(30);
const KNOWN_BROWSER_KEPT: Seconds = Seconds::days(180);
/// Outlives the token, so that a user who comes too late is still sent to the right organisation.
const PASSWORD_RESET_GRANT_KEPT: Seconds = Seconds::days(1);
/// Outlives the token, so that the page can say that the sign-in expired.
const PENDING_SIGN_IN_KEPT: Seconds = Seconds::hours(1);
const DRAFT_KEPT: Seconds = Seconds::minutes(1);
/// As long as a code for reauthentication can be entered.
const FORM_KEPT: Seconds = BROWSER_KEPT;
const ACCOUNTS_KEPT: Seconds = Seconds::days(180);
/// As long as a code or a second step can be answered.
const REMEMBER_KEPT: Seconds = BROWSER_KEPT;
const METHOD_KEPT: Seconds = Seconds::days(365);
const ORGANISATION_KEPT: Seconds = Seconds::days(365);
const LANGUAGE_KEPT: Seconds = Seconds::days(365);
/// As long as any policy lets a session last.
const PASS_KEPT: Seconds = Seconds::days(365);
/// Longer than a browser may take to come back.
const DOOR_KEPT: Seconds = Seconds::hours(1);
/// Characters of each field: as many as an email address may have.
const LONGEST_DRAFT: usize = 254;
/// As many passkeys as an account may have, and its authenticator app.
const MOST_TICKED: usize = domain::passkey::MOST + 1;
/// Bytes of a whole form: browsers accept 4096, including the name and the attributes of the cookie.
const LONGEST_FORM: usize = 3800;
/// How many accounts know a browser at the same time.
const MOST_KNOWN_BROWSERS: usize = 5;
/// Separates tokens, and method and organisation. It is no character of base64url, of a method or of a slug.
const SEPARATOR: &str = ".";
/// The key, beside the fields of a form, under which the name of the form is kept.
const FORM_NAME: &str = "form";

/// Builds a cookie. `CookieGuard::write` has to secure it before it is sent.
fn cookie(name: impl Into<Cow<'static, str>>, value: String, kept: Seconds, same_site: SameSite) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(same_site)
        .max_age(Duration::seconds(kept.0.into()))
        .build()
}

/// The cookie of a session. The server decides when the session ends; after `kept` it has ended in any case.
pub fn session(token: &Token, kept: Seconds) -> Cookie<'static> {
    cookie(SESSION, token.expose().to_owned(), kept, SameSite::Lax)
}

pub fn browser(token: &Token) -> Cookie<'static> {
    cookie(BROWSER, token.expose().to_owned(), BROWSER_KEPT, SameSite::Strict)
}

pub fn password_reset_grant(token: &Token) -> Cookie<'static> {
    cookie(PASSWORD_RESET_GRANT, token.expose().to_owned(), PASSWORD_RESET_GRANT_KEPT, SameSite::Strict)
}

pub fn pending_sign_in(token: &Token) -> Cookie<'static> {
    cookie(PENDING_SIGN_IN, token.expose().to_owned(), PENDING_SIGN_IN_KEPT, SameSite::Strict)
}

/// `token` is the one of the account that signs in. The `others` stay, except the oldest when there are too many.
pub fn known_browser(token: &Token, others: &[Token]) -> Cookie<'static> {
    let others = others.iter().map(Token::expose).filter(|other| *other != token.expose());
    let tokens: Vec<&str> = std::iter::once(token.expose()).chain(others).take(MOST_KNOWN_BROWSERS).collect();
    cookie(KNOWN_BROWSER, tokens.join(SEPARATOR), KNOWN_BROWSER_KEPT, SameSite::Lax)
}

pub fn method(method: Method, organisation: &Slug) -> Cookie<'static> {
    cookie(METHOD, format!("{method}{SEPARATOR}{organisation}"), METHOD_KEPT, SameSite::Lax)
}

/// `sealed` are the accounts as `sign_in::seal_remembered` returns them.
pub fn accounts(sealed: String) -> Cookie<'static> {
    cookie(ACCOUNTS, sealed, ACCOUNTS_KEPT, SameSite::Lax)
}

/// `step` is the step of the sign-in that has to be completed first.
pub fn remember(step: &str) -> Cookie<'static> {
    cookie(REMEMBER, step.to_owned(), REMEMBER_KEPT, SameSite::Strict)
}

pub fn organisation(slug: &Slug) -> Cookie<'static> {
    cookie(ORGANISATION, slug.to_string(), ORGANISATION_KEPT, SameSite::Lax)
}

pub fn language(language: Language) -> Cookie<'static> {
    cookie(LANGUAGE, language.code().to_owned(), LANGUAGE_KEPT, SameSite::Lax)
}

/// On the host of an application: the name of the cookie with the pass for a protected origin. Browsers send the
/// cookies of a host to all its ports, so without the port in their names the passes of two applications would replace
/// each other.
pub fn pass_name(origin: &ProtectedOrigin) -> String {
    origin.port().map_or_else(|| PASS.to_owned(), |port| format!("{PASS}-{port}"))
}

/// The database says how long a pass is valid.
pub fn pass(origin: &ProtectedOrigin, token: &Token) -> Cookie<'static> {
    cookie(pass_name(origin), token.expose().to_owned(), PASS_KEPT, SameSite::Lax)
}

pub fn door(token: &Token) -> Cookie<'static> {
    cookie(DOOR, token.expose().to_owned(), DOOR_KEPT, SameSite::Lax)
}

pub fn draft(draft: &FormDraft) -> Cookie<'static> {
    let short = |text: &str| text.chars().take(LONGEST_DRAFT).collect();
    let draft = FormDraft {
        email: short(&draft.email),
        phone: short(&draft.phone),
        country: short(&draft.country),
        name: short(&draft.name),
        again: short(&draft.again),
        user_code: short(&draft.user_code),
        time_zone: draft.time_zone.as_deref().map(short),
        is_admin: draft.is_admin,
        remember: draft.remember,
        ticked: draft.ticked.iter().copied().take(MOST_TICKED).collect(),
    };
    let json = serde_json::to_vec(&draft).unwrap_or_default();
    cookie(DRAFT, BASE64_URL_SAFE_NO_PAD.encode(json), DRAFT_KEPT, SameSite::Strict)
}

/// `name` identifies the form. `None`: the values are too long for a cookie.
pub fn form(name: &str, fields: &Fields) -> Option<Cookie<'static>> {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.append_pair(FORM_NAME, name).extend_pairs(fields.iter());
    let text = text.finish();
    (text.len() <= LONGEST_FORM).then(|| cookie(FORM, text, FORM_KEPT, SameSite::Strict))
}

pub fn forget(name: impl Into<Cow<'static, str>>) -> Cookie<'static> {
    cookie(name, String::new(), Seconds(0), SameSite::Lax)
}

/// Reads a token from a cookie. `None` if it is missing or malformed.
pub fn read_token(jar: &Jar, name: &str) -> Option<Token> {
    Token::parse(jar.get(name)?)
}

/// The tokens by which accounts know the browser.
pub fn read_known_browsers(jar: &Jar) -> Vec<Token> {
    let tokens = jar.get(KNOWN_BROWSER).unwrap_or_default().split(SEPARATOR);
    tokens.take(MOST_KNOWN_BROWSERS).filter_map(Token::parse).collect()
}

/// The organisation may not exist.
pub fn read_method(jar: &Jar) -> Option<(Method, Slug)> {
    let (method, organisation) = jar.get(METHOD)?.split_once(SEPARATOR)?;
    Some((method.parse().ok()?, organisation.parse().ok()?))
}

/// The organisation may not exist.
pub fn read_organisation(jar: &Jar) -> Option<Slug> {
    jar.get(ORGANISATION)?.parse().ok()
}

pub fn read_language(jar: &Jar) -> Option<Language> {
    Language::of(jar.get(LANGUAGE)?)
}

/// A name that is not that of a time zone counts as none.
pub fn read_time_zone(jar: &Jar) -> Option<String> {
    jar.get(TIME_ZONE).filter(|zone| is_time_zone(zone)).map(str::to_owned)
}

/// The kept form, with its name among the fields.
pub fn read_form(jar: &Jar) -> Option<Fields> {
    let text = jar.get(FORM)?;
    (text.len() <= LONGEST_FORM).then(|| form_urlencoded::parse(text.as_bytes()).into_owned().collect())
}

/// Whether a kept form is the one called `name`.
pub fn is_form(kept: &Fields, name: &str) -> bool {
    kept.get(FORM_NAME) == name
}

pub fn read_draft(jar: &Jar) -> Option<FormDraft> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(jar.get(DRAFT)?).ok()?;
    let draft: FormDraft = serde_json::from_slice(&bytes).ok()?;
    let is_short = |text: &String| text.chars().count() <= LONGEST_DRAFT;
    let texts = [&draft.email, &draft.phone, &draft.country, &draft.name, &draft.again, &draft.user_code].into_iter();
    let is_valid = texts.chain(&draft.time_zone).all(is_short);
    is_valid.then_some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, header};
    use service::random::SystemRandom;

    /// What the server reads when a browser returns a cookie.
    fn returned(cookie: Cookie<'static>) -> Jar {
        let sent = CookieGuard::Secure.write(cookie).unwrap();
        let pair = sent.to_str().unwrap().split(';').next().unwrap();
        CookieGuard::Secure.read(&HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]))
    }

    #[test]
    fn a_form_comes_back_as_it_was_typed() {
        let typed = [("name", "100 % & more; \"ü\""), ("again", "a%26b=c")];
        let fields: Fields = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        let kept = read_form(&returned(form("people", &fields).unwrap())).unwrap();
        assert!(is_form(&kept, "people"));
        for (name, value) in typed {
            assert_eq!(kept.get(name), value);
        }
    }

    #[test]
    fn the_passes_of_two_ports_have_two_names() {
        let name = |text: &str| pass_name(&ProtectedOrigin::parse(text, false).unwrap());
        assert_eq!(name("https://app.example:443"), "portico-pass");
        assert_eq!(name("https://app.example:8443"), "portico-pass-8443");
        assert_eq!(name("http://[::1]:80"), "portico-pass");
    }

    #[test]
    fn the_last_accounts_know_a_browser() {
        let mut known: Vec<Token> = Vec::new();
        for _ in 0..=MOST_KNOWN_BROWSERS {
            let token = Token::fresh(&SystemRandom).unwrap();
            known = read_known_browsers(&returned(known_browser(&token, &known)));
            assert_eq!(known[0].expose(), token.expose());
        }
        assert_eq!(known.len(), MOST_KNOWN_BROWSERS);
        // The account that signs in again comes first.
        let last = known[MOST_KNOWN_BROWSERS - 1].clone();
        let tokens = read_known_browsers(&returned(known_browser(&last, &known)));
        assert_eq!((tokens.len(), tokens[0].expose()), (MOST_KNOWN_BROWSERS, last.expose()));
    }
}
