//! The addresses between the two steps of signing in.

use super::{SIGN_IN, of_organisation};
use crate::organisation::OrganisationView;
use domain::policy::SecondStepWay;
use serde::{Deserialize, Serialize};

pub(super) const SECOND_STEP: &str = "/sign-in/second-step";

/// Where somebody is between the two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondStepAddress {
    /// At the way that comes first.
    Any,
    Codes,
    Authenticator,
    Passkey,
    RecoveryCode,
    /// Nothing is set up yet.
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
    /// `page` is without its organisation.
    pub(super) fn of(page: &str) -> Option<Self> {
        if !page.starts_with(SIGN_IN) {
            return None;
        }
        ALL.into_iter().find(|address| address.path() == page)
    }

    /// By the name that forms post.
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|address| address.name() == name)
    }

    /// The last part of its address.
    pub fn name(self) -> &'static str {
        self.path().strip_prefix(SECOND_STEP).unwrap_or_default().trim_start_matches('/')
    }

    /// Where a way is answered.
    pub const fn of_way(way: SecondStepWay) -> Self {
        match way {
            SecondStepWay::Codes => SecondStepAddress::Codes,
            SecondStepWay::Authenticator => SecondStepAddress::Authenticator,
            SecondStepWay::Passkey => SecondStepAddress::Passkey,
        }
    }

    /// Where a way is set up. Codes need nothing.
    pub const fn to_set_up(way: SecondStepWay) -> Self {
        match way {
            SecondStepWay::Codes => SecondStepAddress::Codes,
            SecondStepWay::Authenticator => SecondStepAddress::SetUpAuthenticator,
            SecondStepWay::Passkey => SecondStepAddress::SetUpPasskey,
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

/// A page between the two steps.
pub fn second_step(organisation: &OrganisationView, address: SecondStepAddress) -> String {
    of_organisation(organisation, address.path())
}
