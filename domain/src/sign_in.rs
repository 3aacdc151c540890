//! Signing in with a code: every refusal, named from the person's side.
//! They carry no text, no address and no secret: without script they travel in the query string.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a step of signing in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SignInError {
    #[error("no such organisation")]
    NoSuchOrganisation,
    #[error("not an email address")]
    NotAnEmailAddress,
    /// The challenge was not asked for in this browser, or there is none.
    #[error("not asked for in this browser")]
    NotThisBrowser,
    #[error("invalid code")]
    InvalidCode,
    #[error("code expired")]
    CodeExpired,
    /// Of this code: a fresh one helps.
    #[error("too many tries of this code")]
    TooManyTries,
    /// Of this address or from this network: only time helps (`None`: not even that).
    #[error("too many attempts")]
    TooManyAttempts { until: Option<Timestamp> },
}
