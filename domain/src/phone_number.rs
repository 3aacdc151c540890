//! Phone numbers in the one form that is compared and stored. The server also reads national spellings.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A number in E.164 form: `+`, then 7 to 15 digits, the first not 0 (ITU-T E.164 §6).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PhoneNumber(String);

/// The text cannot be a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number; write it like +1 201 555 0123")]
pub struct NotAPhoneNumber;

/// The last digits of a number, in which a thousand neighbouring numbers differ.
const LAST: usize = 3;

impl PhoneNumber {
    /// The whole number, such as `+12015550142`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A shortened form that only its owner recognises: `•••• 42`.
    pub fn masked(&self) -> String {
        format!("•••• {}", &self.0[self.0.len() - 2..])
    }

    /// The prefix that a thousand neighbouring numbers share.
    pub fn thousand(&self) -> &str {
        &self.0[..self.0.len() - LAST]
    }
}

impl FromStr for PhoneNumber {
    type Err = NotAPhoneNumber;

    fn from_str(text: &str) -> Result<Self, NotAPhoneNumber> {
        let digits = text.strip_prefix('+').ok_or(NotAPhoneNumber)?;
        let is_number = (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if is_number { Ok(PhoneNumber(text.to_owned())) } else { Err(NotAPhoneNumber) }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Logs get the masked form only.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_a_number() {
        let number: PhoneNumber = "+12015550142".parse().unwrap();
        assert_eq!((number.as_str(), number.masked().as_str()), ("+12015550142", "•••• 42"));
        assert_eq!(number.thousand(), "+12015550");
        assert_eq!(format!("{number:?}"), "•••• 42");
        for text in
            ["", "+", "12015550142", "+0201555014", "+1 201 555 0142", "+123456", "+1234567890123456", "+1a15550142"]
        {
            assert_eq!(text.parse::<PhoneNumber>(), Err(NotAPhoneNumber), "{text}");
        }
    }
}
