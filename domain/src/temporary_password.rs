//! Passwords that the system generates, for recovery and for invited users. They are to be replaced by one that the
//! user chooses. 20 of 31 letters and digits: 99 bits.

use crate::{Secret, invitation::is_between};

/// Letters and digits without lookalikes.
pub const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Characters in a temporary password.
pub const LENGTH: usize = 20;
/// Characters in a group of a temporary password as users read it.
const GROUP: usize = 5;

/// The twenty characters of a temporary password, without separators.
#[derive(Clone, Debug)]
pub struct TemporaryPassword(Secret<String>);

impl TemporaryPassword {
    /// Builds a password: each number chooses one character. The numbers have to be uniformly distributed below 31.
    pub fn from_numbers(numbers: [u8; LENGTH]) -> Self {
        let letter = |number: u8| char::from(ALPHABET[usize::from(number) % ALPHABET.len()]);
        TemporaryPassword(Secret::new(numbers.into_iter().map(letter).collect()))
    }

    /// Reads a temporary password as typed or pasted: in upper or lower case, with or without separators. `None`: the
    /// text cannot be one.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = Secret::new(
            text.chars()
                .filter(|character| !is_between(*character))
                .map(|character| character.to_ascii_uppercase())
                .take(LENGTH + 1)
                .collect::<String>(),
        );
        let is_one = letters.expose().len() == LENGTH && letters.expose().bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(TemporaryPassword(letters))
    }

    /// The password in plain text. Never log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The password as users read it: `ABCDE-FGHJK-MNPQR-STUVW`.
    pub fn grouped(&self) -> String {
        let letters: Vec<char> = self.expose().chars().collect();
        letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> TemporaryPassword {
        TemporaryPassword::from_numbers(std::array::from_fn(|place| place as u8 + 8))
    }

    #[test]
    fn it_reads_in_groups_and_is_taken_however_it_is_typed() {
        assert_eq!(one().grouped(), "ABCDE-FGHJK-MNPQR-STUVW");
        for typed in [
            "ABCDE-FGHJK-MNPQR-STUVW",
            "ABCDEFGHJKMNPQRSTUVW",
            "abcde-fghjk-mnpqr-stuvw",
            " ABCDE FGHJK MNPQR STUVW\n",
            "ABCDE–FGHJK–MNPQR–STUVW",
            "\u{feff}ABCDE\u{2011}FGHJK\u{2011}MNPQR\u{2011}STUVW\u{200b}\u{3000}",
        ] {
            assert_eq!(TemporaryPassword::typed(typed).unwrap().expose(), one().expose(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_one_is_none() {
        for typed in ["", "ABCDE", "ABCDE-FGHJK-MNPQR-STUV0", "ABCDE-FGHJK-MNPQR-STUVWX", "ÄBCDE-FGHJK-MNPQR-STUV"] {
            assert!(TemporaryPassword::typed(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn it_has_99_bits_and_does_not_show() {
        let bits = LENGTH as f64 * (ALPHABET.len() as f64).log2();
        assert!(bits > 99.0, "{bits}");
        assert_eq!(format!("{:?}", one()), "TemporaryPassword(Secret(…))");
    }
}
