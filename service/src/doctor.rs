//! The token with which `portico doctor` asks a server what arrives through the proxy. It is made of the secret key, and
//! valid for a minute and for one answer. Nothing about it is stored.

use crate::clock::Clock;
use crate::random::Random;
use crate::security::Keys;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{Seconds, Timestamp};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

const PURPOSE: &str = "portico doctor";
/// How far the clocks of the doctor and of the server may differ.
const VALID: Seconds = Seconds::minutes(1);
const NONCE_BYTES: usize = 16;
const TIME_BYTES: usize = 8;

/// Makes a token.
pub fn token(keys: &Keys, random: &dyn Random, clock: &dyn Clock) -> anyhow::Result<String> {
    let (nonce, time): ([u8; NONCE_BYTES], _) = (random.bytes()?, clock.now().0.to_be_bytes());
    let mac = keys.mac(PURPOSE, &[&nonce, &time])?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &time, &mac].concat()))
}

/// The tokens that were accepted in the last minutes. Only who has the secret key can add to them.
#[derive(Debug, Default)]
pub struct AcceptedTokens(Mutex<Vec<(Timestamp, [u8; NONCE_BYTES])>>);

impl AcceptedTokens {
    /// Whether a token is valid. It is so only once.
    pub fn accept(&self, keys: &Keys, token: &str, now: Timestamp) -> anyhow::Result<bool> {
        let Some((nonce, time)) = read(keys, token)? else { return Ok(false) };
        let is_fresh = |time: Timestamp| now <= time + VALID && time <= now + VALID;
        let mut accepted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        accepted.retain(|(time, _)| is_fresh(*time));
        let is_valid = is_fresh(time) && accepted.iter().all(|(_, other)| *other != nonce);
        if is_valid {
            accepted.push((time, nonce));
        }
        Ok(is_valid)
    }
}

/// The random part and the time of a token that was made with one of these keys.
fn read(keys: &Keys, token: &str) -> anyhow::Result<Option<([u8; NONCE_BYTES], Timestamp)>> {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let Some((nonce, rest)) = bytes.split_first_chunk::<NONCE_BYTES>() else { return Ok(None) };
    let Some((time, mac)) = rest.split_first_chunk::<TIME_BYTES>() else { return Ok(None) };
    for key in keys.all() {
        if bool::from(key.mac(PURPOSE, &[nonce, time])?.as_slice().ct_eq(mac)) {
            return Ok(Some((*nonce, Timestamp(i64::from_be_bytes(*time)))));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;
    use domain::Secret;

    struct At(Timestamp);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            self.0
        }
    }

    #[test]
    fn a_token_is_accepted_once_and_for_a_minute() {
        let keys = Keys::derive(&Secret::new([1; 32])).unwrap();
        let other = Keys::derive(&Secret::new([2; 32])).unwrap();
        let (accepted, now) = (AcceptedTokens::default(), Timestamp(1_800_000_000_000));
        let made = |now| token(&keys, &SystemRandom, &At(now)).unwrap();
        let accept = |keys: &Keys, token: &str, at| accepted.accept(keys, token, at).unwrap();
        let first = made(now);
        assert!(!accept(&other, &first, now), "another key");
        assert!(accept(&keys, &first, now));
        assert!(!accept(&keys, &first, now), "the second time");
        let late = made(now);
        assert!(!accept(&keys, &late, now + Seconds(61)));
        assert!(accept(&keys, &made(now + Seconds(30)), now), "the clock of the doctor is ahead");
        for unreadable in ["", "x", "!", &first[..40], format!("{first}AAAA").as_str()] {
            assert!(!accept(&keys, unreadable, now), "{unreadable}");
        }
        let rotated = Keys::ring(&Secret::new([2; 32]), &[Secret::new([1; 32])]).unwrap();
        assert!(accept(&rotated, &made(now), now));
    }
}
