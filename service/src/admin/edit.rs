//! What an admin changes of a person: the name, the phone number, which is then not verified, and the email address,
//! which changes once a link sent to the new one is used.

use super::{ProvenAdmin, lock_organisation, person::tell};
use crate::codes::read_phone;
use crate::contact_details::{demand_way_in, may_have};
use crate::failure::both_valid;
use crate::prelude::*;
use domain::visible::is_blank;
use domain::{Credential, PersonName, refusal::FormField};
use store::account_status::{self, AccountStatus};
use store::accounts::Phone;
use store::{challenges, email_confirmations};

/// What an admin typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedDetails<'a> {
    /// Empty: no name.
    pub name: &'a str,
    pub email: &'a str,
    /// Empty: no number.
    pub phone: &'a str,
    /// The code of the country in whose national format the number may be written.
    pub country: &'a str,
}

/// What `edit_person` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// Everything was as typed already, or has been changed.
    Saved,
    /// The new address has to be confirmed. Everything else has been changed.
    AddressAsked,
}

/// Changes what was typed differently, and tells the person. Refuses with `NotFound` if the account is not in the
/// admin's organisation, with `AdminNeeded` the admin's own account, with `NotOffered` one that is not active, with
/// `InvalidField` or `PhoneRefusal::CountryNotServed` what cannot be used, with `AddressReserved` an address that
/// another account has or had, with `LastWayIn` a change of a number without which the person could not sign in, and
/// with `TooManyAttempts` too many messages to one address.
pub async fn edit_person(
    cx: &RequestContext,
    ProvenAdmin(admin): ProvenAdmin<'_>,
    id: AccountId,
    typed: TypedDetails<'_>,
) -> Result<Edited, Failure> {
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    challenges::lock_all(&unit, id).await?;
    let found = account_status::find_for_update(&unit, admin.organisation.id, id).await?;
    let (account, status) = found.ok_or(Refusal::NotFound)?;
    if admin.account.id == id {
        return Err(Refusal::AdminNeeded.into());
    }
    if status != AccountStatus::Active {
        return Err(Refusal::NotOffered.into());
    }
    let phone = read_number(&cx.app, &account, typed);
    let ((name, email), phone) = both_valid(both_valid(read_name(typed.name), read_address(typed.email)), phone)?;
    set_name(&unit, &account, name).await?;
    set_number(&unit, &admin.organisation, &account, phone).await?;
    let edited = match email == account.email {
        true => Edited::Saved,
        false => ask(&unit, &account, &email).await?,
    };
    unit.commit().await?;
    Ok(edited)
}

/// Cancels the change of an address that waits for its confirmation. `false`: none did. Refuses with `NotFound` if the
/// account is not in the admin's organisation.
pub async fn cancel_address_change(cx: &RequestContext, admin: AsAdmin<'_>, id: AccountId) -> Result<bool, Failure> {
    let admin = admin.signed_in();
    let unit = cx.begin_as(admin.account.id).await?;
    lock_organisation(&unit, admin).await?;
    let found = account_status::find_for_update(&unit, admin.organisation.id, id).await?;
    let (account, _) = found.ok_or(Refusal::NotFound)?;
    let is_cancelled = email_confirmations::cancel(&unit, id, unit.now).await?;
    if is_cancelled {
        unit.record(AuditEventKind::EmailChangeCancelled, &account).await?;
    }
    unit.commit().await?;
    Ok(is_cancelled)
}

fn read_name(typed: &str) -> Result<Option<PersonName>, Failure> {
    if is_blank(typed) {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Refusal::InvalidField(FormField::Name).into())
}

fn read_address(typed: &str) -> Result<EmailAddress, Failure> {
    typed.parse().map_err(|_| Refusal::InvalidField(FormField::Email).into())
}

/// The number that was typed, in any spelling. The present one is not read again: its country may no longer be served.
fn read_number(app: &AppContext, account: &Account, typed: TypedDetails<'_>) -> Result<Option<PhoneNumber>, Failure> {
    let present = account.phone.as_ref().map(|phone| &phone.number);
    match typed.phone.trim() {
        number if is_blank(number) => Ok(None),
        number if present.is_some_and(|present| present.as_str() == number) => Ok(present.cloned()),
        number => read_phone(app, number, typed.country).map(Some),
    }
}

async fn set_name(unit: &UnitOfWork<'_>, account: &Account, name: Option<PersonName>) -> anyhow::Result<()> {
    let name = name.as_ref().map(PersonName::as_str);
    if name == account.name.as_deref() {
        return Ok(());
    }
    let (zone, language) = (account.time_zone.as_deref(), account.language.as_ref());
    accounts::set_profile(unit, account.id, name, zone, language).await?;
    unit.record(AuditEventKind::ProfileChanged, account).await?;
    tell(unit, account, AuditEventKind::ProfileChanged).await
}

/// Sets the number, which the person still has to verify, or removes it. Codes on their way to the old one end.
async fn set_number(
    unit: &UnitOfWork<'_>,
    organisation: &Organisation,
    account: &Account,
    number: Option<PhoneNumber>,
) -> Result<(), Failure> {
    if number.as_ref() == account.phone.as_ref().map(|phone| &phone.number) {
        return Ok(());
    }
    let phone = number.map(|number| Phone { number, is_verified: false });
    accounts::set_phone(unit, account.id, phone.as_ref(), unit.now).await?;
    let what = if phone.is_some() { AuditEventKind::PhoneChanged } else { AuditEventKind::PhoneRemoved };
    if account.phone.as_ref().is_some_and(|old| old.is_verified) {
        let changed = Account { phone, ..account.clone() };
        demand_way_in(unit, organisation, &changed, Credential::PhoneNumber).await?;
        challenges::end_all(unit, account.id, unit.now).await?;
    }
    unit.record(what, account).await?;
    Ok(tell(unit, account, what).await?)
}

/// Sends the link to the new address, and tells the old one. A change that waits already is replaced.
async fn ask(unit: &UnitOfWork<'_>, account: &Account, new: &EmailAddress) -> Result<Edited, Failure> {
    if !may_have(unit, account, new).await? {
        return Err(Refusal::AddressReserved.into());
    }
    unit.consume_message(account.organisation, new.as_str()).await??;
    email_confirmations::cancel(unit, account.id, unit.now).await?;
    let token = Token::fresh(unit.app.random.as_ref())?;
    email_confirmations::insert(unit, &token.hash(), account.id, new, unit.now).await?;
    let message = Outgoing {
        organisation: account.organisation,
        about: Some(account.id),
        challenge: None,
        to: &Destination::Email(new.clone()),
        language: account.language.clone().unwrap_or_default(),
        content: &Content::ConfirmNewEmail { token: token.expose().to_owned() },
        is_decoy: false,
        give_up_at: unit.now + email_confirmations::GOOD_FOR,
    };
    unit.post(message).await?;
    unit.record(AuditEventKind::EmailChangeAsked, account).await?;
    tell(unit, account, AuditEventKind::EmailChangeAsked).await?;
    Ok(Edited::AddressAsked)
}
