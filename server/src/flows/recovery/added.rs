//! What was added lately to an account whose password is replaced. Somebody who got into it may have left a way back, which a new
//! password does not end; so the page shows what was added, and what is ticked there goes with the old password. Where a second
//! step is required it is kept, and all that answers it.

use crate::{
    flows::{
        Visitor,
        audit::{self, Noted},
        second_step,
        settings::notices,
    },
    house::House,
    store::{
        Transaction,
        accounts::Account,
        authenticators::{self, Authenticator},
        organisations::Organisation,
        passkeys::{self, Passkey},
    },
};
use domain::{Activity, AddedWay, EmailAddress, Seconds, Timestamp, policy::SecondStepRule};

/// How long something counts as added lately. What is older is not for whoever reads the mail to remove.
const LATELY: Seconds = Seconds::days(7);

/// Something that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub way: AddedWay,
    /// Of a passkey.
    pub name: Option<String>,
    pub at: Timestamp,
}

/// Whose password a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub email: EmailAddress,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Lately; the newest passkey first.
    pub added: Vec<Added>,
    /// What was added stays.
    pub is_kept: bool,
}

/// What the page shows of somebody. Changes nothing.
pub async fn read(house: &House, account: Account, organisation: &Organisation) -> anyhow::Result<Whose> {
    let passkeys = passkeys::read_of(&house.store, account.id).await?;
    let authenticator = authenticators::read_on(&house.store, account.id).await?;
    Ok(Whose {
        added: lately(passkeys, authenticator, house.clock.now()),
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

/// Removes what is ticked of what was added lately; whatever else is named stays. Each is noted, and told. Hold the account.
pub async fn remove(
    house: &House,
    transaction: &Transaction,
    visitor: &Visitor,
    (account, organisation): (&Account, &Organisation),
    ticked: &[AddedWay],
    now: Timestamp,
) -> anyhow::Result<()> {
    if ticked.is_empty() || is_kept(organisation) {
        return Ok(());
    }
    let passkeys = passkeys::of_account(transaction, account.id).await?;
    let authenticator = authenticators::find_on(transaction, account.id).await?;
    for Added { way, .. } in
        lately(passkeys, authenticator, now).into_iter().filter(|added| ticked.contains(&added.way))
    {
        let (was_there, what) = match way {
            AddedWay::Passkey(id) => (passkeys::remove(transaction, account.id, id).await?, Activity::PasskeyRemoved),
            AddedWay::Authenticator => {
                (authenticators::remove(transaction, account.id).await?, Activity::AuthenticatorTurnedOff)
            }
        };
        if was_there {
            audit::note(house, transaction, Some(visitor), Noted::own(account, what), now).await?;
            notices::tell(house, transaction, visitor, account, what, now).await?;
        }
    }
    second_step::forget_lone_codes(transaction, account.id).await
}
