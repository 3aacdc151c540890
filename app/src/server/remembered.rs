//! The accounts that a browser remembers. A user asks for it with the first step of a sign-in; a cookie names the step
//! that has to be completed, and the account is remembered when the user is signed in. So neither an address that was
//! only typed nor the wish of another user counts.

use super::cookies;
use super::request::{Answer, WebRequest};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::refusal::{FormField, Refusal};
use domain::{Destination, OrganisationId, Slug};
use service::failure::record;
use service::security::Token;
use service::sign_in::{self, RememberedAccount};

/// The name of a second step. It tells nothing about the token.
pub(super) fn second_step_name(token: &Token) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(token.hash().0)
}

impl WebRequest {
    /// Keeps the wish to be remembered until the step is completed. Without the wish, forgets an earlier one.
    pub(crate) fn remember_after(&self, step: &str, remember: bool) {
        if remember {
            self.set_cookie(cookies::remember(step));
        } else if self.remember.is_some() {
            self.set_cookie(cookies::forget(cookies::REMEMBER));
        }
    }

    /// Whether the user who began this step asked to be remembered. A code is named by its challenge.
    pub(crate) fn remembers(&self, step: &str) -> bool {
        self.remember.as_deref() == Some(step)
    }

    /// Whether the user whose second step is pending asked to be remembered.
    pub(crate) fn remembers_second_step(&self) -> bool {
        self.cx.pending_sign_in.as_ref().is_some_and(|token| self.remembers(&second_step_name(token)))
    }

    /// The account that this browser remembers for an organisation.
    pub(crate) fn remembered_account(&self, organisation: OrganisationId) -> Option<RememberedAccount> {
        self.remembered_accounts().into_iter().find(|account| account.organisation == organisation)
    }

    /// The address or number of the account that this browser remembers. Refuses with `InvalidField` when it remembers
    /// none for the organisation.
    pub(crate) async fn remembered_destination(
        &self,
        organisation: Option<&Slug>,
        field: FormField,
    ) -> Answer<Destination> {
        let (organisation, _) = sign_in::find_organisation(&self.cx.app, organisation).await?;
        let account = self.remembered_account(organisation.id).ok_or(Refusal::InvalidField(field))?;
        Ok(account.destination())
    }

    /// Whether the browser sends remembered accounts that cannot be read.
    pub fn has_unreadable_accounts(&self) -> bool {
        self.accounts.as_ref().is_some_and(|sealed| sign_in::open_remembered(&self.cx.app, sealed).is_none())
    }

    pub(super) fn remember_account(&self, account: RememberedAccount) {
        let mut accounts = self.accounts_of_others(account.organisation);
        accounts.insert(0, account);
        self.keep_accounts(accounts);
    }

    /// Forgets the account that this browser remembers for an organisation.
    pub(crate) fn forget_account(&self, organisation: OrganisationId) {
        if self.accounts.is_some() {
            self.keep_accounts(self.accounts_of_others(organisation));
        }
    }

    fn remembered_accounts(&self) -> Vec<RememberedAccount> {
        let sealed = self.accounts.as_ref();
        sealed.and_then(|sealed| sign_in::open_remembered(&self.cx.app, sealed)).unwrap_or_default()
    }

    fn accounts_of_others(&self, organisation: OrganisationId) -> Vec<RememberedAccount> {
        let mut accounts = self.remembered_accounts();
        accounts.retain(|account| account.organisation != organisation);
        accounts
    }

    /// Signing in does not depend on it, so a failure is only logged.
    fn keep_accounts(&self, accounts: Vec<RememberedAccount>) {
        if accounts.is_empty() {
            return self.set_cookie(cookies::forget(cookies::ACCOUNTS));
        }
        match sign_in::seal_remembered(&self.cx.app, accounts) {
            Ok(sealed) => self.set_cookie(cookies::accounts(sealed)),
            Err(error) => drop(record(&error, self.cx.app.random.as_ref())),
        }
    }
}
