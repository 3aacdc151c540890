//! Paths of the invitation and the onboarding.

use super::common::{escaped, is_token, with_return_to};
use super::settings::{page_of, reauthentication_before};
use super::sign_in::filled_from;
use crate::organisation::OrganisationView;
use domain::{ChallengeId, onboarding::Step};

/// Where the user enters an invitation code.
pub(super) const INVITATION: &str = "/invitation";
/// The prefix of the links in invitation messages.
pub(super) const INVITATION_LINK: &str = "/invitation/";
const INVITATION_CONFIRMED: &str = "/invitation/confirmed";
const INVITATION_REQUESTED: &str = "/invitation/asked";
/// The onboarding, at the next open step.
pub(super) const ONBOARDING: &str = "/welcome";

/// A page of the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationRoute {
    Enter,
    /// The code was correct.
    Confirmed,
    /// The user asked for a new invitation.
    Requested,
    /// The link in the invitation message, with its token.
    Link(String),
}

impl InvitationRoute {
    /// Parses a path without `/o/SLUG`.
    pub(super) fn of(page: &str) -> Option<Self> {
        Some(match page {
            INVITATION => InvitationRoute::Enter,
            INVITATION_CONFIRMED => InvitationRoute::Confirmed,
            INVITATION_REQUESTED => InvitationRoute::Requested,
            _ => {
                let token = page.strip_prefix(INVITATION_LINK)?;
                return is_token(token).then(|| InvitationRoute::Link(token.to_owned()));
            }
        })
    }

    pub(super) const fn template(&self, is_default: bool) -> &'static str {
        match (self, is_default) {
            (InvitationRoute::Enter, true) => INVITATION,
            (InvitationRoute::Confirmed, true) => INVITATION_CONFIRMED,
            (InvitationRoute::Requested, true) => INVITATION_REQUESTED,
            (InvitationRoute::Enter, false) => "/o/{organisation}/invitation",
            (InvitationRoute::Confirmed, false) => "/o/{organisation}/invitation/confirmed",
            (InvitationRoute::Requested, false) => "/o/{organisation}/invitation/asked",
            (InvitationRoute::Link(_), _) => "/invitation/{token}",
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
pub fn invitation_requested(organisation: &OrganisationView) -> String {
    organisation.path_of(INVITATION_REQUESTED)
}

/// The link in an invitation message, which fills in the code. `token` is base64url.
pub fn invitation_link(token: &str) -> String {
    format!("{INVITATION_LINK}{token}")
}

/// The onboarding page of a step. `None` means the next open step.
pub fn onboarding(step: Option<Step>, return_to: Option<&str>) -> String {
    let path = match step {
        Some(step) => format!("{ONBOARDING}/{}", step.name()),
        None => ONBOARDING.to_owned(),
    };
    with_return_to(path, return_to)
}

/// Parses a path of the onboarding. An inner `None` means the next open step.
pub(super) fn onboarding_of(path: &str) -> Option<Option<Step>> {
    match path.strip_prefix(ONBOARDING)? {
        "" => Some(None),
        step => Some(Some(Step::of(step.strip_prefix('/')?)?)),
    }
}

/// Whether a path, with or without `return_to`, is a page of the onboarding.
pub fn is_onboarding(path: &str) -> bool {
    page_of(path).is_some_and(|page| onboarding_of(page).is_some())
}

/// The reauthentication page that leads to a step of the onboarding.
pub fn reauthentication_for_onboarding(step: Step, return_to: Option<&str>) -> String {
    reauthentication_before(&escaped(&onboarding(Some(step), return_to)))
}

/// Like `reauthentication_for_onboarding`, and the form of the step is filled with the number of a challenge.
pub fn reauthentication_to_fill_step(step: Step, return_to: Option<&str>, from: ChallengeId) -> String {
    reauthentication_before(&escaped(&filled_from(&onboarding(Some(step), return_to), from)))
}

pub(super) const fn onboarding_route(step: Option<Step>) -> &'static str {
    match step {
        None => ONBOARDING,
        Some(_) => "/welcome/{step}",
    }
}
