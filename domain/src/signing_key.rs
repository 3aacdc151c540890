//! When a signing key is made, published, used and deleted. The keys of an algorithm follow each other: when a key
//! stops signing, its successor begins, and has been published long enough for every application to know it.

use crate::{Seconds, Timestamp};

/// How long a key signs before its successor begins.
pub const IN_USE: Seconds = Seconds::days(90);
/// How long a key is published before it signs.
pub const PUBLISHED_BEFORE: Seconds = Seconds::hours(24);
/// The longest life of anything that a key signs. Whatever signs must not promise more. An assertion lives a minute, an
/// ID token of OpenID Connect an hour.
pub const LONGEST_LIFE: Seconds = Seconds::hours(1);
/// How long applications may cache the published keys. Portico says five minutes; some libraries take ten.
pub const CACHED: Seconds = Seconds::minutes(10);
/// How long a key stays published after it has stopped signing.
pub const PUBLISHED_AFTER: Seconds = Seconds(LONGEST_LIFE.0 + CACHED.0);

crate::named_enum! {
    /// How Portico can sign. The names are those of JSON Web Algorithms; the database stores them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum SigningAlgorithm {
        /// ECDSA on the curve P-256 with SHA-256.
        #[default]
        Es256 = "ES256",
        /// RSA with SHA-256, and the padding of PKCS #1 version 1.5.
        Rs256 = "RS256",
        /// EdDSA on the curve Ed25519.
        EdDsa = "EdDSA",
    }
}

crate::named_enum! {
    /// What a published key does.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum KeyState {
        /// It does not sign yet.
        Next = "next",
        /// It signs.
        Active = "active",
        /// It signs no more. What it has signed may still be valid.
        Retired = "retired",
    }
}

/// The times of a key. All that it does follows from them, so that all servers agree without telling each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTimes {
    pub published_at: Timestamp,
    /// When it begins to sign.
    pub active_at: Timestamp,
    /// When its successor begins to sign. `None`: it has none yet.
    pub retired_at: Option<Timestamp>,
}

impl KeyTimes {
    /// A key that replaces none, so that no application has another of its algorithm in its cache. It signs at once.
    pub const fn first(now: Timestamp) -> Self {
        KeyTimes { published_at: now, active_at: now, retired_at: None }
    }

    /// A key that is published now, to follow another one.
    pub fn next(now: Timestamp) -> Self {
        KeyTimes { active_at: now + PUBLISHED_BEFORE, ..KeyTimes::first(now) }
    }

    /// Whether it is time to make the successor.
    pub fn needs_successor(self, now: Timestamp) -> bool {
        self.retired_at.is_none() && now + PUBLISHED_BEFORE >= self.active_at + IN_USE
    }

    /// Whether applications are told of the key. Afterwards it can be deleted.
    pub fn is_published(self, now: Timestamp) -> bool {
        self.retired_at.is_none_or(|at| now < at + PUBLISHED_AFTER)
    }

    /// What the key does, since when and until when. Without a successor the end is planned.
    pub fn period(self, now: Timestamp) -> (KeyState, Timestamp, Timestamp) {
        match self.retired_at {
            _ if now < self.active_at => (KeyState::Next, self.published_at, self.active_at),
            Some(at) if at <= now => (KeyState::Retired, at, at + PUBLISHED_AFTER),
            end => (KeyState::Active, self.active_at, end.unwrap_or(self.active_at + IN_USE)),
        }
    }
}

/// The key that signs: the one that began last. If none has begun, because the clock of the server that made the first
/// one is ahead, the one that begins first. `None`: there are no keys.
pub fn active<K>(keys: impl Iterator<Item = K>, times: impl Fn(&K) -> KeyTimes, now: Timestamp) -> Option<K> {
    keys.max_by_key(|key| match times(key).active_at {
        at if at <= now => (true, at.0),
        at => (false, -at.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp(1_800_000_000_000);

    fn before(at: Timestamp) -> Timestamp {
        Timestamp(at.0 - 1)
    }

    #[test]
    fn a_key_is_published_a_day_before_it_signs_and_until_nothing_that_it_signed_is_valid() {
        let mut first = KeyTimes::first(START);
        let made = START + Seconds::days(89);
        assert!(!first.needs_successor(before(made)) && first.needs_successor(made));
        let next = KeyTimes::next(made);
        let change = START + Seconds::days(90);
        assert_eq!((next.published_at, next.active_at), (made, change));
        first.retired_at = Some(change);
        assert!(!first.needs_successor(change));
        assert_eq!(next.period(before(change)), (KeyState::Next, made, change));
        assert_eq!(next.period(change), (KeyState::Active, change, change + IN_USE));
        assert_eq!(first.period(before(change)), (KeyState::Active, START, change));
        let gone = change + Seconds::minutes(70);
        assert_eq!(first.period(change), (KeyState::Retired, change, gone));
        assert!(first.is_published(before(gone)) && !first.is_published(gone));
        assert!(next.is_published(made + Seconds::days(1000)));
    }

    #[test]
    fn the_key_that_began_last_signs_and_the_first_one_also_if_its_clock_was_ahead() {
        let keys = [KeyTimes::first(START), KeyTimes::next(START)];
        let signs = |now| active(keys.iter().copied(), |key| *key, now);
        let change = START + PUBLISHED_BEFORE;
        assert_eq!((signs(before(change)), signs(change)), (Some(keys[0]), Some(keys[1])));
        assert_eq!(signs(before(START)), Some(keys[0]));
        assert_eq!(active([].into_iter(), |key: &KeyTimes| *key, START), None);
    }

    proptest! {
        /// Also if the successor is made late, because no server ran. Whatever is valid is verified, also with keys that
        /// were read up to ten minutes before it was signed.
        #[test]
        fn what_is_signed_is_always_verified(waits in prop::collection::vec(1_u32..200 * 3600, 1..60)) {
            let (mut keys, mut now) = (vec![KeyTimes::first(START)], START);
            for wait in waits {
                let last = keys.len() - 1;
                if keys[last].needs_successor(now) {
                    let next = KeyTimes::next(now);
                    keys[last].retired_at = Some(next.active_at);
                    keys.push(next);
                }
                keys.retain(|key| key.is_published(now));
                let key = active(keys.iter().copied(), |key| *key, now).unwrap();
                prop_assert_eq!(key.period(now).0, KeyState::Active);
                prop_assert!(key.active_at == START || key.published_at + CACHED <= now);
                prop_assert!(key.is_published(now + LONGEST_LIFE));
                now = now + Seconds(wait);
            }
        }
    }
}
