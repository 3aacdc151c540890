//! What the operator changes of an account.

use crate::account_access;
use crate::operator::{Operator, lock_rows};
use crate::prelude::*;
use crate::security::PasswordHash;
use anyhow::{bail, ensure};
use domain::{InvitationId, PersonName, ReservationId};
use store::account_status::{self, AccountStatus};
use store::accounts::{Phone, Role};
use store::rate_limits::Cost;
use store::recovery_links::{self, LinkPurpose, RecoveryLink};
use store::reserved_addresses::{self, ReservationCause};
use store::{
    Transaction, email_confirmations, invitations, known_browsers, password_failures, passwords, temporary_passwords,
};

/// How long a link of the operator is good for.
pub const LINK_GOOD_FOR: Seconds = Seconds::days(1);

/// What is changed of an account. `None`: it stays as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub email: Option<EmailAddress>,
    pub name: Option<PersonName>,
    /// `Some(None)`: the account has no number any more. A number counts as verified.
    pub phone: Option<Option<PhoneNumber>>,
}

/// What becomes of the address of a deleted account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormerAddress {
    /// No other account of the organisation can have it.
    Reserved,
    Released,
}

impl Operator<'_> {
    /// Changes the address, the name or the phone number of an account. A new address ends its sessions, and what was
    /// sent to the old one. `true`: its user was invited to the old address and has not signed in yet, so nothing is
    /// left to sign in with that was sent. Fails if the address or the number is taken, or the address is reserved.
    pub async fn edit_account(self, at: &Slug, email: &EmailAddress, change: AccountChange) -> anyhow::Result<bool> {
        let (transaction, account) = self.begin_for(at, email, "edited").await?;
        if let Some(name) = &change.name {
            let (zone, language) = (account.time_zone.as_deref(), account.language.as_ref());
            accounts::set_profile(&transaction, account.id, Some(name.as_str()), zone, language).await?;
            self.record(&transaction, &account, AuditEventKind::ProfileChanged).await?;
        }
        let phone = change.phone.map(|number| number.map(|number| Phone { number, is_verified: true }));
        if let Some(phone) = phone.filter(|phone| *phone != account.phone) {
            let is_set = accounts::set_phone(&transaction, account.id, phone.as_ref(), self.clock.now()).await?;
            ensure!(is_set, "another account in {at} has this phone number");
            let kind = if phone.is_some() { AuditEventKind::PhoneVerified } else { AuditEventKind::PhoneRemoved };
            self.record(&transaction, &account, kind).await?;
        }
        let is_awaited = match change.email.filter(|new| *new != account.email) {
            Some(new) => self.move_to_address(&transaction, &account, (at, &new)).await?,
            None => false,
        };
        self.store.commit(transaction).await?;
        Ok(is_awaited)
    }

    /// `true`: its user was invited and has not signed in yet.
    async fn move_to_address(
        self,
        transaction: &Transaction,
        account: &Account,
        (at, new): (&Slug, &EmailAddress),
    ) -> anyhow::Result<bool> {
        let (own, organisation) = (Some(account.id), account.organisation);
        if reserved_addresses::is_reserved_for_others(transaction, new, own, organisation).await? {
            bail!("the address {new} belonged to another account in {at}, or an admin has reserved it");
        }
        ensure!(
            accounts::set_email(transaction, account.id, new).await?,
            "there is already an account with the address {new} in {at}"
        );
        password_failures::release(transaction, account).await?;
        email_confirmations::cancel(transaction, account.id, self.clock.now()).await?;
        let reservation = (ReservationId(self.random.id()?), self.clock.now());
        account_access::reserve(transaction, account, ReservationCause::Changed, reservation).await?;
        account_access::leave_address(transaction, account, self.clock.now()).await?;
        self.record(transaction, account, AuditEventKind::EmailChanged).await?;
        let invitation = invitations::find_for_update(transaction, organisation, InvitationId(account.id.0)).await?;
        Ok(invitation.is_some_and(|invitation| invitation.milestones.is_open()))
    }

    /// Changes the role of an account. `false`: it had the role before.
    pub async fn set_role(self, at: &Slug, email: &EmailAddress, role: Role) -> anyhow::Result<bool> {
        let (transaction, account) = self.begin_for(at, email, "given a role").await?;
        if account.role == role {
            return Ok(false);
        }
        account_status::set_role(&transaction, account.id, role).await?;
        let kind = match role {
            Role::Admin => AuditEventKind::MadeAdmin,
            Role::Member => AuditEventKind::MadeMember,
        };
        self.record(&transaction, &account, kind).await?;
        self.store.commit(transaction).await?;
        Ok(true)
    }

    /// Sets the password of an account, made by `hash_password`. Its sessions and everything that began with the old
    /// one end.
    pub async fn set_password(self, at: &Slug, email: &EmailAddress, hash: PasswordHash) -> anyhow::Result<()> {
        let (transaction, account) = self.begin_for(at, email, "given a password").await?;
        let now = self.clock.now();
        passwords::set(&transaction, account.id, hash.expose(), now).await?;
        temporary_passwords::end_all(&transaction, account.id, now).await?;
        known_browsers::forget_others(&transaction, account.id, None).await?;
        account_access::end_sessions(&transaction, &account, now).await?;
        self.record(&transaction, &account, AuditEventKind::PasswordReplaced).await?;
        self.store.commit(transaction).await
    }

    /// Makes a link with which the user chooses a password, for the operator to pass on. It works once, for
    /// `LINK_GOOD_FOR`. Fails if the organisation does not offer passwords.
    pub async fn make_password_link(self, at: &Slug, email: &EmailAddress) -> anyhow::Result<Token> {
        let organisation = self.organisation(at).await?;
        if !organisation.policy.offers(Method::Password) {
            bail!("the rules of {at} do not offer passwords: a link to choose one would help nobody");
        }
        let (transaction, account) = self.begin_for(at, email, "given a password").await?;
        let (token, now) = (Token::fresh(self.random)?, self.clock.now());
        let link = RecoveryLink {
            purpose: LinkPurpose::NewPassword,
            organisation: organisation.id,
            account: Some(account.id),
            created_at: now,
            expires_at: now + LINK_GOOD_FOR,
            used_at: None,
            cost: Cost::NOTHING,
        };
        recovery_links::insert(&transaction, &token.hash(), &link).await?;
        self.record(&transaction, &account, AuditEventKind::RecoveryAsked).await?;
        self.store.commit(transaction).await?;
        Ok(token)
    }

    /// Removes the second factors and the recovery codes of an account, and ends its sessions. `false`: it had none.
    pub async fn reset_second_step(self, at: &Slug, email: &EmailAddress) -> anyhow::Result<bool> {
        let (transaction, account) = self.begin_for(at, email, "changed").await?;
        let had = account_access::reset_second_step(&transaction, &account, self.clock.now()).await?;
        if had {
            self.record(&transaction, &account, AuditEventKind::SecondStepReset).await?;
            self.store.commit(transaction).await?;
        }
        Ok(had)
    }

    /// Ends all sessions of an account, and every sign-in that has begun.
    pub async fn end_sessions(self, at: &Slug, email: &EmailAddress) -> anyhow::Result<()> {
        let (transaction, account) = self.begin_for(at, email, "changed").await?;
        account_access::end_sessions(&transaction, &account, self.clock.now()).await?;
        self.record(&transaction, &account, AuditEventKind::SessionsEnded).await?;
        self.store.commit(transaction).await
    }

    /// Closes an account for good and deletes its personal data. Fails if it is closed already.
    pub async fn delete_account(self, at: &Slug, email: &EmailAddress, address: FormerAddress) -> anyhow::Result<()> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        let (account, status) = lock_rows(&transaction, &organisation, email).await?;
        ensure!(status != AccountStatus::Closed, "the account {email} in {at} is already deleted");
        let now = self.clock.now();
        match address {
            FormerAddress::Reserved => {
                let reserved = ReservationId(self.random.id()?);
                account_access::close(&transaction, &account, Some(reserved), now).await?;
            }
            FormerAddress::Released => {
                account_access::close(&transaction, &account, None, now).await?;
                account_status::give_up_address(&transaction, organisation.id, email).await?;
            }
        }
        self.record(&transaction, &account, AuditEventKind::AccountDeleted).await?;
        self.store.commit(transaction).await
    }

    /// Begins a transaction in which an active account is locked. Fails if the address has none in the organisation.
    /// `done` is what cannot be done to an account that is deactivated.
    async fn begin_for(self, at: &Slug, email: &EmailAddress, done: &str) -> anyhow::Result<(Transaction, Account)> {
        let organisation = self.organisation(at).await?;
        let transaction = self.store.begin().await?;
        organisations::lock_row(&transaction, organisation.id).await?;
        let (account, status) = lock_rows(&transaction, &organisation, email).await?;
        match status {
            AccountStatus::Active => Ok((transaction, account)),
            AccountStatus::Closed => bail!("there is no account with the address {email} in {at}"),
            AccountStatus::Deactivated => bail!(
                "the account {email} in {at} is deactivated, so it cannot be {done}. First: portico account reactivate"
            ),
        }
    }
}
