//! Codes at rest. A code is only ever compared through its digest, which is bound to its challenge and destination.

use super::Keys;
use domain::{ChallengeId, EmailAddress, OneTimeCode};
use subtle::ConstantTimeEq as _;

/// What a challenge is for; part of the digest, so that a code for one thing is worthless for another.
pub const SIGN_IN: &str = "sign_in";

/// `HMAC-SHA256(key, "code/v1" | purpose | challenge | destination | code)`
pub fn digest(
    keys: &Keys,
    purpose: &str,
    challenge: ChallengeId,
    destination: &EmailAddress,
    code: &OneTimeCode,
) -> anyhow::Result<[u8; 32]> {
    let parts = [purpose.as_bytes(), challenge.0.as_bytes(), destination.as_str().as_bytes(), code.expose().as_bytes()];
    keys.mac("code/v1", &parts)
}

/// Compares in constant time.
pub fn is_same(digest: &[u8; 32], stored: &[u8]) -> bool {
    digest.ct_eq(stored).into()
}
