//! An authenticator app, written from RFC 6238 alone, and a device that keeps passkeys. The device does what a browser
//! and its authenticator do together (W3C, Web Authentication Level 3), written by hand.

use super::prelude::*;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE};
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// A flag of authenticator data: the user is present.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A device that keeps all its private keys unencrypted.
#[derive(Clone)]
pub struct Device {
    pub keys: Vec<Kept>,
    /// The origin of the page, as the browser reports it.
    pub origin: String,
    /// A further member of the client data and its value, such as `crossOrigin` for a page in another site's frame.
    pub framed: Option<(&'static str, Value)>,
    /// Whether the device verifies the user, for example by a fingerprint.
    pub verifies: bool,
    /// The signature counter. It rises with each use; 0 means that the device does not count.
    pub counter: u32,
    pub seed: u8,
}

#[derive(Clone)]
pub struct Kept {
    id: Vec<u8>,
    key: SigningKey,
    user_handle: Vec<u8>,
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE.decode(text.as_str().unwrap()).unwrap()
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE.encode(bytes)
}

/// A byte string in CBOR (RFC 8949 §3.1).
fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut cbor = match u8::try_from(bytes.len()) {
        Ok(short @ ..24) => vec![0x40 | short],
        Ok(byte) => vec![0x58, byte],
        Err(_) => [&[0x59][..], &u16::try_from(bytes.len()).unwrap().to_be_bytes()].concat(),
    };
    cbor.extend_from_slice(bytes);
    cbor
}

impl Device {
    /// Creates a device without passkeys. Each `seed` gives a different device.
    pub fn of(seed: u8) -> Self {
        Device { keys: Vec::new(), origin: PUBLIC_URL.to_owned(), framed: None, verifies: true, counter: 0, seed }
    }

    /// The id of the newest passkey, in base64url as browsers write it.
    pub fn id(&self) -> String {
        text(&self.keys.last().unwrap().id)
    }

    /// The user handle of the newest passkey, in base64url as browsers write it.
    pub fn user_handle(&self) -> String {
        text(&self.keys.last().unwrap().user_handle)
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["challenge"].as_str().unwrap();
        let mut data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        if let Some((name, value)) = &self.framed {
            data[*name] = value.clone();
        }
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let host = self.origin.split("//").nth(1).unwrap().split(':').next().unwrap();
        let flags = flags | PRESENT | if self.verifies { VERIFIED } else { 0 };
        [Sha256::digest(host).as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// `navigator.credentials.create`: adds a passkey and returns the browser's answer as JSON.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let number = u8::try_from(self.keys.len()).unwrap();
        let key = SigningKey::from_slice(&[self.seed.wrapping_mul(31) + number + 1; 32]).unwrap();
        let id = [[self.seed; 16], [number; 16]].concat();
        let point = key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        // A COSE key: {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053 §7.1.1).
        let public =
            [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..], &cbor_bytes(x), &[0x22], &cbor_bytes(y)].concat();
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        let data = [&self.authenticator_data(ATTESTED)[..], &[0; 16], &length, &id, &public].concat();
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let attestation = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"[..], &cbor_bytes(&data)].concat();
        let client = self.client_data("webauthn.create", options);
        self.keys.push(Kept { id: id.clone(), key, user_handle: bytes(&options["user"]["id"]) });
        json!({
            "id": text(&id), "rawId": text(&id), "type": "public-key", "extensions": {},
            "response": {
                "clientDataJSON": text(client), "attestationObject": text(attestation), "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// `navigator.credentials.get`: signs with the newest passkey that the options allow, and returns the answer as
    /// JSON.
    pub fn answer(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["userVerification"], "required");
        let allowed: Vec<_> =
            options["allowCredentials"].as_array().into_iter().flatten().map(|one| bytes(&one["id"])).collect();
        let may = |kept: &&Kept| allowed.is_empty() || allowed.contains(&kept.id);
        let kept = self.keys.iter().rev().find(may).expect("no passkey of this device may answer").clone();
        if self.counter > 0 {
            self.counter += 1;
        }
        let (client, data) = (self.client_data("webauthn.get", options), self.authenticator_data(0));
        let signature: Signature = kept.key.sign(&[&data[..], &Sha256::digest(&client)].concat());
        json!({
            "id": text(&kept.id), "rawId": text(&kept.id), "type": "public-key", "extensions": {},
            "response": {
                "clientDataJSON": text(client), "authenticatorData": text(data),
                "signature": text(signature.to_der().as_bytes()), "userHandle": text(&kept.user_handle),
            },
        })
        .to_string()
    }

    /// Whether the options exclude a passkey that this device has.
    pub fn has_one_of(&self, options: &str) -> bool {
        let options: Value = serde_json::from_str(options).unwrap();
        let excluded = options["publicKey"]["excludeCredentials"].as_array().cloned().unwrap_or_default();
        excluded.iter().any(|one| self.keys.iter().any(|kept| kept.id == bytes(&one["id"])))
    }
}

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
