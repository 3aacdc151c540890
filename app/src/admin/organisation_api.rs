//! Data of the pages about the organisation.

use crate::words::{Word, admin::branding};
use domain::{
    Fields, Preset,
    policy::{MissingCredentials, Served},
};
use serde::{Deserialize, Serialize};

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

/// Why a logo was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogoProblem {
    /// No file was chosen.
    None,
    NoImage,
    TooLarge,
}

/// Largest accepted logo file, in bytes.
pub const LARGEST_LOGO: u32 = 1 << 20;

impl LogoProblem {
    const ALL: [LogoProblem; 3] = [LogoProblem::None, LogoProblem::NoImage, LogoProblem::TooLarge];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            LogoProblem::None => "none",
            LogoProblem::NoImage => "no-image",
            LogoProblem::TooLarge => "too-large",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        LogoProblem::ALL.into_iter().find(|problem| problem.name() == name)
    }

    /// The error beside the logo field.
    pub const fn text(self) -> Word {
        match self {
            LogoProblem::None => branding::LOGO_NONE,
            LogoProblem::NoImage => branding::LOGO_NO_IMAGE,
            LogoProblem::TooLarge => branding::LOGO_TOO_LARGE,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BrandingDone {
    Saved,
    Logo,
    LogoRemoved,
}

impl BrandingDone {
    const ALL: [BrandingDone; 3] = [BrandingDone::Saved, BrandingDone::Logo, BrandingDone::LogoRemoved];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            BrandingDone::Saved => "saved",
            BrandingDone::Logo => "logo",
            BrandingDone::LogoRemoved => "logo-removed",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        BrandingDone::ALL.into_iter().find(|done| done.name() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyDone {
    Saved,
    Origins,
}

impl PolicyDone {
    const ALL: [PolicyDone; 2] = [PolicyDone::Saved, PolicyDone::Origins];

    /// The name in URLs.
    pub const fn name(self) -> &'static str {
        match self {
            PolicyDone::Saved => "saved",
            PolicyDone::Origins => "origins",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        PolicyDone::ALL.into_iter().find(|done| done.name() == name)
    }
}
