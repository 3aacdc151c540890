//! Recovery codes, which replace a lost second factor. 16 of 32 letters and digits: 80 bits. Each code works once.

use crate::Secret;
use crate::invitation::{ALPHABET, is_between, meant};

/// Characters in a code.
pub const LENGTH: usize = 16;
/// How many codes a user gets at once.
pub const CODES: usize = 10;
/// Characters in a group of a code as users read it.
const GROUP: usize = 4;

/// The sixteen characters of a code, without separators.
#[derive(Clone, Debug)]
pub struct RecoveryCode(Secret<String>);

impl RecoveryCode {
    /// Builds a code: the low five bits of each number choose one character.
    pub fn from_numbers(numbers: [u8; LENGTH]) -> Self {
        let letter = |number: u8| char::from(ALPHABET[usize::from(number) % ALPHABET.len()]);
        RecoveryCode(Secret::new(numbers.into_iter().map(letter).collect()))
    }

    /// Reads a code as typed or pasted: in upper or lower case, with or without separators, and with letters in the
    /// place of digits that look like them. `None`: the text cannot be a code.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = Secret::new(
            text.chars().filter(|character| !is_between(*character)).map(meant).take(LENGTH + 1).collect::<String>(),
        );
        let is_one = letters.expose().len() == LENGTH && letters.expose().bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(RecoveryCode(letters))
    }

    /// The code in plain text. Never log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The code as users read it: `7KQ4-M2XW-9P3D-0ABC`.
    pub fn grouped(&self) -> String {
        let letters: Vec<char> = self.expose().chars().collect();
        letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> RecoveryCode {
        RecoveryCode::from_numbers(std::array::from_fn(|place| place as u8))
    }

    #[test]
    fn it_reads_in_groups_and_is_taken_however_it_is_typed() {
        assert_eq!(one().grouped(), "0123-4567-89AB-CDEF");
        for typed in [
            "0123-4567-89AB-CDEF",
            "0123456789ABCDEF",
            " o123 4567–89ab cdef\n",
            "O I23 4567 89AB CDEF",
            "\u{feff}0123\u{2011}4567\u{3000}89AB\u{200b}CDEF",
        ] {
            assert_eq!(RecoveryCode::typed(typed).unwrap().expose(), one().expose(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_one_is_none() {
        for typed in ["", "0123", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "ÄBCD-4567-89AB-CDEF"] {
            assert!(RecoveryCode::typed(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn it_has_80_bits_and_does_not_show() {
        assert_eq!(ALPHABET.len().pow(2), 1 << 10);
        assert_eq!(LENGTH * 5, 80);
        assert_eq!(format!("{:?}", one()), "RecoveryCode(Secret(…))");
    }
}
