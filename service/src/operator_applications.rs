//! The operator's use cases about applications. They can also open an application to other organisations.

use crate::applications::{ApplicationView, NewApplication, view, write};
use crate::operator::{Operator, told};
use crate::prelude::*;
use domain::application::{HeaderStyle, MOST_APPLICATIONS, PathRules, ProtectedOrigin, Strength, UserHeader};
use domain::{ApplicationId, GroupId, GroupName};
use store::applications::{self, Application};
use store::audit::{self, AuditEvent};
use store::{Transaction, paging::PageRequest};

/// What is changed of an application. `None`: it stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ApplicationChange {
    pub name: Option<String>,
    pub start_address: Option<String>,
    pub strength: Option<Strength>,
    pub header_style: Option<HeaderStyle>,
    pub user_header: Option<UserHeader>,
    pub path_rules: Option<PathRules>,
    /// One on each line.
    pub origins: Option<String>,
    pub everyone: Option<bool>,
    pub groups: Option<Vec<GroupName>>,
    /// Email addresses, one on each line.
    pub people: Option<String>,
    pub is_on: Option<bool>,
    pub open_to: Option<OpenTo>,
}

/// The organisations that an application is open to, beside its own.
#[derive(Clone, Debug)]
pub enum OpenTo {
    /// All that exist now.
    All,
    These(Vec<Slug>),
}

/// Who may enter. `None`: it stays as it is.
struct NewAccess {
    everyone: Option<bool>,
    groups: Option<Vec<GroupId>>,
    people: Option<String>,
}

struct OpenedOrganisations {
    ids: Vec<OrganisationId>,
    slugs: String,
}

impl Operator<'_> {
    /// Adds an application, which is on and lets nobody in. `own` is the origin of Portico itself. Fails if the name or
    /// the address cannot be used, or another application has its origin.
    pub async fn create_application(
        self,
        at: &Slug,
        own: &ProtectedOrigin,
        new: NewApplication<'_>,
    ) -> anyhow::Result<Application> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let application = self.insert_application(&transaction, organisation.id, own, new).await?;
        self.store.commit(transaction).await?;
        Ok(application)
    }

    /// Does what `create_application` does, in the transaction of the caller.
    pub(crate) async fn insert_application(
        self,
        transaction: &Transaction,
        organisation: OrganisationId,
        own: &ProtectedOrigin,
        new: NewApplication<'_>,
    ) -> anyhow::Result<Application> {
        let start = write::read_start(new.start_address, own).map_err(told)?;
        let name = write::read_name(new.name).map_err(told)?;
        let origins: Vec<_> = new.is_forward_auth.then(|| start.origin()).into_iter().collect();
        let id = ApplicationId(self.random.id()?);
        let application = Application::new(id, organisation, name, start, self.clock.now());
        organisations::lock_row(transaction, organisation).await?;
        write::insert(transaction, &application, &origins).await.map_err(told)?;
        let name = application.name.to_string();
        self.record_application_event(transaction, &application, AuditEventKind::ApplicationAdded, name).await?;
        Ok(application)
    }

    /// All applications of an organisation, by name.
    pub async fn applications(self, at: &Slug) -> anyhow::Result<Vec<Application>> {
        let organisation = self.organisation(at).await?;
        let most = MOST_APPLICATIONS as u64;
        Ok(applications::page(self.store, organisation.id, "", PageRequest::First, most).await?.rows)
    }

    /// An application of an organisation. Fails if there is none with this id.
    pub async fn application(self, at: &Slug, id: ApplicationId) -> anyhow::Result<ApplicationView> {
        let organisation = self.organisation(at).await?;
        let found = applications::find(self.store, organisation.id, id).await?;
        view(self.store, found.with_context(|| unknown(at, id))?).await
    }

    /// Changes an application. Running servers follow within a second. Fails if there is none with this id, or if
    /// something of the change cannot be used. `false`: nothing differs.
    pub async fn change_application(
        self,
        at: &Slug,
        id: ApplicationId,
        own: &ProtectedOrigin,
        change: ApplicationChange,
    ) -> anyhow::Result<bool> {
        let organisation = self.organisation(at).await?;
        let groups = self.group_ids(&organisation, change.groups.as_deref()).await?;
        let opened = self.opened_organisations(&organisation, id, change.open_to.as_ref()).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        let old = applications::find_for_update(&transaction, organisation.id, id).await?;
        let old = old.with_context(|| unknown(at, id))?;
        let new = changed(&old, own, &change)?;
        let mut changes = write::changed_fields(&old, &new);
        applications::change(&transaction, &new, self.clock.now()).await?;
        if let Some(origins) = &change.origins {
            let origins = write::read_origins(origins, own).map_err(told)?;
            changes.extend(write::origin_changes(&applications::origins_in(&transaction, id).await?, &origins));
            write::set_origins(&transaction, id, &origins).await.map_err(told)?;
        }
        let access = NewAccess { everyone: change.everyone, groups, people: change.people };
        changes.extend(self.change_access(&transaction, &new, access).await?);
        if let Some(OpenedOrganisations { ids, slugs }) = opened {
            applications::set_organisations(&transaction, id, &ids).await?;
            changes.push(format!("organisations: {slugs}"));
        }
        if !changes.is_empty() {
            let kind = AuditEventKind::ApplicationChanged;
            self.record_application_event(&transaction, &new, kind, changes.join(", ")).await?;
        }
        let is_turned = change.is_on.is_some_and(|is_on| is_on != old.is_on);
        if is_turned {
            self.turn(&transaction, &new).await?;
        }
        let is_changed = is_turned || !changes.is_empty();
        if is_changed {
            self.store.commit(transaction).await?;
        }
        Ok(is_changed)
    }

    async fn group_ids(
        self,
        organisation: &Organisation,
        names: Option<&[GroupName]>,
    ) -> anyhow::Result<Option<Vec<GroupId>>> {
        let Some(names) = names else { return Ok(None) };
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.group(organisation, name).await?.id);
        }
        Ok(Some(ids))
    }

    /// The organisations that an application is to be open to. `None`: nothing changes.
    async fn opened_organisations(
        self,
        own: &Organisation,
        id: ApplicationId,
        open_to: Option<&OpenTo>,
    ) -> anyhow::Result<Option<OpenedOrganisations>> {
        let mut others = match open_to {
            None => return Ok(None),
            Some(OpenTo::All) => organisations::all(self.store).await?,
            Some(OpenTo::These(slugs)) => {
                let mut found = Vec::new();
                for slug in slugs {
                    found.push(self.organisation(slug).await?);
                }
                found
            }
        };
        others.retain(|other| other.id != own.id);
        let ids: Vec<OrganisationId> = others.iter().map(|other| other.id).collect();
        let present = applications::organisations(self.store, id).await?;
        if present.iter().all(|one| ids.contains(one)) && ids.iter().all(|one| present.contains(one)) {
            return Ok(None);
        }
        let slugs: Vec<&str> = others.iter().map(|other| other.slug.as_str()).collect();
        Ok(Some(OpenedOrganisations { slugs: slugs.join(" "), ids }))
    }

    /// Replaces who may enter an application, except what stays as it is. Returns what changed.
    async fn change_access(
        self,
        transaction: &Transaction,
        application: &Application,
        new: NewAccess,
    ) -> anyhow::Result<Vec<String>> {
        if new.everyone.is_none() && new.groups.is_none() && new.people.is_none() {
            return Ok(Vec::new());
        }
        let present = applications::named_access_in(transaction, application.id).await?;
        let everyone = new.everyone.unwrap_or(present.everyone);
        let groups = new.groups.unwrap_or_else(|| present.groups.iter().map(|group| group.id).collect());
        let people = new.people.unwrap_or_else(|| {
            let emails: Vec<&str> = present.people.iter().map(|person| person.email.as_str()).collect();
            emails.join("\n")
        });
        let now = self.clock.now();
        write::set_access(transaction, application, everyone, &groups, &people, now).await.map_err(told)
    }

    /// Turns an application off if it is on, and on if it is off.
    async fn turn(self, transaction: &Transaction, application: &Application) -> anyhow::Result<()> {
        let is_on = !application.is_on;
        applications::set_on(transaction, application.id, is_on, self.clock.now()).await?;
        let kind = if is_on { AuditEventKind::ApplicationTurnedOn } else { AuditEventKind::ApplicationTurnedOff };
        self.record_application_event(transaction, application, kind, application.name.to_string()).await
    }

    /// Deletes an application. Its origins become free. Fails if there is none with this id.
    pub async fn delete_application(self, at: &Slug, id: ApplicationId) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        let application = applications::find_for_update(&transaction, organisation.id, id).await?;
        let application = application.with_context(|| unknown(at, id))?;
        applications::delete(&transaction, organisation.id, id).await?;
        let name = application.name.to_string();
        self.record_application_event(&transaction, &application, AuditEventKind::ApplicationDeleted, name).await?;
        self.store.commit(transaction).await
    }

    async fn record_application_event(
        self,
        transaction: &Transaction,
        application: &Application,
        kind: AuditEventKind,
        detail: String,
    ) -> anyhow::Result<()> {
        let event = self.event(application.organisation, kind)?;
        let event = AuditEvent { application: Some(application.id), detail: Some(detail), ..event };
        audit::insert(transaction, event).await
    }
}

fn unknown(at: &Slug, id: ApplicationId) -> String {
    format!("there is no application {id} in {at}")
}

/// The application with the change, except its origins and who may enter.
fn changed(old: &Application, own: &ProtectedOrigin, change: &ApplicationChange) -> anyhow::Result<Application> {
    let mut new = old.clone();
    if let Some(name) = &change.name {
        new.name = write::read_name(name).map_err(told)?;
    }
    if let Some(address) = &change.start_address {
        new.start = write::read_start(address, own).map_err(told)?;
    }
    new.strength = change.strength.unwrap_or(old.strength);
    new.header_style = change.header_style.unwrap_or(old.header_style);
    new.user_header = change.user_header.unwrap_or(old.user_header);
    if let Some(path_rules) = &change.path_rules {
        new.path_rules = path_rules.clone();
    }
    Ok(new)
}
