//! Countries for phone number fields, and the formatting of typed numbers.

use serde::{Deserialize, Serialize};

/// A country to which the server sends texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryChoice {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: String,
    pub calling_code: u16,
    /// An example number in the national format.
    pub example: String,
}

impl CountryChoice {
    /// Formats typed digits like the example. `None` if they are not the beginning of a number in the national format,
    /// or too long for one.
    pub fn written(&self, typed: &str) -> Option<String> {
        let is_plain = |character: char| character.is_ascii_digit() || " ().-/".contains(character);
        let mut digits = typed.chars().filter(char::is_ascii_digit).peekable();
        let first = *digits.peek()?;
        let example_first = self.example.chars().find(char::is_ascii_digit)?;
        // The user left out the national prefix 0, or began with the calling code.
        let is_foreign = (first == '0') != (example_first == '0') || self.calling_code.to_string().starts_with(first);
        if !typed.chars().all(is_plain) || (is_foreign && first != example_first) {
            return None;
        }
        let mut written = String::new();
        for place in self.example.chars() {
            match (place.is_ascii_digit(), digits.peek()) {
                (_, None) => return Some(written),
                (true, Some(_)) => written.extend(digits.next()),
                (false, Some(_)) => written.push(place),
            }
        }
        digits.peek().is_none().then_some(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn choice(calling_code: u16, example: &str) -> CountryChoice {
        CountryChoice { code: String::new(), name: String::new(), calling_code, example: example.to_owned() }
    }

    #[rstest]
    #[case("2", "(2")]
    #[case("(201", "(201")]
    #[case("(2015", "(201) 5")]
    #[case("201-5550", "(201) 555-0")]
    #[case("2015550123", "(201) 555-0123")]
    fn digits_are_spaced_like_the_example(#[case] typed: &str, #[case] written: &str) {
        assert_eq!(choice(1, "(201) 555-0123").written(typed).as_deref(), Some(written));
    }

    #[test]
    fn what_is_no_national_number_is_left_alone() {
        let american = choice(1, "(201) 555-0123");
        for typed in ["", "+", "+1201", "12015550123", "20155501234", "201x", "0201", "\u{662}"] {
            assert_eq!(american.written(typed), None, "{typed}");
        }
        let british = choice(44, "07400 123456");
        assert_eq!(british.written("074001").as_deref(), Some("07400 1"));
        assert_eq!(british.written("7400"), None);
        assert_eq!(british.written("447400"), None);
    }
}
