//! What screens know of an organisation.

use domain::Slug;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    pub name: String,
    pub slug: Slug,
    /// Whether the addresses without a slug are this one's.
    pub is_default: bool,
}
