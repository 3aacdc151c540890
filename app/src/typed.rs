//! What the user typed and the next page shows again. Never contains a secret.

use domain::AddedWay;
use leptos::prelude::RwSignal;
use serde::{Deserialize, Serialize};

/// The values of a refused plain form.
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

/// The email address that was typed last since the app was loaded. Kept in memory only.
#[derive(Clone, Copy)]
pub struct LastTyped(pub RwSignal<String>);
