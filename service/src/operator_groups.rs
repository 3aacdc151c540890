//! The operator's use cases about groups.

use crate::groups::{ListedGroup, NewGroup, insert};
use crate::operator::{Operator, told};
use crate::prelude::*;
use anyhow::anyhow;
use domain::group::MOST_GROUPS;
use domain::refusal::ApplicationRefusal;
use domain::{GroupId, GroupName};
use store::Transaction;
use store::audit::{self, AuditEvent};
use store::groups::{self, Group};
use store::paging::{Page, PageRequest};

impl Operator<'_> {
    /// Adds a group to an organisation. Fails if the name or the description cannot be used, or the name is taken.
    pub async fn create_group(self, at: &Slug, new: NewGroup<'_>) -> anyhow::Result<Group> {
        let organisation = self.organisation(at).await?;
        let group = new.read(organisation.id, GroupId(self.random.id()?), self.clock.now()).map_err(told)?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        insert(&transaction, &group).await.map_err(|failure| match failure {
            Failure::Refused(Refusal::Application(ApplicationRefusal::GroupNameTaken)) => {
                anyhow!("there is a group {} in {at} already", group.name)
            }
            other => told(other),
        })?;
        self.record_group_event(&transaction, &group, None, AuditEventKind::GroupAdded).await?;
        self.store.commit(transaction).await?;
        Ok(group)
    }

    /// All groups of an organisation, by name.
    pub async fn groups(self, at: &Slug) -> anyhow::Result<Vec<ListedGroup>> {
        Ok(self.group_page(at, None, MOST_GROUPS as u64).await?.rows)
    }

    /// A page of at most `most` groups of an organisation, by name. Fails if there is no group `after`.
    pub async fn group_page(
        self,
        at: &Slug,
        after: Option<&GroupName>,
        most: u64,
    ) -> anyhow::Result<Page<ListedGroup>> {
        let organisation = self.organisation(at).await?;
        let page = match after {
            None => PageRequest::First,
            Some(name) => PageRequest::After(self.group(&organisation, name).await?.id),
        };
        groups::page(self.store, organisation.id, "", page, most).await
    }

    /// Adds an account to a group. Fails if the organisation has no such group or account. `false`: the account was a
    /// member before.
    pub async fn add_to_group(self, at: &Slug, name: &GroupName, email: &EmailAddress) -> anyhow::Result<bool> {
        self.change_member(at, name, email, true).await
    }

    /// Removes an account from a group. Fails if the organisation has no such group or account. `false`: the account
    /// was no member.
    pub async fn remove_from_group(self, at: &Slug, name: &GroupName, email: &EmailAddress) -> anyhow::Result<bool> {
        self.change_member(at, name, email, false).await
    }

    async fn change_member(
        self,
        at: &Slug,
        name: &GroupName,
        email: &EmailAddress,
        is_added: bool,
    ) -> anyhow::Result<bool> {
        let organisation = self.organisation(at).await?;
        let group = self.group(&organisation, name).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        let account = accounts::find_by_email_in_any_state(&transaction, organisation.id, email).await?;
        let account = account.with_context(|| format!("there is no account with the address {email} in {at}"))?.id;
        let (kind, changed) = match is_added {
            true => {
                let added = groups::add_members(&transaction, group.id, &[account], self.clock.now()).await?;
                (AuditEventKind::GroupMemberAdded, added)
            }
            false => {
                let removed = groups::remove_members(&transaction, group.id, &[account]).await?;
                (AuditEventKind::GroupMemberRemoved, removed)
            }
        };
        if !changed.is_empty() {
            self.record_group_event(&transaction, &group, Some(account), kind).await?;
        }
        self.store.commit(transaction).await?;
        Ok(!changed.is_empty())
    }

    /// Deletes a group. Its members lose the access that they had through it. Fails if the organisation has no such group.
    pub async fn delete_group(self, at: &Slug, name: &GroupName) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let group = self.group(&organisation, name).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        groups::delete(&transaction, organisation.id, group.id).await?;
        self.record_group_event(&transaction, &group, None, AuditEventKind::GroupDeleted).await?;
        self.store.commit(transaction).await
    }

    /// Finds a group by its name, in any spelling. Fails if there is none.
    pub(crate) async fn group(self, organisation: &Organisation, name: &GroupName) -> anyhow::Result<Group> {
        let found = groups::find_by_name(self.store, organisation.id, name).await?;
        found.with_context(|| format!("there is no group {name} in {}", organisation.slug))
    }

    async fn record_group_event(
        self,
        transaction: &Transaction,
        group: &Group,
        whom: Option<AccountId>,
        kind: AuditEventKind,
    ) -> anyhow::Result<()> {
        let event = self.event(group.organisation, kind)?;
        audit::insert(transaction, AuditEvent { whom, detail: Some(group.name.to_string()), ..event }).await
    }
}
