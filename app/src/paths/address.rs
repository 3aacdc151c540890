//! Parses paths into pages.

use super::{
    admin::AdminAddress,
    common::is_token,
    joining::{InvitationAddress, welcome_of, welcome_route},
    second_step::SecondStepAddress,
    settings::{SETTINGS, SETTINGS_ACCOUNT, SettingsAddress, page_of},
    sign_in::{
        ACCOUNT, CHOOSE_PASSWORD, CODE, HOME, NEW_PASSWORD, NOT_ME, RECOVERY, RECOVERY_CHANGED, RECOVERY_CONFIRMED,
        RECOVERY_SENT, RESET, RecoveryAddress, SIGN_IN, SIGN_UP, UNDO, method_of,
    },
};
use domain::{ChallengeId, Method, Slug, welcome::Step};

/// Punctuation that follows an address in a sentence or in brackets, and becomes part of the path when a user copies
/// the address or a mail program makes a link of it. Literal, and as browsers encode it in a path.
const TAILS: [&str; 22] = [
    "/", ".", ",", ";", ":", "!", "?", ")", "]", "}", ">", "=", "'", "\"", "*", "%20", "%22", "%3E", "%3e", "%7D",
    "%5D", "%60",
];

/// The page at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Redirects to the account page, or to the sign-in page of this browser.
    Home,
    /// `None` means the default organisation, and its first method.
    SignIn(Option<Slug>, Option<Method>),
    SignUp(Option<Slug>),
    Recovery(Option<Slug>, RecoveryAddress),
    NewPassword(String),
    Reset(String),
    ChoosePassword,
    Code(ChallengeId),
    NotMe(String),
    Account,
    Settings(SettingsAddress),
    Undo(String),
    Admin(AdminAddress),
    Invitation(Option<Slug>, InvitationAddress),
    SecondStep(Option<Slug>, SecondStepAddress),
    /// `None` means the next open step.
    Welcome(Option<Step>),
}

impl Address {
    /// Parses a path without its query. `None` if this site has no such page.
    pub fn of(path: &str) -> Option<Self> {
        if path == HOME {
            return Some(Address::Home);
        }
        if let Some(page) = AdminAddress::of(path) {
            return Some(Address::Admin(page));
        }
        if path == ACCOUNT {
            return Some(Address::Account);
        }
        if let Some(page) = SettingsAddress::of(path) {
            return Some(Address::Settings(page));
        }
        if let Some(step) = welcome_of(path) {
            return Some(Address::Welcome(step));
        }
        if let Some(token) = path.strip_prefix(UNDO) {
            return is_token(token).then(|| Address::Undo(token.to_owned()));
        }
        if path == CHOOSE_PASSWORD {
            return Some(Address::ChoosePassword);
        }
        if let Some(id) = path.strip_prefix(CODE) {
            return id.parse().ok().map(Address::Code);
        }
        if let Some(token) = path.strip_prefix(NOT_ME) {
            return is_token(token).then(|| Address::NotMe(token.to_owned()));
        }
        if let Some(token) = path.strip_prefix(NEW_PASSWORD) {
            return is_token(token).then(|| Address::NewPassword(token.to_owned()));
        }
        if let Some(token) = path.strip_prefix(RESET) {
            return is_token(token).then(|| Address::Reset(token.to_owned()));
        }
        let (organisation, page) = match path.strip_prefix("/o/") {
            None => (None, path),
            Some(rest) => {
                let at = rest.find('/')?;
                (Some(rest[..at].parse().ok()?), &rest[at..])
            }
        };
        match page {
            SIGN_IN => Some(Address::SignIn(organisation, None)),
            SIGN_UP => Some(Address::SignUp(organisation)),
            RECOVERY => Some(Address::Recovery(organisation, RecoveryAddress::Ask)),
            RECOVERY_SENT => Some(Address::Recovery(organisation, RecoveryAddress::Sent)),
            RECOVERY_CHANGED => Some(Address::Recovery(organisation, RecoveryAddress::Changed)),
            RECOVERY_CONFIRMED => Some(Address::Recovery(organisation, RecoveryAddress::Confirmed)),
            _ => {
                if let Some(address) = InvitationAddress::of(page) {
                    return Some(Address::Invitation(organisation, address));
                }
                if let Some(address) = SecondStepAddress::of(page) {
                    return Some(Address::SecondStep(organisation, address));
                }
                let wanted = page.strip_prefix(SIGN_IN)?.strip_prefix('/')?;
                let method = method_of(wanted)?;
                Some(Address::SignIn(organisation, Some(method)))
            }
        }
    }

    /// The route template of the page. Logs and metrics use it, because they must not grow with the paths that clients
    /// send.
    pub fn route(&self) -> &'static str {
        match self {
            Address::Home => HOME,
            Address::SignIn(None, _) => SIGN_IN,
            Address::SignIn(Some(_), _) => "/o/{organisation}/sign-in",
            Address::SignUp(None) => SIGN_UP,
            Address::SignUp(Some(_)) => "/o/{organisation}/sign-up",
            Address::Recovery(None, RecoveryAddress::Ask) => RECOVERY,
            Address::Recovery(None, RecoveryAddress::Sent) => RECOVERY_SENT,
            Address::Recovery(None, RecoveryAddress::Changed) => RECOVERY_CHANGED,
            Address::Recovery(None, RecoveryAddress::Confirmed) => RECOVERY_CONFIRMED,
            Address::Recovery(Some(_), RecoveryAddress::Ask) => "/o/{organisation}/recovery",
            Address::Recovery(Some(_), RecoveryAddress::Sent) => "/o/{organisation}/recovery/sent",
            Address::Recovery(Some(_), RecoveryAddress::Changed) => "/o/{organisation}/recovery/changed",
            Address::Recovery(Some(_), RecoveryAddress::Confirmed) => "/o/{organisation}/recovery/confirmed",
            Address::NewPassword(_) => "/new-password/{token}",
            Address::Reset(_) => "/reset/{token}",
            Address::ChoosePassword => CHOOSE_PASSWORD,
            Address::Code(_) => "/sign-in/code/{challenge}",
            Address::NotMe(_) => "/not-me/{token}",
            Address::Account => ACCOUNT,
            Address::Settings(page) => page.path(),
            Address::Undo(_) => "/undo/{token}",
            Address::Admin(page) => page.route(),
            Address::Invitation(organisation, address) => address.route(organisation.is_none()),
            Address::SecondStep(organisation, address) => address.route(organisation.is_none()),
            Address::Welcome(step) => welcome_route(*step),
        }
    }
}

/// Guesses the page of a mistyped path. Returns its path; `None` if the path resembles no page of this site or is
/// correct already.
pub fn meant(path: &str) -> Option<String> {
    let mut short = path;
    while let Some(shorter) = TAILS.into_iter().find_map(|tail| short.strip_suffix(tail)) {
        short = shorter;
    }
    let whole = match short.strip_prefix("/o/") {
        Some(slug) if slug.parse::<Slug>().is_ok() => format!("{short}{SIGN_IN}"),
        _ if short == SETTINGS.trim_end_matches('/') => SETTINGS_ACCOUNT.to_owned(),
        _ => short.to_owned(),
    };
    (whole != path && Address::of(&whole).is_some()).then_some(whole)
}

/// Whether reauthentication may lead to a path: a page of the settings, the console or the onboarding.
pub fn may_follow_reauthentication(path: &str) -> bool {
    let address = page_of(path).and_then(Address::of);
    matches!(address, Some(Address::Settings(_) | Address::Admin(_) | Address::Welcome(_)))
}
