//! Recently added credentials of an account whose password is replaced. An intruder may have added one that
//! survives a new password, so the page lists them, and removes those that the user ticks. If the policy requires a
//! second step, all of them stay.

use crate::{prelude::*, second_step};
use domain::{AddedWay, policy::SecondStepRule};
use store::authenticators::{self, Authenticator};
use store::passkeys::{self, Passkey};

/// How long a credential counts as recently added. Access to the mailbox must not be enough to remove older ones.
const LATELY: Seconds = Seconds::days(7);

/// A recently added credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentlyAdded {
    pub way: AddedWay,
    /// The name of a passkey; `None`: it is an authenticator app.
    pub name: Option<String>,
    pub at: Timestamp,
}

/// The account whose password the page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryAccount {
    pub email: EmailAddress,
    pub name: Option<String>,
    /// IANA name; `None`: UTC.
    pub time_zone: Option<String>,
    /// Passkeys, newest first, and then the authenticator app.
    pub added: Vec<RecentlyAdded>,
    /// The policy requires a second step, so none of them can be removed.
    pub must_keep_factors: bool,
}

/// What the page shows of an account. Changes nothing.
pub async fn read(app: &AppContext, account: Account, organisation: &Organisation) -> anyhow::Result<RecoveryAccount> {
    let passkeys = passkeys::read_of_account(&app.store, account.id).await?;
    let authenticator = authenticators::read_on(&app.store, account.id).await?;
    Ok(RecoveryAccount {
        added: lately(passkeys, authenticator, app.clock.now()),
        must_keep_factors: must_keep_factors(organisation),
        time_zone: account.zone().map(str::to_owned),
        email: account.email,
        name: account.name,
    })
}

fn must_keep_factors(organisation: &Organisation) -> bool {
    organisation.policy.second_step.rule == SecondStepRule::Required
}

fn lately(passkeys: Vec<Passkey>, authenticator: Option<Authenticator>, now: Timestamp) -> Vec<RecentlyAdded> {
    let passkey = |passkey: Passkey| RecentlyAdded {
        way: AddedWay::Passkey(passkey.id),
        name: Some(passkey.name),
        at: passkey.created_at,
    };
    let on_since = authenticator.and_then(|own| own.confirmed_at);
    let authenticator = on_since.map(|at| RecentlyAdded { way: AddedWay::Authenticator, name: None, at });
    passkeys.into_iter().map(passkey).chain(authenticator).filter(|added| now < added.at + LATELY).collect()
}

/// Removes the recently added credentials that are in `ticked`; any other stays. Records each removal and notifies the
/// user. The caller has locked the account.
pub async fn remove(
    unit: &UnitOfWork<'_>,
    (account, organisation): (&Account, &Organisation),
    ticked: &[AddedWay],
) -> anyhow::Result<()> {
    if ticked.is_empty() || must_keep_factors(organisation) {
        return Ok(());
    }
    let passkeys = passkeys::of_account(unit, account.id).await?;
    let authenticator = authenticators::find_on(unit, account.id).await?;
    for RecentlyAdded { way, .. } in
        lately(passkeys, authenticator, unit.now).into_iter().filter(|added| ticked.contains(&added.way))
    {
        let (was_there, what) = match way {
            AddedWay::Passkey(id) => (passkeys::remove(unit, account.id, id).await?, AuditEventKind::PasskeyRemoved),
            AddedWay::Authenticator => {
                (authenticators::remove(unit, account.id).await?, AuditEventKind::AuthenticatorTurnedOff)
            }
        };
        if was_there {
            unit.record(what, AuditSubject::own(account)).await?;
            unit.tell_of_change(account, what).await?;
        }
    }
    second_step::forget_lone_codes(unit, account.id).await
}
