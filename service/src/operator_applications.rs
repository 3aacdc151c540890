//! The operator's use cases about applications. They can also open an application to other organisations.

use crate::applications::{ApplicationView, MadeSecret, NewApplication, view, write};
use crate::operator::{Operator, told};
use crate::prelude::*;
use domain::application::{HeaderStyle, MOST_APPLICATIONS, PathRules, ProtectedOrigin, Strength, UserHeader};
use domain::{ApplicationId, GroupId, GroupName};
use store::Transaction;
use store::applications::{self, Application};
use store::audit::{self, AuditEvent};
use store::paging::{Page, PageRequest};

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

/// The organisations that an application is to be open to, beside its own.
#[derive(Clone, Debug)]
pub enum OpenTo {
    /// All, also those that are added later.
    All,
    These(Vec<Slug>),
}

/// Who may enter. `None`: it stays as it is.
struct NewAccess {
    everyone: Option<bool>,
    groups: Option<Vec<GroupId>>,
    people: Option<String>,
}

impl Operator<'_> {
    /// Adds an application, which is on and lets nobody in, and its client, if it uses OpenID Connect. `own` is the
    /// origin of Portico itself. Fails if the name or an address cannot be used, or another application has its origin.
    pub async fn create_application(
        self,
        at: &Slug,
        own: &ProtectedOrigin,
        new: NewApplication<'_>,
    ) -> anyhow::Result<(Application, Option<MadeSecret>)> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let added = self.insert_application(&transaction, organisation.id, own, new).await?;
        self.store.commit(transaction).await?;
        Ok(added)
    }

    /// Does what `create_application` does, in the transaction of the caller.
    pub(crate) async fn insert_application(
        self,
        transaction: &Transaction,
        organisation: OrganisationId,
        own: &ProtectedOrigin,
        new: NewApplication<'_>,
    ) -> anyhow::Result<(Application, Option<MadeSecret>)> {
        let start = write::read_start(new.start_address, own).map_err(told)?;
        let name = write::read_name(new.name).map_err(told)?;
        let settings = new.read_client(own).map_err(told)?;
        let origins: Vec<_> = new.is_forward_auth.then(|| start.origin()).into_iter().collect();
        let id = ApplicationId(self.random.id()?);
        let application = Application::new(id, organisation, name, start, self.clock.now());
        organisations::lock_row(transaction, organisation).await?;
        write::insert(transaction, &application, &origins).await.map_err(told)?;
        let name = application.name.to_string();
        self.record_application_event(transaction, &application, AuditEventKind::ApplicationAdded, name).await?;
        let made = match settings {
            None => None,
            Some(settings) => Some(self.save_client(transaction, &application, &settings).await?.1),
        };
        Ok((application, made))
    }

    /// All applications of an organisation, by name.
    pub async fn applications(self, at: &Slug) -> anyhow::Result<Vec<Application>> {
        Ok(self.application_page(at, None, MOST_APPLICATIONS as u64).await?.rows)
    }

    /// A page of at most `most` applications of an organisation, by name. Fails if there is no application `after`.
    pub async fn application_page(
        self,
        at: &Slug,
        after: Option<ApplicationId>,
        most: u64,
    ) -> anyhow::Result<Page<Application>> {
        let organisation = self.organisation(at).await?;
        if let Some(id) = after {
            applications::find(self.store, organisation.id, id).await?.with_context(|| unknown(at, id))?;
        }
        let page = after.map_or(PageRequest::First, PageRequest::After);
        applications::page(self.store, organisation.id, "", page, most).await
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
        let opened = self.named_organisations(&organisation, change.open_to.as_ref()).await?;
        let present = applications::organisations(self.store, id).await?;
        let transaction = self.store.begin().await?;
        let old = self.lock_application(&transaction, &organisation, id).await?;
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
        if let Some(named) = opened
            && (old.open_to_all != new.open_to_all || !is_same_set(&present, &ids_of(&named)))
        {
            changes.push(open_to(&transaction, &new, &named).await?);
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

    /// The organisations that an application is to be open to by name, beside its own. `None`: they stay as they are.
    async fn named_organisations(
        self,
        own: &Organisation,
        open_to: Option<&OpenTo>,
    ) -> anyhow::Result<Option<Vec<Organisation>>> {
        let slugs: &[Slug] = match open_to {
            None => return Ok(None),
            Some(OpenTo::All) => &[],
            Some(OpenTo::These(slugs)) => slugs,
        };
        let mut named = Vec::new();
        for slug in slugs {
            named.push(self.organisation(slug).await?);
        }
        named.retain(|other| other.id != own.id);
        Ok(Some(named))
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
        let application = self.lock_application(&transaction, &organisation, id).await?;
        applications::delete(&transaction, organisation.id, id).await?;
        let name = application.name.to_string();
        self.record_application_event(&transaction, &application, AuditEventKind::ApplicationDeleted, name).await?;
        self.store.commit(transaction).await
    }

    /// Locks the organisation and an application of it. Fails if there is none with this id.
    pub(crate) async fn lock_application(
        self,
        transaction: &Transaction,
        organisation: &Organisation,
        id: ApplicationId,
    ) -> anyhow::Result<Application> {
        organisations::lock_row(transaction, organisation.id).await?;
        let found = applications::find_for_update(transaction, organisation.id, id).await?;
        found.with_context(|| unknown(&organisation.slug, id))
    }

    pub(crate) async fn record_application_event(
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

fn ids_of(organisations: &[Organisation]) -> Vec<OrganisationId> {
    organisations.iter().map(|organisation| organisation.id).collect()
}

fn is_same_set(some: &[OrganisationId], others: &[OrganisationId]) -> bool {
    some.iter().all(|one| others.contains(one)) && others.iter().all(|one| some.contains(one))
}

/// Opens an application to these organisations, beside its own. Returns what changed, for an event.
async fn open_to(
    transaction: &Transaction,
    application: &Application,
    named: &[Organisation],
) -> anyhow::Result<String> {
    applications::set_organisations(transaction, application.id, &ids_of(named)).await?;
    let slugs: Vec<&str> = named.iter().map(|organisation| organisation.slug.as_str()).collect();
    let slugs = if application.open_to_all { "all".to_owned() } else { slugs.join(" ") };
    Ok(format!("organisations: {slugs}"))
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
    if let Some(open_to) = &change.open_to {
        new.open_to_all = matches!(open_to, OpenTo::All);
    }
    Ok(new)
}
