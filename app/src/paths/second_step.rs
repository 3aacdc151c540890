//! Paths of the second step of signing in.

use super::sign_in::SIGN_IN;
use crate::organisation::OrganisationView;
use domain::policy::SecondFactor;
use serde::{Deserialize, Serialize};

pub(super) const SECOND_STEP: &str = "/sign-in/second-step";

/// A page of the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStepAddress {
    /// The first of the user's second factors.
    Any,
    Codes,
    Authenticator,
    Passkey,
    RecoveryCode,
    /// The user has no second factor yet and chooses one to set up.
    SetUp,
    SetUpAuthenticator,
    SetUpPasskey,
}

const ALL: [SecondStepAddress; 8] = [
    SecondStepAddress::Any,
    SecondStepAddress::Codes,
    SecondStepAddress::Authenticator,
    SecondStepAddress::Passkey,
    SecondStepAddress::RecoveryCode,
    SecondStepAddress::SetUp,
    SecondStepAddress::SetUpAuthenticator,
    SecondStepAddress::SetUpPasskey,
];

impl SecondStepAddress {
    /// Parses a path without `/o/SLUG`.
    pub(super) fn of(page: &str) -> Option<Self> {
        if !page.starts_with(SIGN_IN) {
            return None;
        }
        ALL.into_iter().find(|address| address.path() == page)
    }

    /// Finds a page by its name in form posts.
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|address| address.name() == name)
    }

    /// The rest of the path after `SECOND_STEP`, also the name in form posts.
    pub fn name(self) -> &'static str {
        self.path().strip_prefix(SECOND_STEP).unwrap_or_default().trim_start_matches('/')
    }

    /// The page where the user enters or uses a second factor.
    pub const fn of_way(way: SecondFactor) -> Self {
        match way {
            SecondFactor::Codes => SecondStepAddress::Codes,
            SecondFactor::Authenticator => SecondStepAddress::Authenticator,
            SecondFactor::Passkey => SecondStepAddress::Passkey,
        }
    }

    /// The page where the user sets up a second factor. Codes need no setup.
    pub const fn to_set_up(way: SecondFactor) -> Self {
        match way {
            SecondFactor::Codes => SecondStepAddress::Codes,
            SecondFactor::Authenticator => SecondStepAddress::SetUpAuthenticator,
            SecondFactor::Passkey => SecondStepAddress::SetUpPasskey,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            SecondStepAddress::Any => SECOND_STEP,
            SecondStepAddress::Codes => "/sign-in/second-step/codes",
            SecondStepAddress::Authenticator => "/sign-in/second-step/authenticator",
            SecondStepAddress::Passkey => "/sign-in/second-step/passkey",
            SecondStepAddress::RecoveryCode => "/sign-in/second-step/recovery-code",
            SecondStepAddress::SetUp => "/sign-in/second-step/set-up",
            SecondStepAddress::SetUpAuthenticator => "/sign-in/second-step/set-up/authenticator",
            SecondStepAddress::SetUpPasskey => "/sign-in/second-step/set-up/passkey",
        }
    }

    pub(super) const fn route(self, is_default: bool) -> &'static str {
        if is_default { self.path() } else { "/o/{organisation}/sign-in/second-step" }
    }
}

/// The path of a page of the second step.
pub fn second_step(organisation: &OrganisationView, address: SecondStepAddress) -> String {
    organisation.path_of(address.path())
}
