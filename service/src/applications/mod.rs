//! The registry of applications: what an organisation's people use behind Portico, who may enter it, and how strongly
//! they must have signed in. Changing anything requires a `ProvenAdmin`, because it decides who is let in.

mod change;
mod client;
mod dry_run;
mod list;
mod preview;
pub(crate) mod write;
pub(crate) mod write_client;

pub use change::{
    ForwardAuth, NewApplication, create, delete, set_access, set_details, set_forward_auth, set_logo, set_strength,
    turn_off, turn_on,
};
pub use client::{
    ClientView, end_earlier_secrets, put_secret_away, remove_client, rotate_secret, set_client, show_client,
};
pub(crate) use client::{client_view, end_earlier};
pub use dry_run::dry_run;
pub(crate) use list::view;
pub use list::{ApplicationRow, ApplicationView, NamedOrganisation, Tile, activity, list, show, tiles};
pub use preview::{CannotEnter, Preview, preview};
pub use write_client::{ClientForm, MadeSecret, minutes_and_days};

use crate::prelude::*;
use domain::ApplicationId;
use domain::refusal::ApplicationRefusal;
use store::applications::{self, Application};

fn refused(refusal: ApplicationRefusal) -> Failure {
    Refusal::Application(refusal).into()
}

/// Finds an application of the admin's organisation. Refuses with `NotFound` if there is none with this id.
async fn find(app: &AppContext, admin: AsAdmin<'_>, id: ApplicationId) -> Result<Application, Failure> {
    let found = applications::find(&app.store, admin.signed_in().organisation.id, id).await?;
    found.ok_or(Refusal::NotFound.into())
}
