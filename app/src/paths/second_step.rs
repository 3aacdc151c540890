//! Paths of the second step of signing in.

use crate::organisation::OrganisationView;
use domain::policy::SecondFactor;
use serde::{Deserialize, Serialize};

pub(super) const SECOND_STEP: &str = "/sign-in/second-step";

domain::named_enum! {
    /// A page of the second step. The name is its path without `/o/SLUG`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum SecondStepRoute {
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

impl SecondStepRoute {
    /// Finds a page by the end of its path, as in form posts.
    pub fn of_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.segment() == segment)
    }

    /// The end of the path after `SECOND_STEP`. Form posts name a page by it.
    pub fn segment(self) -> &'static str {
        self.name().strip_prefix(SECOND_STEP).unwrap_or_default().trim_start_matches('/')
    }

    /// The page where the user enters or uses a second factor.
    pub const fn of_factor(way: SecondFactor) -> Self {
        match way {
            SecondFactor::Codes => SecondStepRoute::Codes,
            SecondFactor::Authenticator => SecondStepRoute::Authenticator,
            SecondFactor::Passkey => SecondStepRoute::Passkey,
        }
    }

    /// The page where the user sets up a second factor. Codes need no setup.
    pub const fn to_set_up(way: SecondFactor) -> Self {
        match way {
            SecondFactor::Codes => SecondStepRoute::Codes,
            SecondFactor::Authenticator => SecondStepRoute::SetUpAuthenticator,
            SecondFactor::Passkey => SecondStepRoute::SetUpPasskey,
        }
    }

    pub(super) const fn template(self, is_default: bool) -> &'static str {
        if is_default { self.name() } else { "/o/{organisation}/sign-in/second-step" }
    }
}

/// The path of a page of the second step.
pub fn second_step(organisation: &OrganisationView, route: SecondStepRoute) -> String {
    organisation.path_of(route.name())
}
