//! One-time codes: the six digits that answer a challenge, found in text that was typed, pasted or filled in.

use crate::{Secret, invitation::is_between, visible::is_ignored};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Digits in a code.
pub const LENGTH: usize = 6;

/// A code of six digits, `0` to `9`. `Debug` does not show them.
#[derive(Clone, Debug)]
pub struct OneTimeCode(Secret<String>);

/// The text that a user entered as a code. `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedCode(pub String);

impl fmt::Debug for TypedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TypedCode(…)")
    }
}

/// The text contains no six-digit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a six-digit code")]
pub struct NotACode;

impl OneTimeCode {
    /// The code with this number: `42` is `000042`. Numbers from a million on wrap around.
    pub fn from_number(number: u32) -> Self {
        OneTimeCode(Secret::new(format!("{:06}", number % 1_000_000)))
    }

    /// The digits in plain text. Never log them.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The digits in two groups, as people read them aloud: `482 913`.
    pub fn spaced(&self) -> String {
        let (first, second) = self.expose().split_at(LENGTH / 2);
        format!("{first} {second}")
    }
}

impl FromStr for OneTimeCode {
    type Err = NotACode;

    /// Reads `123456`, `123 456`, `Your code is 123-456.`, full-width and Arabic digits. Refuses texts of more than
    /// 1024 bytes.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        if text.len() > 1024 {
            return Err(NotACode);
        }
        let groups = digit_groups(text);
        let whole: String = groups.concat();
        let code = groups.into_iter().find(|group| group.len() == LENGTH).unwrap_or(whole);
        if code.len() == LENGTH { Ok(OneTimeCode(Secret::new(code))) } else { Err(NotACode) }
    }
}

/// All digits in the text, converted to `0` to `9`. Drops every other character.
pub fn digits_in(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

/// Runs of digits. A single space, dash or dot inside a run does not end it; invisible characters are ignored.
fn digit_groups(text: &str) -> Vec<String> {
    let mut groups = vec![String::new()];
    let mut gap = 0;
    for character in text.chars() {
        match digit(character) {
            Some(digit) => {
                if gap > 1 {
                    groups.push(String::new());
                }
                gap = 0;
                if let Some(group) = groups.last_mut() {
                    group.push(digit);
                }
            }
            None if is_ignored(character) => {}
            None if character == '.' || (is_between(character) && !character.is_control()) => gap += 1,
            None => gap = 2,
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The decimal digit that a character represents, in scripts that people have on their keyboards (Unicode category Nd).
fn digit(character: char) -> Option<char> {
    const ZEROS: [char; 8] = ['0', '٠', '۰', '०', '০', '๐', '၀', '０'];
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(character).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("123456")]
    #[case(" 123 456 ")]
    #[case("123-456")]
    #[case("1 2 3 4 5 6")]
    #[case("Your code is 123 456")]
    #[case("123456 is your code. It is good for 10 minutes.")]
    #[case("１２３４５６")]
    #[case("\u{feff}123\u{200b}456\u{200e}")]
    #[case("In 10 minutes: 123\u{200b}\u{3000}456\u{202c}")]
    #[case("Code 123–456, or 123\u{2011}456, in 10 minutes")]
    #[case("١٢٣٤٥٦")]
    #[case("۱۲۳۴۵۶")]
    fn a_code_is_found_however_it_arrives(#[case] text: &str) {
        assert_eq!(text.parse::<OneTimeCode>().unwrap().expose(), "123456");
    }

    #[rstest]
    #[case("")]
    #[case("12345")]
    #[case("1234567")]
    #[case("no digits")]
    fn what_has_no_six_digits_is_no_code(#[case] text: &str) {
        assert!(text.parse::<OneTimeCode>().is_err());
    }

    #[test]
    fn leading_zeros_stay_and_debug_is_blank() {
        let code = OneTimeCode::from_number(42);
        assert_eq!((code.expose(), code.spaced().as_str()), ("000042", "000 042"));
        assert!(!format!("{code:?}").contains("42"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            let _ = text.parse::<OneTimeCode>();
            prop_assert!(digits_in(&text).bytes().all(|byte| byte.is_ascii_digit()));
        }

        #[test]
        fn every_number_reads_back(number in 0u32..1_000_000) {
            let code = OneTimeCode::from_number(number);
            let read: OneTimeCode = code.spaced().parse().unwrap();
            prop_assert_eq!(read.expose(), code.expose());
        }
    }
}
