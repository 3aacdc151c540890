//! The code that a device shows and its user types at Portico (RFC 8628 §6.1).

use crate::{Secret, invitation::is_between};

/// The letters of codes. Without vowels they spell no words, and none of them looks like a digit.
pub const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters in a code.
const LENGTH: usize = 8;
/// Letters in a group of a code as users read it.
const GROUP: usize = 4;

/// The eight letters of a code, without a separator.
#[derive(Clone, Debug)]
pub struct UserCode(Secret<String>);

impl UserCode {
    /// Builds a code of numbers below twenty, one for each letter.
    pub fn from_numbers(numbers: [u8; LENGTH]) -> Self {
        let letter = |number: u8| char::from(ALPHABET[usize::from(number) % ALPHABET.len()]);
        UserCode(Secret::new(numbers.into_iter().map(letter).collect()))
    }

    /// Reads a code as typed or pasted: in upper or lower case, with or without separators. `None`: the text cannot be
    /// a code.
    pub fn typed(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|letter| !is_between(*letter)).map(|letter| letter.to_ascii_uppercase());
        let letters = Secret::new(letters.take(LENGTH + 1).collect::<String>());
        let is_one = letters.expose().len() == LENGTH && letters.expose().bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(UserCode(letters))
    }

    /// The code in plain text. Never log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The code as users read it: `BCDF-GHJK`.
    pub fn grouped(&self) -> String {
        let (first, second) = self.expose().split_at(GROUP);
        format!("{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("BCDFGHJK")]
    #[case("bcdf-ghjk")]
    #[case(" bcdf ghjk\u{200b}")]
    #[case("BCDF\u{2013}GHJK\n")]
    fn a_code_is_read_however_it_is_typed(#[case] typed: &str) {
        assert_eq!(UserCode::typed(typed).unwrap().grouped(), "BCDF-GHJK");
    }

    #[rstest]
    #[case("")]
    #[case("BCDFGHJ")]
    #[case("BCDFGHJKL")]
    #[case("BCDFGHJA")]
    #[case("BCDFGHJ1")]
    #[case("BCDFGH\u{1e9e}")]
    fn other_texts_are_no_codes(#[case] typed: &str) {
        assert!(UserCode::typed(typed).is_none(), "{typed}");
    }

    #[test]
    fn debug_does_not_show_the_code() {
        assert!(!format!("{:?}", UserCode::from_numbers([0; LENGTH])).contains('B'));
    }

    proptest! {
        #[test]
        fn every_code_is_read_as_it_is_written(numbers in prop::array::uniform8(0_u8..20)) {
            let code = UserCode::from_numbers(numbers);
            let read = UserCode::typed(&code.grouped()).unwrap();
            prop_assert_eq!(read.expose(), code.expose());
        }
    }
}
