//! Paths of the second step of signing in.

use crate::organisation::OrganisationView;
use domain::policy::SecondFactor;
use serde::{Deserialize, Serialize};

pub(super) const SECOND_STEP: &str = "/sign-in/second-step";

domain::named_enum! {
    /// A page of the second step. The name is its path without `/o/SLUG`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum SecondStepAddress {
        /// The first of the user's second factors.
        Any = SECOND_STEP,
        Codes = "/sign-in/second-step/codes",
        Authenticator = "/sign-in/second-step/authenticator",
        Passkey = "/sign-in/second-step/passkey",
        RecoveryCode = "/sign-in/second-step/recovery-code",
        /// The user has no second factor yet and chooses one to set up.
        SetUp = "/sign-in/second-step/set-up",
        SetUpAuthenticator = "/sign-in/second-step/set-up/authenticator",
        SetUpPasskey = "/sign-in/second-step/set-up/passkey",
    }
}

impl SecondStepAddress {
    /// Finds a page by the end of its path, as in form posts.
    pub fn of_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|address| address.segment() == segment)
    }

    /// The end of the path after `SECOND_STEP`. Form posts name a page by it.
    pub fn segment(self) -> &'static str {
        self.name().strip_prefix(SECOND_STEP).unwrap_or_default().trim_start_matches('/')
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

    pub(super) const fn route(self, is_default: bool) -> &'static str {
        if is_default { self.name() } else { "/o/{organisation}/sign-in/second-step" }
    }
}

/// The path of a page of the second step.
pub fn second_step(organisation: &OrganisationView, address: SecondStepAddress) -> String {
    organisation.path_of(address.name())
}
