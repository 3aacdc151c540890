//! An authenticator app, written from RFC 6238 alone. It knows only the key that the page shows.

use domain::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// The bytes of a key that the page shows in base32 (RFC 4648).
pub fn key_of(shown: &str) -> Vec<u8> {
    let mut bits = 0u64;
    let mut known = 0;
    let mut bytes = Vec::new();
    for letter in shown.bytes().filter(|letter| *letter != b' ') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            other => panic!("{other} is not in the alphabet"),
        };
        bits = bits << 5 | u64::from(value);
        known += 5;
        if known >= 8 {
            known -= 8;
            bytes.push((bits >> known & 0xff) as u8);
        }
    }
    bytes
}

/// The code that the app shows at this time.
pub fn app_code(shown: &str, at: Timestamp) -> String {
    let step = u64::try_from(at.0).unwrap() / 1000 / 30;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key_of(shown)).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = (digest[19] & 15) as usize;
    let number = digest[at..at + 4].iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}
