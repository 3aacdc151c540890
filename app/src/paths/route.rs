//! Parses paths into pages.

use super::admin::AdminRoute;
use super::authorize::AUTHORIZE;
use super::common::is_token;
use super::device::DeviceRoute;
use super::enter::{ENTER, SIGN_OUT, is_entry, sealed_after};
use super::joining::{INVITATION_LINK, InvitationRoute, onboarding_of, onboarding_route};
use super::second_step::SecondStepRoute;
use super::settings::{SETTINGS, SETTINGS_ACCOUNT, SettingsRoute, page_of};
use super::sign_in::{
    ACCOUNT, CHOOSE_PASSWORD, CODE, CONFIRM_EMAIL, HOME, NEW_PASSWORD, NOT_ME, RECOVERY, RECOVERY_CHANGED,
    RECOVERY_CONFIRMED, RECOVERY_SENT, RESET, RecoveryRoute, SIGN_IN, SIGN_UP, UNDO, method_of,
};
use domain::{AuthorizationRequestId, ChallengeId, Method, Slug, onboarding::Step};

/// Punctuation that follows a URL in a sentence or in brackets, and becomes part of the path when a user copies the
/// URL or a mail program makes a link of it. Literal, and as browsers encode it in a path.
const TAILS: [&str; 22] = [
    "/", ".", ",", ";", ":", "!", "?", ")", "]", "}", ">", "=", "'", "\"", "*", "%20", "%22", "%3E", "%3e", "%7D",
    "%5D", "%60",
];

/// The page at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Redirects to the account page, or to the sign-in page of this browser.
    Home,
    /// `None` means the default organisation, and its first method.
    SignIn(Option<Slug>, Option<Method>),
    SignUp(Option<Slug>),
    Recovery(Option<Slug>, RecoveryRoute),
    NewPassword(String),
    Reset(String),
    ChoosePassword,
    Code(ChallengeId),
    NotMe(String),
    Account,
    /// The way into an application, with its sealed text.
    Enter(String),
    /// The request of a client to the authorization endpoint.
    Authorize(AuthorizationRequestId),
    /// Signing in on a device.
    Device(DeviceRoute),
    /// Asks whether to sign out. The sealed text says from which application the user has come.
    SignOut(String),
    Settings(SettingsRoute),
    Undo(String),
    /// Confirms the address that an admin entered.
    ConfirmEmail(String),
    Admin(AdminRoute),
    Invitation(Option<Slug>, InvitationRoute),
    SecondStep(Option<Slug>, SecondStepRoute),
    /// `None` means the next open step.
    Onboarding(Option<Step>),
}

/// The organisation that a path names, and the path of the page there. `None`: what the path names is no slug.
fn split_organisation(path: &str) -> Option<(Option<Slug>, &str)> {
    let Some(rest) = path.strip_prefix("/o/") else { return Some((None, path)) };
    let at = rest.find('/')?;
    Some((Some(rest[..at].parse().ok()?), &rest[at..]))
}

type OfToken = fn(String) -> Route;

/// What the paths of links in messages begin with. A token follows.
const OF_TOKENS: [(&str, OfToken); 5] = [
    (UNDO, Route::Undo),
    (CONFIRM_EMAIL, Route::ConfirmEmail),
    (NOT_ME, Route::NotMe),
    (NEW_PASSWORD, Route::NewPassword),
    (RESET, Route::Reset),
];

impl Route {
    /// Parses a path without its query. `None` if this site has no such page.
    pub fn of(path: &str) -> Option<Self> {
        if path == HOME {
            return Some(Route::Home);
        }
        if let Some(page) = AdminRoute::of(path) {
            return Some(Route::Admin(page));
        }
        if path == ACCOUNT {
            return Some(Route::Account);
        }
        if let Some(sealed) = sealed_after(ENTER, path) {
            return Some(Route::Enter(sealed.to_owned()));
        }
        if let Some(id) = path.strip_prefix(AUTHORIZE) {
            return id.parse().ok().map(Route::Authorize);
        }
        if let Some(page) = DeviceRoute::of(path) {
            return Some(Route::Device(page));
        }
        if let Some(sealed) = sealed_after(SIGN_OUT, path) {
            return Some(Route::SignOut(sealed.to_owned()));
        }
        if let Some(page) = SettingsRoute::of(path) {
            return Some(Route::Settings(page));
        }
        if let Some(step) = onboarding_of(path) {
            return Some(Route::Onboarding(step));
        }
        if path == CHOOSE_PASSWORD {
            return Some(Route::ChoosePassword);
        }
        if let Some(id) = path.strip_prefix(CODE) {
            return id.parse().ok().map(Route::Code);
        }
        if let Some((token, route)) =
            OF_TOKENS.iter().find_map(|(prefix, route)| Some((path.strip_prefix(prefix)?, route)))
        {
            return is_token(token).then(|| route(token.to_owned()));
        }
        let (organisation, page) = split_organisation(path)?;
        match page {
            SIGN_IN => Some(Route::SignIn(organisation, None)),
            SIGN_UP => Some(Route::SignUp(organisation)),
            RECOVERY => Some(Route::Recovery(organisation, RecoveryRoute::Ask)),
            RECOVERY_SENT => Some(Route::Recovery(organisation, RecoveryRoute::Sent)),
            RECOVERY_CHANGED => Some(Route::Recovery(organisation, RecoveryRoute::Changed)),
            RECOVERY_CONFIRMED => Some(Route::Recovery(organisation, RecoveryRoute::Confirmed)),
            _ => {
                if let Some(route) = InvitationRoute::of(page) {
                    return Some(Route::Invitation(organisation, route));
                }
                if let Some(route) = SecondStepRoute::of(page) {
                    return Some(Route::SecondStep(organisation, route));
                }
                let wanted = page.strip_prefix(SIGN_IN)?.strip_prefix('/')?;
                let method = method_of(wanted)?;
                Some(Route::SignIn(organisation, Some(method)))
            }
        }
    }

    /// The page of a link whose last part was cut off or changed on its way, so that it cannot be a token, a sealed text
    /// or an id. The page says that the link does not work. `None`: the path is no link.
    pub fn of_broken_link(path: &str) -> Option<Self> {
        let begins = |prefix: &str| path.starts_with(prefix);
        if let Some((_, route)) = OF_TOKENS.iter().find(|(prefix, _)| begins(prefix)) {
            return Some(route(String::new()));
        }
        Some(match path {
            _ if begins(CODE) => Route::Code(ChallengeId::NONE),
            _ if begins(AUTHORIZE) => Route::Authorize(AuthorizationRequestId::NONE),
            _ if begins(ENTER) => Route::Enter(String::new()),
            _ if begins(SIGN_OUT) => Route::SignOut(String::new()),
            _ if begins(INVITATION_LINK) => Route::Invitation(None, InvitationRoute::Link(String::new())),
            _ => return None,
        })
    }

    /// The route template of the page. Logs and metrics use it, because they must not grow with the paths that clients
    /// send.
    pub fn template(&self) -> &'static str {
        match self {
            Route::Home => HOME,
            Route::SignIn(None, _) => SIGN_IN,
            Route::SignIn(Some(_), _) => "/o/{organisation}/sign-in",
            Route::SignUp(None) => SIGN_UP,
            Route::SignUp(Some(_)) => "/o/{organisation}/sign-up",
            Route::Recovery(None, RecoveryRoute::Ask) => RECOVERY,
            Route::Recovery(None, RecoveryRoute::Sent) => RECOVERY_SENT,
            Route::Recovery(None, RecoveryRoute::Changed) => RECOVERY_CHANGED,
            Route::Recovery(None, RecoveryRoute::Confirmed) => RECOVERY_CONFIRMED,
            Route::Recovery(Some(_), RecoveryRoute::Ask) => "/o/{organisation}/recovery",
            Route::Recovery(Some(_), RecoveryRoute::Sent) => "/o/{organisation}/recovery/sent",
            Route::Recovery(Some(_), RecoveryRoute::Changed) => "/o/{organisation}/recovery/changed",
            Route::Recovery(Some(_), RecoveryRoute::Confirmed) => "/o/{organisation}/recovery/confirmed",
            Route::NewPassword(_) => "/new-password/{token}",
            Route::Reset(_) => "/reset/{token}",
            Route::ChoosePassword => CHOOSE_PASSWORD,
            Route::Code(_) => "/sign-in/code/{challenge}",
            Route::NotMe(_) => "/not-me/{token}",
            Route::Account => ACCOUNT,
            Route::Enter(_) => "/enter/{sealed}",
            Route::Authorize(_) => "/authorize/{request}",
            Route::Device(page) => page.path(),
            Route::SignOut(_) => "/sign-out/{sealed}",
            Route::Settings(page) => page.path(),
            Route::Undo(_) => "/undo/{token}",
            Route::ConfirmEmail(_) => "/confirm-email/{token}",
            Route::Admin(page) => page.template(),
            Route::Invitation(organisation, route) => route.template(organisation.is_none()),
            Route::SecondStep(organisation, route) => route.template(organisation.is_none()),
            Route::Onboarding(step) => onboarding_route(*step),
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
    (whole != path && Route::of(&whole).is_some()).then_some(whole)
}

/// Whether reauthentication may lead to a path: a page of the settings, the console or the onboarding, or the way into
/// an application.
pub fn may_follow_reauthentication(path: &str) -> bool {
    let is_own = |route: Route| matches!(route, Route::Settings(_) | Route::Admin(_) | Route::Onboarding(_));
    is_entry(path) || page_of(path).and_then(Route::of).is_some_and(is_own)
}
