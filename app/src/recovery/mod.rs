//! "Forgot password?": says how to get in meanwhile.

mod recovery_page;

pub use recovery_page::RecoveryPage;

use crate::organisation::OrganisationView;
use domain::Method;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryHelp {
    pub organisation: OrganisationView,
    /// The ways in that need no password.
    pub methods: Vec<Method>,
}
