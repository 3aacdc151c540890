//! The view of an organisation for the screens.

use domain::Slug;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    pub name: String,
    pub slug: Slug,
    /// Whether the paths without a slug belong to this organisation.
    pub is_default: bool,
    pub branding: Branding,
}

/// The organisation's branding. All fields are URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// A style sheet with the brand colour.
    pub sheet: Option<String>,
    /// The logo. Without one, pages show the Portico mark.
    pub logo: Option<String>,
    /// The support contact: a web page or a `mailto:` link.
    pub support: Option<String>,
}
