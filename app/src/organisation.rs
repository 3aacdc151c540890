//! The view of an organisation for the screens.

use crate::paths;
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

impl OrganisationView {
    /// The path of a page of the organisation. Paths of the default organisation have no slug.
    pub fn path_of(&self, page: &str) -> String {
        if self.is_default { page.to_owned() } else { paths::at_organisation(&self.slug, page) }
    }
}

#[cfg(feature = "ssr")]
impl OrganisationView {
    pub fn of(organisation: store::organisations::Organisation, is_default: bool) -> Self {
        let branding = organisation.branding;
        OrganisationView {
            name: organisation.name,
            slug: organisation.slug,
            is_default,
            branding: Branding {
                sheet: branding.color.map(|color| paths::color_sheet(&color.hex())),
                logo: branding.logo_digest.map(|digest| paths::logo(&digest)),
                support: branding.support.map(|support| support.href()),
            },
        }
    }
}
