//! Paths of the invitation and the onboarding.

use super::{
    common::{escaped, is_token, with_return_to},
    settings::{page_of, reauthentication_before},
};
use crate::organisation::OrganisationView;
use domain::welcome::Step;

/// Where the user enters an invitation code.
pub(super) const INVITATION: &str = "/invitation";
const INVITATION_CONFIRMED: &str = "/invitation/confirmed";
const INVITATION_ASKED: &str = "/invitation/asked";
/// The onboarding, at the next open step.
pub(super) const WELCOME: &str = "/welcome";

/// A page of the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationAddress {
    Enter,
    /// The code was correct.
    Confirmed,
    /// The user asked for a new invitation.
    Asked,
    /// The link in the invitation message, with its token.
    Link(String),
}

impl InvitationAddress {
    /// Parses a path without `/o/SLUG`.
    pub(super) fn of(page: &str) -> Option<Self> {
        Some(match page {
            INVITATION => InvitationAddress::Enter,
            INVITATION_CONFIRMED => InvitationAddress::Confirmed,
            INVITATION_ASKED => InvitationAddress::Asked,
            _ => {
                let token = page.strip_prefix(INVITATION)?.strip_prefix('/')?;
                return is_token(token).then(|| InvitationAddress::Link(token.to_owned()));
            }
        })
    }

    pub(super) const fn route(&self, is_default: bool) -> &'static str {
        match (self, is_default) {
            (InvitationAddress::Enter, true) => INVITATION,
            (InvitationAddress::Confirmed, true) => INVITATION_CONFIRMED,
            (InvitationAddress::Asked, true) => INVITATION_ASKED,
            (InvitationAddress::Enter, false) => "/o/{organisation}/invitation",
            (InvitationAddress::Confirmed, false) => "/o/{organisation}/invitation/confirmed",
            (InvitationAddress::Asked, false) => "/o/{organisation}/invitation/asked",
            (InvitationAddress::Link(_), _) => "/invitation/{token}",
        }
    }
}

/// The page behind "I have an invitation code".
pub fn invitation(organisation: &OrganisationView) -> String {
    organisation.path_of(INVITATION)
}

/// The page after a correct code.
pub fn invitation_confirmed(organisation: &OrganisationView) -> String {
    organisation.path_of(INVITATION_CONFIRMED)
}

/// The page after "Ask for a new invitation".
pub fn invitation_asked(organisation: &OrganisationView) -> String {
    organisation.path_of(INVITATION_ASKED)
}

/// The link in an invitation message, which fills in the code. `token` is base64url.
pub fn invitation_link(token: &str) -> String {
    format!("{INVITATION}/{token}")
}

/// The onboarding page of a step. `None` means the next open step.
pub fn welcome(step: Option<Step>, return_to: Option<&str>) -> String {
    let path = match step {
        Some(step) => format!("{WELCOME}/{}", step.name()),
        None => WELCOME.to_owned(),
    };
    with_return_to(path, return_to)
}

/// Parses a path of the onboarding. An inner `None` means the next open step.
pub(super) fn welcome_of(path: &str) -> Option<Option<Step>> {
    match path.strip_prefix(WELCOME)? {
        "" => Some(None),
        step => Some(Some(Step::of(step.strip_prefix('/')?)?)),
    }
}

/// Whether a path, with or without `return_to`, is a page of the onboarding.
pub fn is_welcome(path: &str) -> bool {
    page_of(path).is_some_and(|page| welcome_of(page).is_some())
}

/// The reauthentication page that leads to a step of the onboarding.
pub fn reauthentication_for_welcome(step: Step, return_to: Option<&str>) -> String {
    reauthentication_before(&escaped(&welcome(Some(step), return_to)))
}

pub(super) const fn welcome_route(step: Option<Step>) -> &'static str {
    match step {
        None => WELCOME,
        Some(_) => "/welcome/{step}",
    }
}
