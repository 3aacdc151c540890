//! QR codes as one SVG path, so that the page draws them in its own colours and loads no image.

use crate::settings::QrCode;
use anyhow::{Context as _, anyhow};
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write as _;

/// The width of the light margin on each side, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Draws a text as a QR code. Fails if the text is too long for one.
pub fn picture(text: &str) -> anyhow::Result<QrCode> {
    // The text is a secret. Neither the error of the crate nor this one contains any of it.
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| anyhow!("too long for a QR code"))?;
    let mut path = String::new();
    for row in 0..code.size {
        let is_dark = |column: usize| column < code.size && code[row][column].value();
        let mut column = 0;
        while column < code.size {
            let start = column;
            while is_dark(column) {
                column += 1;
            }
            if column > start {
                write!(path, "M{} {}h{}v1H{}z", start + QUIET, row + QUIET, column - start, start + QUIET)?;
            }
            column += 1;
        }
    }
    let size = u16::try_from(code.size + 2 * QUIET).context("a QR code has a side of 177 at most")?;
    Ok(QrCode { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_three_finders_and_a_quiet_zone() {
        let picture = picture("otpauth://totp/x:y?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x").unwrap();
        assert!(picture.size >= 21 + 8);
        // The first row begins and ends with a finder pattern, seven modules wide.
        assert!(picture.path.starts_with("M4 4h7v1H4z"), "{}", picture.path);
        assert!(picture.path.contains(&format!("M{0} 4h7v1H{0}z", picture.size - 11)), "{}", picture.path);
        assert!(!picture.path.contains("secret"));
        assert!(super::picture(&"x".repeat(10_000)).is_err());
    }
}
