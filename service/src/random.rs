//! The source of randomness: the operating system, or a seed in tests.

use domain::oidc::{USER_CODE_ALPHABET, UserCode};
use domain::temporary_password::ALPHABET;
use domain::{OneTimeCode, TemporaryPassword};
use rand::{TryRng as _, rngs::SysRng};
use uuid::Uuid;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes` with unpredictable bytes. Fails only if the operating system has no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        SysRng.try_fill_bytes(bytes).map_err(|error| anyhow::anyhow!("the operating system has no randomness: {error}"))
    }
}

impl dyn Random + '_ {
    /// `N` unpredictable bytes. Fails as `fill` does.
    pub fn bytes<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A random UUID (RFC 9562 §5.4).
    pub fn id(&self) -> anyhow::Result<Uuid> {
        Ok(uuid::Builder::from_random_bytes(self.bytes()?).into_uuid())
    }

    /// A one-time code, uniform over a million values (ASVS 5.0.0, 6.5.4): numbers above the largest multiple of a
    /// million are drawn again.
    pub fn one_time_code(&self) -> anyhow::Result<OneTimeCode> {
        const CODES: u32 = 1_000_000;
        const WHOLE: u32 = u32::MAX - u32::MAX % CODES;
        loop {
            let number = u32::from_le_bytes(self.bytes()?);
            if number < WHOLE {
                return Ok(OneTimeCode::from_number(number));
            }
        }
    }

    /// A temporary password, uniform.
    pub fn temporary_password(&self) -> anyhow::Result<TemporaryPassword> {
        const LETTERS: u8 = ALPHABET.len() as u8;
        self.numbers(LETTERS).map(TemporaryPassword::from_numbers)
    }

    /// A code for the user of a device, uniform.
    pub fn user_code(&self) -> anyhow::Result<UserCode> {
        const LETTERS: u8 = USER_CODE_ALPHABET.len() as u8;
        self.numbers(LETTERS).map(UserCode::from_numbers)
    }

    /// Uniform numbers below `end`, which is not 0: bytes above the largest multiple of it are drawn again.
    fn numbers<const N: usize>(&self, end: u8) -> anyhow::Result<[u8; N]> {
        let whole = u8::MAX - u8::MAX % end;
        let mut numbers = [0; N];
        for number in &mut numbers {
            *number = loop {
                let [byte] = self.bytes()?;
                if byte < whole {
                    break byte % end;
                }
            };
        }
        Ok(numbers)
    }

    /// An incident id that users can read to support: `7F3K-92QD-M4XA`. Characters that look alike are left out.
    pub fn incident(&self) -> String {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bytes: [u8; 12] = self.bytes().unwrap_or_default();
        let letters: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Returns the given numbers in order, then zeros.
    struct Numbers(Vec<u32>, AtomicU32);

    impl Random for Numbers {
        fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
            let next = self.1.fetch_add(1, Ordering::Relaxed) as usize;
            let number = self.0.get(next).copied().unwrap_or_default().to_le_bytes();
            bytes.iter_mut().zip(number.iter().cycle()).for_each(|(to, from)| *to = *from);
            Ok(())
        }
    }

    #[test]
    fn every_code_is_as_likely_as_another() {
        // The first 4,294,000,000 numbers give each code 4,294 times. The others would favour small
        // codes and are drawn again.
        let random: &dyn Random = &Numbers(vec![4_294_000_000, u32::MAX, 4_293_999_999], AtomicU32::new(0));
        assert_eq!(random.one_time_code().unwrap().expose(), "999999");
    }

    #[test]
    fn every_character_of_a_temporary_password_is_as_likely_as_another() {
        // The first 248 byte values give each of 31 characters eight times. The others are drawn again.
        let random: &dyn Random = &Numbers(vec![248, 255, 247], AtomicU32::new(0));
        assert_eq!(random.temporary_password().unwrap().grouped(), "Z2222-22222-22222-22222");
    }

    #[test]
    fn every_letter_of_a_user_code_is_as_likely_as_another() {
        // The first 240 byte values give each of 20 letters twelve times. The others are drawn again.
        let random: &dyn Random = &Numbers(vec![240, 255, 239], AtomicU32::new(0));
        assert_eq!(random.user_code().unwrap().grouped(), "ZBBB-BBBB");
    }

    #[test]
    fn codes_of_the_operating_system_differ() {
        let random: &dyn Random = &SystemRandom;
        let codes: std::collections::HashSet<String> =
            (0..1000).map(|_| random.one_time_code().unwrap().expose().to_owned()).collect();
        assert!(codes.len() > 950, "a thousand draws gave only {} codes", codes.len());
    }
}
