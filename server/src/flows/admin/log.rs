//! The organisation's log: who did what to whom, when and from where.

use super::people::meant;
use crate::{
    flows::account::AsAdmin,
    house::House,
    store::audit_log::{self, Entry},
};
use domain::{Activity, Timestamp};

pub use crate::store::{
    Before,
    audit_log::{Entry as Kept, Filter as Narrowed},
};

/// Which events an admin looks for.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// As typed: whom they are about, or who did it. Empty: anybody.
    pub person: String,
    pub activity: Option<Activity>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// Finds the people who are meant. `None`: too many to look for at once.
pub async fn narrow(house: &House, AsAdmin(admin): AsAdmin<'_>, log: &Log) -> anyhow::Result<Option<Narrowed>> {
    let people = match log.person.as_str() {
        "" => None,
        text => match meant(house, &admin.organisation, text).await? {
            Some(people) => Some(people.into_iter().map(|person| person.id).collect()),
            None => return Ok(None),
        },
    };
    Ok(Some(Narrowed { people, activity: log.activity, from: log.from, until: log.until }))
}

/// Newest first; `most` of them at most, and where the next page begins.
pub async fn log(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    log: &Narrowed,
    before: Option<Before>,
    most: u64,
) -> anyhow::Result<(Vec<Entry>, Option<Before>)> {
    audit_log::page(&house.store, admin.organisation.id, log, before, most).await
}

/// What `log` asks of the database, in the words of its plan: for whoever measures.
pub async fn log_plan(
    house: &House,
    AsAdmin(admin): AsAdmin<'_>,
    log: &Narrowed,
    most: u64,
) -> anyhow::Result<Vec<String>> {
    audit_log::plan(&house.store, admin.organisation.id, log, most).await
}
