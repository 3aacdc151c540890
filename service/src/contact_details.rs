//! The email address and the phone number of an account: what must hold for a new one, and what follows from it. Users
//! change their own, and admins those of others.

use crate::{account_access, prelude::*, sign_in::methods};
use domain::{Credential, ReservationId};
use store::email_undos::{self, EmailUndo};
use store::reserved_addresses::{self, ReservationCause};
use store::{email_confirmations, passkeys, password_failures, passwords};

/// Whether an account may have an address: no other account of the organisation has or had it, and no admin has reserved
/// it.
pub(super) async fn may_have(unit: &UnitOfWork<'_>, account: &Account, new: &EmailAddress) -> anyhow::Result<bool> {
    let (own, organisation) = (account.id, account.organisation);
    let holder = accounts::find_by_email_in_any_state(unit, organisation, new).await?;
    let is_taken = holder.is_some_and(|holder| holder.id != own);
    let is_reserved = reserved_addresses::is_reserved_for_others(unit, new, Some(own), organisation).await?;
    Ok(!is_taken && !is_reserved)
}

/// Gives a locked account an address that was proved. The old one is reserved for the account, and gets a notice with a
/// link that restores it. Refuses with `AddressReserved` if the new one was taken in the meantime.
pub(super) async fn set_email(unit: &UnitOfWork<'_>, before: &Account, new: &EmailAddress) -> Result<(), Failure> {
    if !may_have(unit, before, new).await? || !accounts::set_email(unit, before.id, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    password_failures::release(unit, before).await?;
    email_confirmations::cancel(unit, before.id, unit.now).await?;
    reserve_old(unit, before).await?;
    let token = Token::fresh(unit.app.random.as_ref())?;
    let undo = EmailUndo {
        account: before.id,
        old: before.email.clone(),
        new: new.clone(),
        created_at: unit.now,
        is_used: false,
        is_expired: false,
    };
    email_undos::insert(unit, &token.hash(), &undo).await?;
    let content = Content::EmailChanged {
        token: token.expose().to_owned(),
        new: new.masked(),
        at: unit.now,
        zone: before.zone().map(str::to_owned),
        browser: unit.browser_name(),
        ip_address: unit.client_address(),
    };
    Ok(unit.tell(before, unit.language_for(Some(before)), &content, unit.now + email_undos::GOOD_FOR).await?)
}

/// Reserves the address that an account had until now.
pub(super) async fn reserve_old(unit: &UnitOfWork<'_>, account: &Account) -> anyhow::Result<()> {
    let id = ReservationId(unit.app.random.id()?);
    account_access::reserve(unit, account, ReservationCause::Changed, (id, unit.now)).await
}

/// Refuses with `LastWayIn` if the account cannot sign in any more, now that a credential is gone. Removing one that no
/// offered method needs changes nothing, so it is not refused. `account` is as it is after the removal.
pub(super) async fn demand_way_in(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    account: &Account,
    removed: Credential,
) -> Result<(), Failure> {
    let offered: Vec<_> = methods(unit.app, organisation).into_iter().map(Method::credential).collect();
    if !offered.contains(&removed) {
        return Ok(());
    }
    for credential in offered {
        let is_way_in = match credential {
            Credential::EmailAddress => true,
            Credential::PhoneNumber => account.phone.as_ref().is_some_and(|phone| phone.is_verified),
            Credential::Password => passwords::find(unit, account.id).await?.is_some(),
            Credential::Passkey => passkeys::has_any(unit, account.id).await?,
        };
        if is_way_in {
            return Ok(());
        }
    }
    Err(Refusal::LastWayIn.into())
}
