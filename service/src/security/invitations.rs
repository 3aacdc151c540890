//! Invitation codes at rest, and the links that fill them in. The code is derived from the token of the link, so
//! neither is stored: the database has only a digest of each.

use super::{Key, Token};
use domain::{EmailAddress, InvitationCode, InvitationId, invitation::LENGTH};
use subtle::ConstantTimeEq as _;

/// Derives the code that a link fills in: 50 bits of `HMAC-SHA256(key, "invitation/code/v1" | token)`.
pub fn code_of(key: &Key, token: &Token) -> anyhow::Result<InvitationCode> {
    let mac = key.mac("invitation/code/v1", &[token.expose().as_bytes()])?;
    let mut numbers = [0; LENGTH];
    // 256 is a multiple of 32, so every one of the 32 characters is equally likely.
    numbers.copy_from_slice(&mac[..LENGTH]);
    Ok(InvitationCode::from_numbers(numbers))
}

/// The digest of an invitation code: `HMAC-SHA256(key, "invitation/v1" | invitation | address | code)`.
pub fn digest(key: &Key, id: InvitationId, email: &EmailAddress, code: &InvitationCode) -> anyhow::Result<[u8; 32]> {
    key.mac("invitation/v1", &[id.0.as_bytes(), email.as_str().as_bytes(), code.expose().as_bytes()])
}

/// Compares two digests in constant time.
pub fn is_same(digest: &[u8; 32], stored: &[u8]) -> bool {
    digest.ct_eq(stored).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{random::SystemRandom, security::Keys};
    use domain::Secret;

    #[test]
    fn a_link_means_one_code_and_only_with_the_key() {
        let [keys, other] = [[1; 32], [2; 32]].map(|secret| Keys::derive(&Secret::new(secret)).unwrap());
        let token = Token::fresh(&SystemRandom).unwrap();
        let code = code_of(keys.newest(), &token).unwrap();
        assert_eq!(code.expose(), code_of(keys.newest(), &token).unwrap().expose());
        assert_ne!(code.expose(), code_of(other.newest(), &token).unwrap().expose());
        assert_ne!(code.expose(), code_of(keys.newest(), &Token::fresh(&SystemRandom).unwrap()).unwrap().expose());
    }
}
