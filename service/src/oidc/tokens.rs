//! What codes, tokens and client secrets look like: a prefix that says what it is, and 256 bits. The database stores
//! only hashes.

use crate::random::Random;
use crate::security::{Keys, Token};
use domain::Secret;

/// What a text gives access to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Exchanged for tokens, once.
    Code,
    /// Shows the claims of its user.
    Access,
    /// Exchanged for the next tokens.
    Refresh,
    /// Authenticates a client.
    Secret,
    /// Exchanged for tokens by a device, when its user has answered.
    Device,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            TokenKind::Code => "ptc_",
            TokenKind::Access => "pta_",
            TokenKind::Refresh => "ptr_",
            TokenKind::Secret => "pts_",
            TokenKind::Device => "ptd_",
        }
    }

    /// A token as the client gets it.
    pub fn write(self, token: &Token) -> Secret<String> {
        Secret::new(format!("{}{}", self.prefix(), token.expose()))
    }

    /// Parses what a client sent. `None`: it is not of this kind.
    pub fn read(self, text: &str) -> Option<Token> {
        Token::parse(text.strip_prefix(self.prefix())?)
    }
}

/// The token that follows a spent refresh token: `HMAC-SHA256(key, "oauth/refresh/v1" | token | retries)`. So parallel
/// requests get the same one, although only hashes are stored. `retries` says how many successors were replaced. `None`:
/// the key is no longer in the ring.
pub(super) fn successor(keys: &Keys, key_id: i32, spent: &Token, retries: i32) -> anyhow::Result<Option<Token>> {
    let Some(key) = keys.of(key_id) else { return Ok(None) };
    let mac = key.mac("oauth/refresh/v1", &[spent.expose().as_bytes(), &retries.to_be_bytes()])?;
    Ok(Some(Token::of_bytes(mac)))
}

/// A new client secret, and its last four characters.
pub fn fresh_secret(random: &dyn Random) -> anyhow::Result<(Token, String)> {
    let token = Token::fresh(random)?;
    let text = token.expose();
    let hint = text[text.len() - 4..].to_owned();
    Ok((token, hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    #[test]
    fn a_token_of_one_kind_is_none_of_another() {
        let token = Token::fresh(&SystemRandom).unwrap();
        let kinds = [TokenKind::Code, TokenKind::Access, TokenKind::Refresh, TokenKind::Secret, TokenKind::Device];
        for kind in kinds {
            let text = kind.write(&token);
            for other in kinds {
                let read = other.read(text.expose()).map(|token| token.hash());
                assert_eq!(read, (kind == other).then(|| token.hash()), "{kind:?} {other:?}");
            }
            assert!(kind.read(token.expose()).is_none());
        }
    }

    #[test]
    fn a_successor_follows_from_the_spent_token_and_the_key() {
        let [keys, others] = [[1; 32], [2; 32]].map(|secret| Keys::derive(&Secret::new(secret)).unwrap());
        let spent = Token::fresh(&SystemRandom).unwrap();
        let follows = |keys: &Keys, spent: &Token| successor(keys, keys.newest().id, spent, 0).unwrap().unwrap();
        let next = follows(&keys, &spent);
        assert_eq!(next.hash(), follows(&keys, &spent).hash());
        assert!(Token::parse(next.expose()).is_some() && next.hash() != spent.hash());
        assert_ne!(next.hash(), follows(&keys, &next).hash());
        assert_ne!(next.hash(), follows(&others, &spent).hash());
        let another = successor(&keys, keys.newest().id, &spent, 1).unwrap().unwrap();
        assert_ne!(next.hash(), another.hash());
        assert!(successor(&keys, others.newest().id, &spent, 0).unwrap().is_none());
    }

    #[test]
    fn a_secret_is_recognised_by_its_last_four_characters() {
        let (token, hint) = fresh_secret(&SystemRandom).unwrap();
        assert!(hint.len() == 4 && TokenKind::Secret.write(&token).expose().ends_with(&hint));
    }
}
