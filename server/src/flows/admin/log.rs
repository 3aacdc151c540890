//! The organisation's log: who did what to whom, when and from where.

use crate::{
    flows::account::AsAdmin,
    house::House,
    store::audit_log::{self, Entry, Filter},
};
use domain::{Activity, EmailAddress, Timestamp};

pub use crate::store::{Before, audit_log::Entry as Kept};

/// Which events an admin looks for.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Whom they are about, or who did it.
    pub person: Option<EmailAddress>,
    pub activity: Option<Activity>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// Newest first; `most` of them at most, and where the next page begins.
pub async fn log(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    log: &Log,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<(Vec<Entry>, Option<Before>)> {
    let organisation = admin.organisation.id;
    let person = match &log.person {
        None => None,
        Some(email) => match audit_log::find_person(&house.store, organisation, email).await? {
            Some(id) => Some(id),
            // Nobody here has the address: nothing happened to them.
            None => return Ok((Vec::new(), None)),
        },
    };
    let filter = Filter { organisation, person, activity: log.activity, from: log.from, until: log.until };
    audit_log::page(&house.store, &filter, before, most).await
}
