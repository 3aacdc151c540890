//! Texts of the branding page.

pub use crate::words::sentences::admin::branding::*;
use crate::{admin::LogoProblem, words::Word};
use domain::branding::{self, BrandingError};

/// The error beside the invalid field.
pub fn problem(error: BrandingError) -> Word {
    match error.field {
        branding::NAME => NOT_A_NAME,
        branding::COLOR => NOT_A_COLOR,
        _ => NOT_A_CONTACT,
    }
}

/// The error beside the logo field.
pub const fn logo_problem(problem: LogoProblem) -> Word {
    match problem {
        LogoProblem::None => LOGO_NONE,
        LogoProblem::NoImage => LOGO_NO_IMAGE,
        LogoProblem::TooLarge => LOGO_TOO_LARGE,
    }
}
