//! What the operator reads and changes of organisations, and the audit log.

use crate::operator::{NewAccount, NewOrganisation, Operator};
use crate::prelude::*;
use anyhow::{bail, ensure};
use domain::{Branding, PersonName, return_to};
use store::Cursor;
use store::audit::{self, AuditEvent};
use store::audit_log::{self, AuditEntry, ResolvedAuditFilter};
use store::people::{self, PeopleQuery};

/// Accounts of an organisation are counted up to this number.
const MOST_COUNTED: u64 = 1_000_000;

/// What is changed of an organisation. `None`: it stays as it is.
#[derive(Clone, Debug, Default)]
pub struct OrganisationChange {
    pub name: Option<PersonName>,
    /// The external origins that users may be sent to after signing in.
    pub return_origins: Option<Vec<String>>,
}

/// What the operator sees of an organisation.
#[derive(Debug)]
pub struct OrganisationDetails {
    pub organisation: Organisation,
    /// In any state.
    pub accounts: u64,
}

/// A number of accounts, in words.
pub fn counted(accounts: u64) -> String {
    match accounts {
        1 => "1 account".to_owned(),
        more => format!("{more} accounts"),
    }
}

/// Whose log is read.
#[derive(Clone, Debug)]
pub enum LogOf {
    Organisation(Slug),
    /// What concerns no organisation, or all of them.
    Installation,
}

impl Operator<'_> {
    /// A page of at most `most` organisations by slug, after this one, and whether there are more.
    pub async fn organisations(self, after: Option<&Slug>, most: u64) -> anyhow::Result<(Vec<Organisation>, bool)> {
        let mut found = organisations::after(self.store, after, most + 1).await?;
        let is_more = found.len() as u64 > most;
        found.truncate(usize::try_from(most)?);
        Ok((found, is_more))
    }

    /// One organisation. Fails if there is none with this slug.
    pub async fn organisation_details(self, slug: &Slug) -> anyhow::Result<OrganisationDetails> {
        let organisation = self.organisation(slug).await?;
        let accounts = self.count_accounts(&organisation).await?;
        Ok(OrganisationDetails { organisation, accounts })
    }

    async fn count_accounts(self, organisation: &Organisation) -> anyhow::Result<u64> {
        let query = PeopleQuery {
            organisation: organisation.id,
            words: Vec::new(),
            state: None,
            role: None,
            now: self.clock.now(),
        };
        people::count(self.store, &query, MOST_COUNTED).await
    }

    /// Changes an organisation. Fails if an origin is not one.
    pub async fn edit_organisation(self, slug: &Slug, change: OrganisationChange) -> anyhow::Result<()> {
        let organisation = self.organisation(slug).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        if let Some(name) = change.name.filter(|name| name.as_str() != organisation.name) {
            let branding = organisation.branding.clone();
            let new = Branding {
                name,
                color: branding.color,
                support: branding.support,
                sender_name: branding.sender_name,
                reply_to: branding.reply_to,
            };
            organisations::set_branding(&transaction, organisation.id, &new).await?;
            let event = self.event(organisation.id, AuditEventKind::BrandingChanged)?;
            let detail = Some(domain::branding::NAME.to_owned());
            audit::insert(&transaction, AuditEvent { detail, ..event }).await?;
        }
        if let Some(origins) = change.return_origins.filter(|origins| *origins != organisation.return_origins) {
            if let Some(wrong) = origins.iter().find(|origin| !return_to::is_origin(origin)) {
                bail!("{wrong} is not an origin like https://app.example");
            }
            organisations::set_return_origins(&transaction, organisation.id, &origins).await?;
            let event = self.event(organisation.id, AuditEventKind::OriginsChanged)?;
            audit::insert(&transaction, AuditEvent { detail: Some(origins.join(" ")), ..event }).await?;
        }
        self.store.commit(transaction).await
    }

    /// Deletes an organisation with everything in it, for good; its audit log is kept for as long as any other. Returns
    /// how many accounts it had. Fails unless it is confirmed, or if it is the only one.
    pub async fn delete_organisation(self, slug: &Slug, is_confirmed: bool) -> anyhow::Result<u64> {
        let organisation = self.organisation(slug).await?;
        let accounts = self.count_accounts(&organisation).await?;
        ensure!(
            is_confirmed,
            "this deletes {slug} for good, with {} and all its applications and groups. To do it, add: --yes",
            counted(accounts)
        );
        ensure!(
            organisations::after(self.store, None, 2).await?.len() == 2,
            "{slug} is the only organisation. Create another one before you delete it"
        );
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        organisations::delete(&transaction, organisation.id).await?;
        self.record_installation(&transaction, AuditEventKind::OrganisationDeleted, slug.as_str()).await?;
        self.store.commit(transaction).await?;
        Ok(accounts)
    }

    /// A page of at most `most` events of a log, newest first, and the cursor of the next page.
    pub async fn audit_log(
        self,
        of: &LogOf,
        mut filter: ResolvedAuditFilter,
        person: Option<&EmailAddress>,
        (before, most): (Option<Cursor>, u64),
    ) -> anyhow::Result<(Vec<AuditEntry>, Option<Cursor>)> {
        let organisation = match of {
            LogOf::Organisation(slug) => {
                let organisation = self.organisation(slug).await?;
                if let Some(email) = person {
                    filter.people = Some(vec![self.find_person(&organisation, email).await?.account.id]);
                }
                organisation.id
            }
            LogOf::Installation => OrganisationId::NONE,
        };
        audit_log::page(self.store, organisation, &filter, before, most).await
    }

    /// Records that the signing keys were rotated or replaced, or that everything was encrypted again.
    pub async fn record_key_change(self, kind: AuditEventKind, detail: &str) -> anyhow::Result<()> {
        let transaction = self.store.begin().await?;
        self.record_installation(&transaction, kind, detail).await?;
        self.store.commit(transaction).await
    }

    /// Makes an organisation and its first admin together. Fails if the slug is taken, or if a return origin is not an
    /// origin.
    pub async fn found(self, new: NewOrganisation, admin: NewAccount) -> anyhow::Result<Organisation> {
        if organisations::find_by_slug(self.store, &new.slug).await?.is_some() {
            bail!("there is already an organisation {}", new.slug);
        }
        let transaction = self.store.begin().await?;
        let organisation = self.insert_organisation(&transaction, new).await?;
        self.record_installation(&transaction, AuditEventKind::OrganisationAdded, organisation.slug.as_str()).await?;
        self.insert_account(&transaction, organisation.id, admin).await?;
        self.store.commit(transaction).await?;
        Ok(organisation)
    }
}
