//! The registry of applications: what an organisation's people use behind Portico, who may enter it, and how strongly
//! they must have signed in. Changing anything requires a `ProvenAdmin`, because it decides who is let in.

mod change;
mod list;
mod preview;
pub(crate) mod write;

pub use change::{
    ForwardAuth, NewApplication, create, delete, set_access, set_details, set_forward_auth, set_logo, set_strength,
    turn_off, turn_on,
};
pub(crate) use list::view;
pub use list::{ApplicationRow, ApplicationView, NamedOrganisation, Tile, activity, list, show, tiles};
pub use preview::{CannotEnter, Preview, preview};

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
