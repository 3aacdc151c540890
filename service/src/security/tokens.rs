//! Random tokens of 256 bits for cookies and links. The database stores only their SHA-256.

use crate::random::Random;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::Secret;
use sha2::{Digest as _, Sha256};
use store::TokenHash;

/// A bearer token: any request that carries it is trusted as the browser or link that it was made for.
#[derive(Clone, Debug)]
pub struct Token(Secret<String>);

impl Token {
    /// Makes a new random token.
    pub fn fresh(random: &dyn Random) -> anyhow::Result<Self> {
        Ok(Token::of_bytes(random.bytes()?))
    }

    /// The token of these bytes, which must be as unpredictable as those of a fresh one.
    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        Token(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Parses a token from a cookie or link. `None`: it is not the base64url of 32 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = BASE64_URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        is_ours.then(|| Token(Secret::new(text.to_owned())))
    }

    /// The hash of a token from a cookie or link. `None`: the text is not a token.
    pub fn hash_of(text: &str) -> Option<TokenHash> {
        Token::parse(text).map(|token| token.hash())
    }

    /// The token as base64url without padding, for a cookie or link.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The SHA-256 that the database stores.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.expose()).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn a_token_has_256_bits_and_its_hash_is_another() {
        let (one, other) = (Token::fresh(&SystemRandom).unwrap(), Token::fresh(&SystemRandom).unwrap());
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(one.expose()).unwrap().len() * 8, 256);
        assert_ne!(one.expose(), other.expose());
        assert_ne!(one.hash().0, one.expose().as_bytes());
        assert_eq!(Token::parse(one.expose()).unwrap().hash(), one.hash());
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        for text in ["", "abc", "not base64 at all!", &"A".repeat(1000)] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }
}
