//! One-time codes and invitation codes at rest. A code is only compared by its digest, which is bound to its challenge
//! or invitation. An invitation code is derived from the token of its link, so neither of them is stored.

use super::{Key, Token};
use domain::{EmailAddress, InvitationCode, InvitationId, OneTimeCode, invitation::LENGTH};
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

/// Derives the code that a link fills in: 50 bits of `HMAC-SHA256(key, "invitation/code/v1" | token)`.
pub fn invitation_code_of(key: &Key, token: &Token) -> anyhow::Result<InvitationCode> {
    let mac = key.mac("invitation/code/v1", &[token.expose().as_bytes()])?;
    let mut numbers = [0; LENGTH];
    // 256 is a multiple of 32, so every one of the 32 characters is equally likely.
    numbers.copy_from_slice(&mac[..LENGTH]);
    Ok(InvitationCode::from_numbers(numbers))
}

/// The digest of an invitation code: `HMAC-SHA256(key, "invitation/v1" | invitation | address | code)`.
pub fn invitation_digest(
    key: &Key,
    id: InvitationId,
    email: &EmailAddress,
    code: &InvitationCode,
) -> anyhow::Result<[u8; 32]> {
    key.mac("invitation/v1", &[id.0.as_bytes(), email.as_str().as_bytes(), code.expose().as_bytes()])
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
        let code = invitation_code_of(keys.newest(), &token).unwrap();
        assert_eq!(code.expose(), invitation_code_of(keys.newest(), &token).unwrap().expose());
        assert_ne!(code.expose(), invitation_code_of(other.newest(), &token).unwrap().expose());
        assert_ne!(
            code.expose(),
            invitation_code_of(keys.newest(), &Token::fresh(&SystemRandom).unwrap()).unwrap().expose()
        );
    }
}
