//! Runs the algorithms of foreign hashes. Only on the hashing threads.

use super::kind::{HashFunction, Kind, Variant};
use super::record::Foreign;
use aes::Aes256;
use anyhow::{anyhow, bail};
use argon2::{Algorithm, Argon2, Params, Version};
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use pbkdf2::pbkdf2_hmac;
use sha_crypt::{PasswordVerifier as _, ShaCrypt, password_hash::Error};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Bytes of a password that bcrypt reads.
const LONGEST_OF_BCRYPT: usize = 72;

impl Foreign {
    /// Whether the password is the right one, compared in constant time. Takes as long for every hash of this kind.
    pub fn matches(&self, password: &[u8]) -> anyhow::Result<bool> {
        let expected = self.output.expose().as_slice();
        if let Kind::ShaCrypt { .. } = self.kind {
            return match ShaCrypt::default().verify_password(password, std::str::from_utf8(expected)?) {
                Ok(()) => Ok(true),
                Err(Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(anyhow!("a foreign hash cannot be verified: {error}")),
            };
        }
        Ok(bool::from(compute(self.kind, password, &self.salt)?.ct_eq(expected)))
    }
}

fn compute(kind: Kind, password: &[u8], salt: &[u8]) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let mut output = Zeroizing::new(vec![0; kind.length()]);
    match kind {
        Kind::Argon2 { variant, version, memory_kib, passes, lanes, length } => {
            let algorithm = match variant {
                Variant::D => Algorithm::Argon2d,
                Variant::I => Algorithm::Argon2i,
                Variant::Id => Algorithm::Argon2id,
            };
            let version = if version == 16 { Version::V0x10 } else { Version::V0x13 };
            let parameters = Params::new(memory_kib, passes, lanes, Some(length))?;
            Argon2::new(algorithm, version, parameters).hash_password_into(password, salt, &mut output)?;
        }
        Kind::Bcrypt { cost } => output.copy_from_slice(&of_bcrypt(cost, password, salt)?),
        Kind::BcryptSha256 { cost } => {
            let digits = Zeroizing::new(hex::encode(Sha256::digest(password)));
            output.copy_from_slice(&of_bcrypt(cost, digits.as_bytes(), salt)?);
        }
        Kind::Pbkdf2 { function, rounds, .. } => match function {
            HashFunction::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut output),
            HashFunction::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut output),
            HashFunction::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut output),
        },
        Kind::Scrypt { log_n, r, p, .. } => {
            scrypt::scrypt(password, salt, &scrypt::Params::new(log_n, r, p)?, &mut output)?;
        }
        Kind::Firebase { log_n, r, .. } => {
            let mut key = Zeroizing::new([0u8; 32]);
            scrypt::scrypt(password, salt, &scrypt::Params::new(log_n, r, 1)?, key.as_mut_slice())?;
            // The output is all zeros, so it becomes the key stream.
            Ctr128BE::<Aes256>::new_from_slices(key.as_slice(), &[0; 16])?.apply_keystream(&mut output);
        }
        Kind::Salted { function } => output.copy_from_slice(&match function {
            HashFunction::Sha1 => Sha1::new_with_prefix(password).chain_update(salt).finalize().to_vec(),
            HashFunction::Sha256 => Sha256::new_with_prefix(password).chain_update(salt).finalize().to_vec(),
            HashFunction::Sha512 => Sha512::new_with_prefix(password).chain_update(salt).finalize().to_vec(),
        }),
        Kind::ShaCrypt { .. } => bail!("SHA-crypt compares by itself"),
    }
    Ok(output)
}

/// bcrypt ends a password with a zero byte, and reads no more than 72 bytes.
fn of_bcrypt(cost: u32, password: &[u8], salt: &[u8]) -> anyhow::Result<[u8; 23]> {
    let mut read = Zeroizing::new(Vec::with_capacity(LONGEST_OF_BCRYPT));
    read.extend(password.iter().chain(&[0]).take(LONGEST_OF_BCRYPT));
    let output = bcrypt::bcrypt(cost, salt.try_into()?, &read);
    // The last byte of the 24 is left out everywhere.
    output.first_chunk().copied().ok_or_else(|| anyhow!("bcrypt has a short output"))
}
