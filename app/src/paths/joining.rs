//! The addresses of somebody who was invited: the invitation, and the first visit.

use super::{escaped, is_token, of_organisation, settings::page_of, with_return_to};
use crate::organisation::OrganisationView;
use domain::welcome::Step;

/// Where an invitation code is typed.
pub(super) const INVITATION: &str = "/invitation";
const INVITATION_CONFIRMED: &str = "/invitation/confirmed";
const INVITATION_ASKED: &str = "/invitation/asked";
/// The first visit, at the step that comes next.
pub(super) const WELCOME: &str = "/welcome";

/// Where somebody is with an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationAddress {
    Enter,
    /// The code was right.
    Confirmed,
    /// A new one was asked for.
    Asked,
    /// Behind the link of the message. A token.
    Link(String),
}

impl InvitationAddress {
    /// `page` is without its organisation.
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

/// "I have an invitation code".
pub fn invitation(organisation: &OrganisationView) -> String {
    of_organisation(organisation, INVITATION)
}

/// After a right code.
pub fn invitation_confirmed(organisation: &OrganisationView) -> String {
    of_organisation(organisation, INVITATION_CONFIRMED)
}

/// After "Ask for a new invitation".
pub fn invitation_asked(organisation: &OrganisationView) -> String {
    of_organisation(organisation, INVITATION_ASKED)
}

/// Where the link of an invitation leads, which fills its code in. The token is base64url.
pub fn invitation_link(token: &str) -> String {
    format!("{INVITATION}/{token}")
}

/// The first visit; without a step, at the one that comes next.
pub fn welcome(step: Option<Step>, return_to: Option<&str>) -> String {
    let path = match step {
        Some(step) => format!("{WELCOME}/{}", step.name()),
        None => WELCOME.to_owned(),
    };
    with_return_to(path, return_to)
}

/// The step of a path of the first visit.
pub(super) fn welcome_of(path: &str) -> Option<Option<Step>> {
    match path.strip_prefix(WELCOME)? {
        "" => Some(None),
        step => Some(Some(Step::of(step.strip_prefix('/')?)?)),
    }
}

/// Whether a path, with where to go on from there or without, is one of the first visit.
pub fn is_welcome(path: &str) -> bool {
    page_of(path).is_some_and(|page| welcome_of(page).is_some())
}

/// Where somebody proves who it is before going on with the first visit.
pub fn proof_for_welcome(step: Step, return_to: Option<&str>) -> String {
    super::proof_before(&escaped(&welcome(Some(step), return_to)))
}

pub(super) const fn welcome_route(step: Option<Step>) -> &'static str {
    match step {
        None => WELCOME,
        Some(_) => "/welcome/{step}",
    }
}
