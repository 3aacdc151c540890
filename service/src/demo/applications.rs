//! The sample applications of a demo that a proxy guards. Both are the same small site on a port of this machine, under
//! two names of the machine, so that each has an origin of its own.

use super::staff::{self, busiest};
use crate::applications::{NewApplication, write};
use crate::operator::{Operator, told};
use crate::operator_applications::ApplicationChange;
use crate::prelude::*;
use domain::application::StartAddress;
use domain::{ApplicationId, GroupId, GroupName};
use store::{applications, groups};

/// A sample application.
#[derive(Clone, Copy, Debug)]
pub struct SampleApplication {
    pub name: &'static str,
    /// The host under which browsers on this machine reach it.
    pub host: &'static str,
    /// The group whose people may enter it; `None`: everyone may.
    group: Option<&'static str>,
}

/// All sample applications. The member of the demo may enter the first one only.
pub const SAMPLE_APPLICATIONS: [SampleApplication; 2] = [
    SampleApplication { name: "Noticeboard", host: "localhost", group: None },
    SampleApplication { name: "Payroll", host: "127.0.0.1", group: Some(staff::FINANCE) },
];

/// Registers the sample applications at this port. An application that is registered there already is left unchanged;
/// one that was registered at another port moves.
pub async fn register_applications(app: &AppContext, port: u16) -> anyhow::Result<()> {
    let mut missing = Vec::new();
    for sample in SAMPLE_APPLICATIONS {
        let address = format!("http://{}:{port}/", sample.host);
        let origin = StartAddress::parse(&address, false)?.origin();
        if applications::by_origin(&app.store, &origin, app.clock.now()).await?.is_none() {
            missing.push((sample, address, origin));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let operator = Operator { store: &app.store, clock: app.clock.as_ref(), random: app.random.as_ref(), name: None };
    let slug = busiest()?;
    let organisation = operator.organisation(&slug).await?;
    let known = operator.applications(&slug).await?;
    for (sample, address, origin) in missing {
        match known.iter().find(|known| known.name.as_str() == sample.name) {
            Some(known) => {
                let origins = Some(origin.to_string());
                let change = ApplicationChange { start_address: Some(address), origins, ..Default::default() };
                operator.change_application(&slug, known.id, &app.public_origin, change).await?;
            }
            None => {
                let new = new_application(sample.name, &address, true);
                add(app, operator, organisation.id, new, sample.group).await?;
            }
        }
    }
    Ok(())
}

pub(super) const fn new_application<'a>(
    name: &'a str,
    start_address: &'a str,
    is_forward_auth: bool,
) -> NewApplication<'a> {
    NewApplication { name, start_address, is_forward_auth, redirect_uri: None, is_public: false }
}

/// Adds a sample application. Everyone may enter it, or the people of a group, if that exists.
pub(super) async fn add(
    app: &AppContext,
    operator: Operator<'_>,
    organisation: OrganisationId,
    new: NewApplication<'_>,
    group: Option<&str>,
) -> anyhow::Result<ApplicationId> {
    let mut groups: Vec<GroupId> = Vec::new();
    if let Some(name) = group {
        let name: GroupName = name.parse()?;
        groups.extend(groups::find_by_name(&app.store, organisation, &name).await?.map(|group| group.id));
    }
    let transaction = app.store.begin().await?;
    let (added, _) = operator.insert_application(&transaction, organisation, &app.public_origin, new).await?;
    write::set_access(&transaction, &added, group.is_none(), &groups, "", app.clock.now()).await.map_err(told)?;
    app.store.commit(transaction).await?;
    Ok(added.id)
}
