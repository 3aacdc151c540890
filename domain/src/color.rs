//! A colour that an organisation chose for its branding.

use std::{fmt, str::FromStr};

/// A colour in sRGB: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// The text is not written like `#0b6b4f`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written like #0b6b4f")]
pub struct NotAColor;

/// Black.
pub const BLACK: Color = Color([0; 3]);
/// White.
pub const WHITE: Color = Color([255; 3]);

impl Color {
    /// Relative luminance (WCAG 2.2), 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio between two colours, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Black or white, whichever text is easier to read on this colour. The contrast is always at least 4.5:1.
    pub fn ink(self) -> Self {
        if self.contrast(BLACK) >= self.contrast(WHITE) { BLACK } else { WHITE }
    }

    /// Six lower-case hexadecimal digits, without `#`.
    pub fn hex(self) -> String {
        let Color([red, green, blue]) = self;
        format!("{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{}", self.hex())
    }
}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits = text.trim().strip_prefix('#').ok_or(NotAColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAColor);
        Ok(Color([channel(0)?, channel(2)?, channel(4)?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("#0b6b4f", "#0b6b4f")]
    #[case(" #FFAA00 ", "#ffaa00")]
    fn six_digits_are_a_color(#[case] text: &str, #[case] color: &str) {
        assert_eq!(text.parse::<Color>().unwrap().to_string(), color);
    }

    #[rstest]
    fn anything_else_is_none(
        #[values("", "#", "0b6b4f", "#0b6b4", "#0b6b4f0", "#0b6b4g", "#+b6b4f", "red", "#é6b4f")] text: &str,
    ) {
        assert_eq!(text.parse::<Color>(), Err(NotAColor));
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        // The WCAG's own example: #767676 is the lightest grey with enough contrast on white.
        assert!(Color([0x76; 3]).contrast(WHITE) >= 4.5);
        assert!(Color([0x77; 3]).contrast(WHITE) < 4.5);
    }

    proptest! {
        #[test]
        fn its_ink_reads_on_any_color(channels: [u8; 3]) {
            let color = Color(channels);
            prop_assert!(color.contrast(color.ink()) >= 4.5);
        }
    }
}
