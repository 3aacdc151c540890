//! Texts of the branding page.

use crate::words::Word;
pub use crate::words::sentences::admin::branding::*;
use domain::branding::{self, BrandingError};

/// The error beside the invalid field.
pub fn problem(error: BrandingError) -> Word {
    match error.field {
        branding::NAME | branding::SENDER_NAME => NOT_A_NAME,
        branding::COLOR => NOT_A_COLOR,
        branding::REPLY_TO => NOT_AN_ADDRESS,
        _ => NOT_A_CONTACT,
    }
}
