//! The sealed text in the address of the way into an application: what a browser asked for. Only a check makes one, so
//! no other address can be put into it.

use crate::random::Random;
use crate::security::{Keys, sealed};
use domain::application::{ProtectedOrigin, StrengthLevel};
use domain::return_to::origin_of;
use domain::{ApplicationId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};
use store::TokenHash;

/// How long a browser may take to come to Portico and sign in.
const VALID_FOR: Seconds = Seconds::minutes(30);
const CONTEXT: &[u8] = b"portico/entry-request/v1";

/// A browser that was led from a protected origin to Portico.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryRequest {
    pub application: ApplicationId,
    /// The full address that the browser asked for.
    pub address: String,
    /// Hash of the token by which the origin recognises the browser, in hexadecimal digits.
    door: String,
    /// What the path asks for, beside what the application asks for.
    pub level: StrengthLevel,
    /// Whether the browser came back with a ticket that was refused.
    pub is_second: bool,
    made_at: Timestamp,
}

impl EntryRequest {
    pub fn new(
        application: ApplicationId,
        address: String,
        door: &TokenHash,
        level: StrengthLevel,
        is_second: bool,
        now: Timestamp,
    ) -> Self {
        EntryRequest { application, address, door: hex::encode(&door.0), level, is_second, made_at: now }
    }

    /// The text as base64url.
    pub fn seal(&self, keys: &Keys, random: &dyn Random) -> anyhow::Result<String> {
        sealed::seal(self, CONTEXT, keys, random)
    }

    /// `None`: the text was not sealed here, or was altered, or is too old.
    pub fn open(sealed: &str, keys: &Keys, now: Timestamp) -> Option<Self> {
        let request: EntryRequest = sealed::open(sealed, CONTEXT, keys)?;
        (now < request.made_at + VALID_FOR).then_some(request)
    }

    /// The protected origin of the address.
    pub fn origin(&self) -> ProtectedOrigin {
        ProtectedOrigin::from_store(origin_of(&self.address).unwrap_or_default().to_owned())
    }

    /// The browser that asked.
    pub fn browser(&self) -> anyhow::Result<TokenHash> {
        Ok(TokenHash(hex::decode(&self.door)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use domain::Secret;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn sealed(keys: &Keys) -> String {
        let (wiki, door) = (ApplicationId::NONE, TokenHash(vec![1, 2, 255]));
        let address = "https://wiki.example/a?b=https://evil.example/".to_owned();
        let request = EntryRequest::new(wiki, address, &door, StrengthLevel::SecondStep, true, NOW);
        request.seal(keys, &SystemRandom).unwrap()
    }

    #[test]
    fn a_request_is_read_with_the_same_keys_and_for_half_an_hour() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let sealed = sealed(&keys);
        let opened = EntryRequest::open(&sealed, &keys, Timestamp(NOW.0 + 1_799_999)).unwrap();
        assert_eq!(opened.origin().as_str(), "https://wiki.example");
        assert_eq!(opened.browser().unwrap(), TokenHash(vec![1, 2, 255]));
        assert!(opened.level == StrengthLevel::SecondStep && opened.is_second);
        assert!(EntryRequest::open(&sealed, &keys, Timestamp(NOW.0 + 1_800_000)).is_none());
        let others = Keys::derive(&Secret::new([2; 32])).unwrap();
        assert!(EntryRequest::open(&sealed, &others, NOW).is_none());
    }

    #[test]
    fn an_altered_text_is_none() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let sealed = sealed(&keys);
        for at in [0, sealed.len() / 2, sealed.len() - 2] {
            let mut altered = sealed.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert!(EntryRequest::open(&String::from_utf8(altered).unwrap(), &keys, NOW).is_none(), "{at}");
        }
        assert!(EntryRequest::open("", &keys, NOW).is_none() && EntryRequest::open("é", &keys, NOW).is_none());
    }
}
