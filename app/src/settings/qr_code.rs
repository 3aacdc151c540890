//! QR codes as one SVG path, so that the page draws them in its own colours and loads no image.

use crate::{prelude::*, words::settings::authenticator};
#[cfg(feature = "ssr")]
use anyhow::{Context as _, anyhow};
#[cfg(feature = "ssr")]
use fast_qr::{ECL, QRBuilder};
#[cfg(feature = "ssr")]
use std::fmt::Write as _;

/// The width of the light margin on each side, in modules (ISO/IEC 18004).
#[cfg(feature = "ssr")]
const QUIET: usize = 4;

/// A QR code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QrCode {
    /// Modules per side, including the quiet zone.
    pub size: u16,
    /// The dark modules, as the `d` attribute of an SVG path.
    pub path: String,
}

impl QrCode {
    /// Draws a text as a QR code. Fails if the text is too long for one.
    #[cfg(feature = "ssr")]
    pub fn of(text: &str) -> anyhow::Result<Self> {
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
}

/// A QR code as SVG.
#[component]
pub fn QrCodePicture(picture: QrCode) -> impl IntoView {
    let view_box = format!("0 0 {0} {0}", picture.size);
    view! {
        <svg class="qr" role="img" aria-label=authenticator::PICTURE.text() viewBox=view_box>
            <path d=picture.path></path>
        </svg>
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_three_finders_and_a_quiet_zone() {
        let picture = QrCode::of("otpauth://totp/x:y?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=x").unwrap();
        assert!(picture.size >= 21 + 8);
        // The first row begins and ends with a finder pattern, seven modules wide.
        assert!(picture.path.starts_with("M4 4h7v1H4z"), "{}", picture.path);
        assert!(picture.path.contains(&format!("M{0} 4h7v1H{0}z", picture.size - 11)), "{}", picture.path);
        assert!(!picture.path.contains("secret"));
        assert!(QrCode::of(&"x".repeat(10_000)).is_err());
    }
}
