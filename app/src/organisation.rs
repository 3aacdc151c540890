//! What screens know of an organisation.

use domain::Slug;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    pub name: String,
    pub slug: Slug,
    /// Whether the addresses without a slug are this one's.
    pub is_default: bool,
    pub branding: Branding,
}

/// What makes its pages its own. All are addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// A sheet with its colour.
    pub sheet: Option<String>,
    /// An image that stands for the mark.
    pub logo: Option<String>,
    /// Where people get help.
    pub support: Option<String>,
}
