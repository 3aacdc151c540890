//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and thirty seconds, which every app supports.

use crate::{OneTimeCode, Seconds, Secret, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// The length of a secret in bytes: that of the hash (RFC 4226 §4, R6).
pub const SECRET_LENGTH: usize = 20;
/// How long a code is the current one.
pub const PERIOD: Seconds = Seconds(30);
/// How far a phone's clock may be off for the server to say so, in steps: ten minutes.
const FARTHEST: i64 = 20;
/// The Base32 alphabet (RFC 4648), in which apps accept secrets.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters in a group of the secret as users read it.
const GROUP: usize = 4;

/// A time step: the number of periods of thirty seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(pub i64);

/// The secret that the app and the server share.
#[derive(Clone, Debug)]
pub struct TotpSecret(Secret<[u8; SECRET_LENGTH]>);

/// How far a phone's clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockError {
    /// The phone's clock is ahead of the server's.
    pub is_ahead: bool,
    /// Rounded, at least 1.
    pub minutes: u8,
}

/// The result of comparing a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    /// The code of the current step or the one before. Accept it only if no code of this step or a later one was
    /// accepted before.
    Right(Step),
    /// The code of another time, at most ten minutes away.
    Off(ClockError),
    Wrong,
}

impl Step {
    /// The step at a point in time.
    pub const fn at(now: Timestamp) -> Self {
        Step(now.0.div_euclid(PERIOD.0 as i64 * 1000))
    }
}

impl TotpSecret {
    /// Wraps the bytes of a secret.
    pub const fn new(bytes: [u8; SECRET_LENGTH]) -> Self {
        TotpSecret(Secret::new(bytes))
    }

    /// Wraps the bytes of a secret. `None`: there are not exactly [`SECRET_LENGTH`].
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(TotpSecret::new)
    }

    /// The bytes of the secret. Never log them.
    pub const fn expose(&self) -> &[u8; SECRET_LENGTH] {
        self.0.expose()
    }

    /// The code of a step (RFC 4226 §5.3).
    pub fn code_at(&self, step: Step) -> OneTimeCode {
        OneTimeCode::from_number(code(self.expose(), step))
    }

    /// Compares a typed code with the codes around `now`: with all of them, so that the duration does not reveal which
    /// one is equal.
    ///
    /// The step before is accepted, because reading and typing take time (RFC 6238 §5.2). The step after is not: its
    /// code is not shown yet, and a phone whose clock is seconds ahead is right a moment later.
    pub fn matched(&self, typed: &OneTimeCode, now: Timestamp) -> Matched {
        let this = Step::at(now).0;
        let is_of =
            |step: i64| bool::from(self.code_at(Step(step)).expose().as_bytes().ct_eq(typed.expose().as_bytes()));
        let found = (this - FARTHEST..=this + FARTHEST).filter(|&step| is_of(step));
        // When the code fits several steps, the nearest one counts.
        match found.min_by_key(|step| if *step == this { 0 } else { (step - this).abs() * 2 + i64::from(*step > this) })
        {
            Some(step) if step == this || step == this - 1 => Matched::Right(Step(step)),
            Some(step) => Matched::Off(ClockError { is_ahead: step > this, minutes: in_minutes((step - this).abs()) }),
            None => Matched::Wrong,
        }
    }

    /// The secret in groups of four, as users type it: `JBSW Y3DP …`.
    pub fn grouped(&self) -> Secret<String> {
        let written = self.written();
        let letters: Vec<char> = written.expose().chars().collect();
        Secret::new(letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" "))
    }

    /// The `otpauth:` URL in the QR code, from which an app reads the secret and the labels of organisation and
    /// account.
    pub fn url(&self, issuer: &str, account: &str) -> Secret<String> {
        let (issuer, account, secret) = (label(issuer), label(account), self.written());
        let secret = secret.expose();
        Secret::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={}",
            PERIOD.0
        ))
    }

    fn written(&self) -> Secret<String> {
        let mut text = String::with_capacity(SECRET_LENGTH.div_ceil(5) * 8);
        for five in self.expose().chunks_exact(5) {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            text.extend((0..8).rev().map(|place| char::from(BASE32[(bits >> (place * 5) & 31) as usize])));
        }
        Secret::new(text)
    }
}

fn in_minutes(steps: i64) -> u8 {
    let minutes = (steps * i64::from(PERIOD.0) + 30) / 60;
    u8::try_from(minutes).unwrap_or(u8::MAX).max(1)
}

fn code(secret: &[u8], step: Step) -> u32 {
    // Never fails: HMAC accepts a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return 0 };
    mac.update(&step.0.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(digest[19] & 0xf);
    u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]])
}

/// A part of the label. Apps split the label at its colon, so a part may contain neither `:` nor `：`.
fn label(text: &str) -> String {
    let parts: Vec<_> = text.split([':', '：']).map(str::trim).filter(|part| !part.is_empty()).collect();
    encoded(&parts.join(" "))
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests;
