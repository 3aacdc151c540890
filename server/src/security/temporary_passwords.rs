//! Temporary passwords at rest. With 99 bits nobody guesses one, so a keyed digest is enough: a try still costs exactly one
//! run of the real passwords' hash.

use super::{Key, Keys};
use crate::store::temporary_passwords::StoredTemporary;
use domain::{AccountId, Password, TemporaryPassword};
use subtle::ConstantTimeEq as _;

/// `HMAC-SHA256(key, "temporary-password/v1" | account | password)`
pub fn digest(keys: &Keys, account: AccountId, password: &TemporaryPassword) -> anyhow::Result<[u8; 32]> {
    digest_with(keys.newest(), account, password)
}

fn digest_with(key: &Key, account: AccountId, password: &TemporaryPassword) -> anyhow::Result<[u8; 32]> {
    key.mac("temporary-password/v1", &[account.0.as_bytes(), password.expose().as_bytes()])
}

/// Which of an account's temporary passwords was typed, if any. Compares with all of them, in constant time.
pub fn matching<'a>(
    keys: &Keys,
    account: AccountId,
    stored: &'a [StoredTemporary],
    typed: &Password,
) -> anyhow::Result<Option<&'a StoredTemporary>> {
    let Some(typed) = TemporaryPassword::typed(typed.expose()) else { return Ok(None) };
    let digests: Vec<[u8; 32]> =
        keys.all().map(|key| digest_with(key, account, &typed)).collect::<anyhow::Result<_>>()?;
    let is_same = |stored: &StoredTemporary| {
        digests.iter().fold(false, |found, digest| found | bool::from(digest.as_slice().ct_eq(&stored.digest)))
    };
    Ok(stored.iter().fold(None, |found, stored| if is_same(stored) { Some(stored) } else { found }))
}
