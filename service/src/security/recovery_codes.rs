//! Recovery codes at rest: an encrypted digest. A copy of the database alone does not allow guessing (ASVS 5.0.0,
//! 6.5.2), and the digest can be encrypted again when keys change.

use super::Keys;
use crate::random::Random;
use domain::{AccountId, RecoveryCode};
use sha2::{Digest as _, Sha256};
use store::recovery_codes::StoredRecoveryCode;
use subtle::ConstantTimeEq as _;

/// The row for a new code: `SHA-256("recovery-code/v1" | account | code)`, encrypted with the newest key.
pub fn seal(
    keys: &Keys,
    account: AccountId,
    code: &RecoveryCode,
    random: &dyn Random,
) -> anyhow::Result<StoredRecoveryCode> {
    let id = random.id()?;
    let digest = keys.seal_row(&digest(account, code), id.as_bytes(), random)?;
    Ok(StoredRecoveryCode { id, digest })
}

/// Finds which of an account's codes was typed, if any. Compares with all of them, in constant time. Fails when a row
/// cannot be decrypted with the keys of the ring.
pub fn matching<'a>(
    keys: &Keys,
    account: AccountId,
    stored: &'a [StoredRecoveryCode],
    typed: &RecoveryCode,
) -> anyhow::Result<Option<&'a StoredRecoveryCode>> {
    let digest = digest(account, typed);
    let mut found = None;
    for stored in stored {
        let opened = keys.open_row(&stored.digest, stored.id.as_bytes())?;
        if bool::from(digest.as_slice().ct_eq(opened.expose())) {
            found = Some(stored);
        }
    }
    Ok(found)
}

fn digest(account: AccountId, code: &RecoveryCode) -> [u8; 32] {
    // Each part has a fixed length, so no separators are needed.
    let parts = [b"recovery-code/v1".as_slice(), account.0.as_bytes(), code.expose().as_bytes()];
    Sha256::digest(parts.concat()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use domain::Secret;

    #[test]
    fn a_code_is_found_for_its_account_only() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let [mine, yours] = [1, 2].map(|number| AccountId(uuid::Uuid::from_u128(number)));
        let [one, other] = [3, 4].map(|number| RecoveryCode::from_numbers([number; 16]));
        let stored = [one.clone(), other].map(|code| seal(&keys, mine, &code, &SystemRandom).unwrap());
        assert_eq!(matching(&keys, mine, &stored, &one).unwrap().unwrap().id, stored[0].id);
        assert!(matching(&keys, yours, &stored, &one).unwrap().is_none());
        assert!(matching(&keys, mine, &stored, &RecoveryCode::from_numbers([5; 16])).unwrap().is_none());
    }
}
