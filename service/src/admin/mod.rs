//! The console of an organisation's admins. Every use case requires an `AsAdmin` or a `ProvenAdmin`, and reads and
//! changes only that admin's organisation: each statement has this condition.

mod branding;
mod edit;
mod export;
mod log;
mod messages;
mod people;
mod person;
mod policy;
mod reserved;

pub use branding::{save_branding, set_logo};
pub use edit::{Edited, TypedDetails, cancel_address_change, edit_person};
pub use export::{ExportedPerson, PeopleCursor, PeopleQuery, begin_export, exported};
pub use log::{AuditEntry, AuditFilter, ResolvedAuditFilter, log, log_plan, resolve_filter};
pub use messages::{MessageFilter, messages, messages_plan};
pub use people::{FoundPeople, MOST_COUNTED, PeopleFilter, people, plans};
pub use person::{PersonDetails, act_on_person, person};
pub use policy::{credential_groups, save_origins, save_policy, signed_in_groups};
pub use reserved::{release, reserve, reserved, reserved_one};

use super::account::{demand_session, recently_authenticated};
use crate::prelude::*;
use store::account_status;

/// An admin who has reauthenticated recently. Only `proven` makes one.
#[derive(Clone, Copy, Debug)]
pub struct ProvenAdmin<'a>(&'a SignedIn);

impl<'a> ProvenAdmin<'a> {
    pub(super) const fn signed_in(self) -> &'a SignedIn {
        self.0
    }
}

/// Refuses with `ReauthenticationRequired` unless the admin has signed in or reauthenticated within the last ten
/// minutes.
pub fn proven<'a>(app: &AppContext, admin: AsAdmin<'a>) -> Result<ProvenAdmin<'a>, Failure> {
    let signed_in = admin.signed_in();
    recently_authenticated(app, signed_in).map(|proven| ProvenAdmin(proven.signed_in()))
}

/// Refuses with `AdminNeeded` if an account that is about to be closed is the organisation's last admin. Locks the
/// organisation, which comes first in the lock order.
pub(super) async fn demand_other_admin(unit: &UnitOfWork<'_>, leaving: &SignedIn) -> Result<(), Failure> {
    let (organisation, id) = (leaving.organisation.id, leaving.account.id);
    organisations::lock_row(unit, organisation).await?;
    // Read under the lock: the role may have changed since the request began.
    let is_admin = account_status::is_admin(unit, id).await?;
    match is_admin && !account_status::has_other_admin(unit, organisation, id).await? {
        true => Err(Refusal::AdminNeeded.into()),
        false => Ok(()),
    }
}

/// Locks the organisation, which comes first in the lock order, so that its admins act one at a time. Then checks the
/// admin again: if two admins demote each other, the second is no longer an admin and is refused with `NotAllowed`.
/// Fails with `SignedOut` if the session has ended.
pub(super) async fn lock_organisation(unit: &UnitOfWork<'_>, signed_in: &SignedIn) -> Result<(), Failure> {
    organisations::lock_row(unit, signed_in.organisation.id).await?;
    demand_session(unit, signed_in).await?;
    match account_status::is_admin(unit, signed_in.account.id).await? {
        true => Ok(()),
        false => Err(Refusal::NotAllowed.into()),
    }
}
