//! The values of a refused plain form, kept so that the page shows them again. Never contains a secret.

use domain::AddedWay;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub email: String,
    pub phone: String,
    /// The chosen country of the phone number, as in `CountryChoice::code`.
    pub country: String,
    pub name: String,
    /// The repetition of the email address.
    pub again: String,
    /// The IANA name of the chosen time zone; empty means UTC. `None` if the form has no such field.
    pub time_zone: Option<String>,
    /// Whether the invited user becomes an admin.
    #[serde(default)]
    pub is_admin: bool,
    /// The recently added passkeys and authenticator app that the user wants to remove along with the old password.
    #[serde(default)]
    pub ticked: Vec<AddedWay>,
}
