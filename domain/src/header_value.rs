//! How a text becomes the value of an HTTP header.

use std::fmt::Write as _;

/// The text in printable ASCII. The percent sign, the bytes of `separators`, and every byte of the UTF-8 form that is
/// not printable ASCII become `%` and two hexadecimal digits, so decoding percent signs gives the text back.
pub(crate) fn header_value(text: &str, separators: &[u8]) -> String {
    let mut value = String::with_capacity(text.len());
    for byte in text.bytes() {
        if (b' '..=b'~').contains(&byte) && byte != b'%' && !separators.contains(&byte) {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_printable_ascii_is_encoded() {
        assert_eq!(header_value("Zoë, 100 %\r\n", b""), "Zo%C3%AB, 100 %25%0D%0A");
        assert_eq!(header_value("a, b", b","), "a%2C b");
    }

    proptest! {
        #[test]
        fn no_text_ends_a_header_or_begins_another_entry(text in "(?s).{0,40}") {
            let value = header_value(&text, b",");
            prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b','));
        }
    }
}
