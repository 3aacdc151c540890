//! Data of the pages about the organisation.

use crate::{
    prelude::*,
    words::{admin::branding, by_name},
};
use domain::{
    Fields, Preset,
    policy::{MissingCredentials, Served},
};

/// `/admin/branding`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrandingView {
    /// Values of the form: as saved, or as typed when they were refused.
    pub fields: Fields,
    pub logo_problem: Option<LogoProblem>,
    pub done: Option<BrandingDone>,
}

/// `/admin/policy`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyView {
    /// Values of the form: as saved, those of the previewed preset, or as typed before.
    pub fields: Fields,
    pub looked_at: Option<Preset>,
    /// The form shows the saved policy.
    pub is_saved: bool,
    pub lacking: MissingCredentials,
    pub served: Served,
    /// One per line; as saved, or as typed before.
    pub origins: String,
    pub done: Option<PolicyDone>,
}

domain::named_enum! {
    /// Why a logo was refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum LogoProblem {
        /// No file was chosen.
        None = "none",
        NoImage = "no-image",
        TooLarge = "too-large",
    }
}

/// Largest accepted logo file, in bytes.
pub const LARGEST_LOGO: u32 = 1 << 20;

static LOGO_PROBLEMS: [Word; LogoProblem::ALL.len()] = by_name(branding::BY_KEY, "logo_", LogoProblem::NAMES);

impl LogoProblem {
    /// The error beside the logo field.
    pub fn text(self) -> Word {
        LOGO_PROBLEMS[self as usize]
    }
}

domain::named_enum! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum BrandingDone {
        Saved = "saved",
        Logo = "logo",
        LogoRemoved = "logo-removed",
    }
}

domain::named_enum! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum PolicyDone {
        Saved = "saved",
        Origins = "origins",
    }
}
