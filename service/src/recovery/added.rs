//! Recently added credentials of an account whose password is replaced. An intruder may have added one that
//! survives a new password, so the page lists them, and removes those that the user ticks. If the policy requires a
//! second step, all of them stay.

use crate::{app_context::AppContext, audit::AuditSubject, second_step, unit_of_work::UnitOfWork};
use domain::{AddedWay, AuditEventKind, EmailAddress, Seconds, Timestamp, policy::SecondStepRule};
use store::{
    accounts::Account,
    authenticators::{self, Authenticator},
    organisations::Organisation,
    passkeys::{self, Passkey},
};

/// How long a credential counts as recently added. Access to the mailbox must not be enough to remove older ones.
const LATELY: Seconds = Seconds::days(7);

/// A recently added credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub way: AddedWay,
    /// The name of a passkey; `None`: it is an authenticator app.
    pub name: Option<String>,
    pub at: Timestamp,
}

/// The account whose password the page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub email: EmailAddress,
    /// IANA name; `None`: UTC.
    pub time_zone: Option<String>,
    /// Passkeys, newest first, and then the authenticator app.
    pub added: Vec<Added>,
    /// None of them can be removed, because the policy requires a second step.
    pub is_kept: bool,
}

/// What the page shows of an account. Changes nothing.
pub async fn read(app: &AppContext, account: Account, organisation: &Organisation) -> anyhow::Result<Whose> {
    let passkeys = passkeys::read_of(&app.store, account.id).await?;
    let authenticator = authenticators::read_on(&app.store, account.id).await?;
    Ok(Whose {
        added: lately(passkeys, authenticator, app.clock.now()),
        is_kept: is_kept(organisation),
        email: account.email,
        time_zone: account.time_zone,
    })
}

fn is_kept(organisation: &Organisation) -> bool {
    organisation.policy.second_step.rule == SecondStepRule::Required
}

fn lately(passkeys: Vec<Passkey>, authenticator: Option<Authenticator>, now: Timestamp) -> Vec<Added> {
    let passkey = |passkey: Passkey| Added {
        way: AddedWay::Passkey(passkey.id),
        name: Some(passkey.name),
        at: passkey.created_at,
    };
    let on_since = authenticator.and_then(|own| own.confirmed_at);
    let authenticator = on_since.map(|at| Added { way: AddedWay::Authenticator, name: None, at });
    passkeys.into_iter().map(passkey).chain(authenticator).filter(|added| now < added.at + LATELY).collect()
}

/// Removes the recently added credentials that are in `ticked`; any other stays. Records each removal and notifies the
/// user. The caller has locked the account.
pub async fn remove(
    unit: &UnitOfWork<'_>,
    (account, organisation): (&Account, &Organisation),
    ticked: &[AddedWay],
) -> anyhow::Result<()> {
    if ticked.is_empty() || is_kept(organisation) {
        return Ok(());
    }
    let passkeys = passkeys::of_account(unit, account.id).await?;
    let authenticator = authenticators::find_on(unit, account.id).await?;
    for Added { way, .. } in
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
