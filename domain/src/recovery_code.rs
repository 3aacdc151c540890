//! Codes that stand in for a lost second step. 16 of 32 letters and digits: 80 bits, each good once.

use crate::{
    Secret,
    invitation::{ALPHABET, is_between, meant},
};

pub const LENGTH: usize = 16;
/// How many a person is given.
pub const CODES: usize = 10;
/// How many characters stand together, for the eye.
const GROUP: usize = 4;

/// The sixteen characters, without what stands between the groups.
#[derive(Clone, Debug)]
pub struct RecoveryCode(Secret<String>);

impl RecoveryCode {
    /// Five bits of each number stand for one character.
    pub fn from_numbers(numbers: [u8; LENGTH]) -> Self {
        let letter = |number: u8| char::from(ALPHABET[usize::from(number) % ALPHABET.len()]);
        RecoveryCode(Secret::new(numbers.into_iter().map(letter).collect()))
    }

    /// What somebody typed or pasted, in either case, with or without what stands between the groups, and with letters
    /// where digits are that look like them. `None`: it cannot be one.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = Secret::new(
            text.chars().filter(|character| !is_between(*character)).map(meant).take(LENGTH + 1).collect::<String>(),
        );
        let is_one = letters.expose().len() == LENGTH && letters.expose().bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(RecoveryCode(letters))
    }

    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// As people read it: `7KQ4-M2XW-9P3D-0ABC`.
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
