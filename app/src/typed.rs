//! What was typed before a plain form was refused, so that the page it returns to still has it. Never a secret.

use domain::AddedWay;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub email: String,
    pub phone: String,
    /// The chosen country of the phone number, as in `CountryChoice::code`.
    pub country: String,
    pub name: String,
    /// The email address, typed a second time.
    pub again: String,
    /// The chosen time zone; empty: UTC.
    pub time_zone: Option<String>,
    /// Of whoever is added.
    #[serde(default)]
    pub is_admin: bool,
    /// What is to be removed along with a password.
    #[serde(default)]
    pub ticked: Vec<AddedWay>,
}
