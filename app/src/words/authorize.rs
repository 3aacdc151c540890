//! Texts of the pages on the way into a client, and what its scopes let it know.

pub use super::sentences::authorize::*;
use super::word::{Word, by_name};
use domain::oidc::{PageFault, Scope, Scopes};

static SCOPES: [Word; Scope::ALL.len()] = by_name(BY_KEY, "scope_", Scope::NAMES);
static FAULTS: [Word; PageFault::ALL.len()] = by_name(BY_KEY, "fault_", PageFault::NAMES);

/// What a scope lets a client know.
pub fn scope(scope: Scope) -> Word {
    SCOPES[scope as usize]
}

/// What the scopes let a client know, as one text.
pub fn scopes(scopes: Scopes) -> String {
    scopes.iter().map(|one| scope(one).text()).collect::<Vec<_>>().join("; ")
}

/// What the developers of a client have to know about a fault in its request.
pub fn fault(fault: PageFault) -> Word {
    FAULTS[fault as usize]
}
