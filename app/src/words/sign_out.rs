//! Texts of the page that asks whether to sign out.

pub use super::sentences::sign_out::*;
use super::word::{Word, by_name};
use domain::oidc::SignOutFault;

static FAULTS: [Word; SignOutFault::ALL.len()] = by_name(BY_KEY, "fault_", SignOutFault::NAMES);

/// What the developers of a client have to know about a fault in its request.
pub fn fault(fault: SignOutFault) -> Word {
    FAULTS[fault as usize]
}
