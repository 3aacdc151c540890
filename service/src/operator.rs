//! The use cases of the operator's command line.

use crate::account_access;
use crate::clock::Clock;
use crate::prelude::*;
use crate::security::{Keys, PasswordHash, PasswordHasher, new_password};
use anyhow::bail;
use domain::policy::form;
use domain::{PersonName, Policy, Preset, return_to};
use store::account_status::{self, AccountStatus};
use store::accounts::{Phone, Role};
use store::audit::{self, AuditEvent};
use store::{Store, Transaction, challenges, passwords, reserved_addresses, sessions};

/// The user agent in audit events of the command line.
pub const COMMAND_LINE: &str = "portico";
const RULES: &str = "The rules: portico policy show --organisation";

/// What the use cases of the command line work with.
#[derive(Clone, Copy)]
pub struct Operator<'a> {
    pub store: &'a Store,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    /// The user of the operating system who runs the command, for the audit log. `None`: it is no command.
    pub name: Option<&'a str>,
}

/// An organisation to create.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    pub slug: Slug,
    pub name: PersonName,
    pub preset: Preset,
    /// External origins that users may be sent to after signing in.
    pub return_origins: Vec<String>,
}

/// An account to create. Its phone number counts as verified, because the operator vouches for it.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub organisation: Slug,
    pub email: EmailAddress,
    pub name: Option<PersonName>,
    pub role: Role,
    pub phone: Option<PhoneNumber>,
    /// Made by `hash_password`; `None`: the account has no password.
    pub password: Option<PasswordHash>,
}

impl Operator<'_> {
    /// Creates an organisation. Fails if the slug is taken or if a return origin is not an origin.
    pub async fn create_organisation(self, new: NewOrganisation) -> anyhow::Result<Organisation> {
        if organisations::find_by_slug(self.store, &new.slug).await?.is_some() {
            bail!("there is already an organisation {}", new.slug);
        }
        let transaction = self.store.begin().await?;
        let organisation = self.insert_organisation(&transaction, new).await?;
        self.record_installation(&transaction, AuditEventKind::OrganisationAdded, organisation.slug.as_str()).await?;
        self.store.commit(transaction).await?;
        Ok(organisation)
    }

    /// Inserts an organisation whose slug is free, in the transaction of the caller. Fails if a return origin is not an
    /// origin.
    pub(crate) async fn insert_organisation(
        self,
        transaction: &Transaction,
        new: NewOrganisation,
    ) -> anyhow::Result<Organisation> {
        if let Some(wrong) = new.return_origins.iter().find(|origin| !return_to::is_origin(origin)) {
            bail!("{wrong} is not an origin like https://app.example");
        }
        let organisation = Organisation {
            id: OrganisationId(self.random.id()?),
            slug: new.slug,
            name: new.name.to_string(),
            policy: new.preset.policy(),
            return_origins: new.return_origins,
            branding: Default::default(),
        };
        organisations::insert(transaction, &organisation, self.clock.now()).await?;
        Ok(organisation)
    }

    /// Finds an organisation. Fails if there is none with this slug.
    pub async fn organisation(self, slug: &Slug) -> anyhow::Result<Organisation> {
        let found = organisations::find_by_slug(self.store, slug).await?;
        found.with_context(|| format!("there is no organisation {slug}"))
    }

    /// The slug that is named, else that of the default organisation, else that of the organisation created first.
    /// Fails if there is none.
    pub async fn organisation_or_default(self, named: Option<Slug>, default: Option<Slug>) -> anyhow::Result<Slug> {
        match named.or(default) {
            Some(slug) => Ok(slug),
            None => {
                let first = organisations::find_first(self.store).await?;
                Ok(first.context("there is no organisation yet. Create one: portico organisation create")?.slug)
            }
        }
    }

    /// Replaces the policy of an organisation. Running servers apply it within a second. Sessions that are over under
    /// the old policy are ended, so that a longer lifetime does not revive them.
    pub async fn set_policy(self, slug: &Slug, policy: &Policy) -> anyhow::Result<()> {
        let organisation = self.organisation(slug).await?;
        let transaction = self.store.begin().await?;
        sessions::end_over(&transaction, organisation.id, organisation.policy.session, self.clock.now()).await?;
        organisations::set_policy(&transaction, organisation.id, policy).await?;
        let changed = form::changed(&organisation.policy, policy);
        if !changed.is_empty() {
            let event = self.event(organisation.id, AuditEventKind::PolicyChanged)?;
            audit::insert(&transaction, AuditEvent { detail: Some(changed.join(", ")), ..event }).await?;
        }
        self.store.commit(transaction).await
    }

    /// Hashes a password for an account with this address and name. Fails if the policy forbids the password.
    pub async fn hash_password(
        self,
        hasher: &PasswordHasher,
        password: Password,
        (at, email, name): (&Slug, &EmailAddress, &str),
    ) -> anyhow::Result<PasswordHash> {
        let organisation = self.organisation(at).await?;
        let about = [email.as_str(), name, &organisation.name];
        new_password::check(&organisation.policy.password, &password, &about)
            .map_err(|problem| anyhow::anyhow!("the password: {problem}. {RULES} {at}"))?;
        Ok(hasher.hash(password, self.random).await?)
    }

    /// Creates an account in an organisation. Fails if the address is taken or reserved there,
    /// or if the number is taken.
    pub async fn create_account(self, new: NewAccount) -> anyhow::Result<Account> {
        let organisation = self.organisation(&new.organisation).await?;
        let transaction = self.store.begin().await?;
        let account = self.insert_account(&transaction, organisation.id, new).await?;
        self.store.commit(transaction).await?;
        Ok(account)
    }

    /// Does what `create_account` does, in the transaction of the caller, which may have inserted the organisation.
    pub(crate) async fn insert_account(
        self,
        transaction: &Transaction,
        organisation: OrganisationId,
        new: NewAccount,
    ) -> anyhow::Result<Account> {
        let name = new.name.map(|name| name.to_string());
        let account = Account {
            name,
            phone: new.phone.map(|number| Phone { number, is_verified: true }),
            ..Account::new(AccountId(self.random.id()?), organisation, new.email, new.role)
        };
        if reserved_addresses::is_reserved_for_others(transaction, &account.email, None, account.organisation).await? {
            bail!("the address {} belonged to another account, and is reserved", account.email);
        }
        if !accounts::insert(transaction, &account, self.clock.now()).await? {
            bail!("there is already an account with the address {} or this number", account.email);
        }
        self.record(transaction, &account, AuditEventKind::AccountMade).await?;
        if let Some(hash) = new.password {
            passwords::set(transaction, account.id, hash.expose(), self.clock.now()).await?;
        }
        Ok(account)
    }

    /// Lifts the lockouts after wrong passwords and the limits after wrong codes: for unknown browsers, and for every
    /// known browser of the account. Fails if the address has no account.
    pub async fn unlock(self, at: &Slug, email: &EmailAddress, keys: &Keys) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let (account, _) = lock_rows(&transaction, &organisation, email).await?;
        account_access::unlock(&transaction, keys, &account).await?;
        self.record(&transaction, &account, AuditEventKind::Unlocked).await?;
        self.store.commit(transaction).await
    }

    /// Deactivates an account, or reactivates it. Its sessions end within a second. Fails if the address has no
    /// account, or one that its owner has closed.
    pub async fn set_deactivated(self, at: &Slug, email: &EmailAddress, is_deactivated: bool) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        let (account, status) = lock_rows(&transaction, &organisation, email).await?;
        if status == AccountStatus::Closed {
            bail!("there is no account with the address {email} in {at}");
        }
        let activity = if is_deactivated {
            account_access::deactivate(&transaction, &account, self.clock.now()).await?;
            AuditEventKind::Deactivated
        } else {
            account_access::reactivate(&transaction, &account).await?;
            AuditEventKind::Reactivated
        };
        self.record(&transaction, &account, activity).await?;
        self.store.commit(transaction).await
    }

    /// Records what the operator did to an account. The event has no browser and no client address.
    pub(crate) async fn record(
        self,
        transaction: &Transaction,
        account: &Account,
        kind: AuditEventKind,
    ) -> anyhow::Result<()> {
        let event = self.event(account.organisation, kind)?;
        audit::insert(transaction, AuditEvent { whom: Some(account.id), ..event }).await
    }

    /// Records an event of the installation, which no organisation sees.
    pub(crate) async fn record_installation(
        self,
        transaction: &Transaction,
        kind: AuditEventKind,
        detail: &str,
    ) -> anyhow::Result<()> {
        let event = self.event(OrganisationId::NONE, kind)?;
        audit::insert(transaction, AuditEvent { detail: Some(detail.to_owned()), ..event }).await
    }

    /// An event of an organisation, which the caller completes and still has to write.
    pub(crate) fn event(self, organisation: OrganisationId, activity: AuditEventKind) -> anyhow::Result<AuditEvent> {
        Ok(AuditEvent {
            id: self.random.id()?,
            at: self.clock.now(),
            organisation,
            whom: None,
            who: None,
            application: None,
            activity,
            detail: None,
            client_address: String::new(),
            user_agent: COMMAND_LINE.to_owned(),
            operator: self.name.map(str::to_owned),
        })
    }
}

/// What the operator is told of a failure.
pub(crate) fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Broken(error) => error,
        Failure::Refused(Refusal::Application(refusal)) => refusal.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}

/// Locks the open challenges and the account with an address in an organisation, in this order.
pub(crate) async fn lock_rows(
    transaction: &Transaction,
    organisation: &Organisation,
    email: &EmailAddress,
) -> anyhow::Result<(Account, AccountStatus)> {
    let unknown = || format!("there is no account with the address {email} in {}", organisation.slug);
    let account =
        accounts::find_by_email_in_any_state(transaction, organisation.id, email).await?.with_context(unknown)?;
    challenges::lock_all(transaction, account.id).await?;
    account_status::find_for_update(transaction, account.organisation, account.id).await?.with_context(unknown)
}
