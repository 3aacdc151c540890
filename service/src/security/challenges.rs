//! One-time codes at rest. A code is only compared by its digest, which is bound to its challenge and destination.

use super::Key;
use domain::OneTimeCode;
use store::challenges::StoredChallenge;
use subtle::ConstantTimeEq as _;

/// The digest of a code: `HMAC-SHA256(key, "code/v1" | purpose | challenge | destination | code)`.
/// It includes the purpose, so that a code for one purpose is worthless for another.
pub fn digest(key: &Key, challenge: &StoredChallenge, code: &OneTimeCode) -> anyhow::Result<[u8; 32]> {
    let destination = challenge.destination.as_str().as_bytes();
    let purpose = challenge.purpose.name().as_bytes();
    let parts = [purpose, challenge.id.0.as_bytes(), destination, code.expose().as_bytes()];
    key.mac("code/v1", &parts)
}

/// Compares two digests in constant time.
pub fn is_same(digest: &[u8; 32], stored: &[u8]) -> bool {
    digest.ct_eq(stored).into()
}
