//! Signing up: the entered data waits until a code proves the address. If the address has an account already, only the
//! email says so; the screen, the work and the time are the same.

use crate::codes::{CodeRequest, CodeSent, open_challenge, read_phone};
use crate::failure::both_valid;
use crate::new_passwords;
use crate::prelude::*;
use crate::sign_in::{find_organisation, methods, return_to};
use domain::{Credential, PersonName, policy::SignUp as WhoMay, refusal::FormField};
use store::accounts::{Phone, Role};
use store::challenges::StoredChallenge;
use store::sign_ups::{self, SignUp};
use store::{passwords, reserved_addresses};

/// The sign-up form, as typed.
#[derive(Debug)]
pub struct Person<'a> {
    pub name: &'a str,
    pub email: &'a str,
    /// Empty: no phone number.
    pub phone: &'a str,
    /// The code of the country in whose national format the phone number may be written.
    pub country: &'a str,
    /// Ignored if the policy does not offer passwords.
    pub password: Password,
}

/// The organisation of a sign-up page, and whether it is the default one. Refuses with `NotOffered` if
/// accounts are by invitation only.
pub async fn open_house(app: &AppContext, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure> {
    let (organisation, is_default) = find_organisation(app, slug).await?;
    match organisation.policy.sign_up {
        WhoMay::Open => Ok((organisation, is_default)),
        WhoMay::Invitation => Err(Refusal::NotOffered.into()),
    }
}

/// Requests an account. `wanted` is where the user wants to go afterwards. Costs one Argon2 run if the policy offers
/// passwords, whether or not the address is taken.
pub async fn sign_up(
    cx: &RequestContext,
    slug: Option<&Slug>,
    person: Person<'_>,
    wanted: &str,
) -> Result<CodeSent, Failure> {
    let (organisation, _) = open_house(&cx.app, slug).await?;
    let has_password = organisation.policy.offers(Method::Password);
    let Valid { name, email, phone } = valid(&cx.app, &organisation, &person, has_password)?;
    let chosen = has_password.then_some(&person.password);
    let counted = new_passwords::consume(cx, organisation.id, limits::SIGN_UPS_PER_CLIENT_AND_HOUR, chosen).await?;
    let password_hash = if has_password {
        let about = [email.to_string(), name.to_string(), organisation.name.clone()];
        let hash = new_passwords::hash(cx, counted, organisation.policy.password, person.password, about).await?;
        Some(hash.expose().to_owned())
    } else {
        None
    };
    let unit = cx.begin().await?;
    let account = accounts::find_by_email_in_any_state(&unit, organisation.id, &email).await?;
    let request = CodeRequest {
        organisation: &organisation,
        purpose: Purpose::SignUp,
        destination: Destination::Email(email),
        account,
        return_to: return_to(&organisation, wanted),
    };
    let (sent, is_new) = open_challenge(cx, &unit, request).await?;
    // If a code is on its way already, this request does not count against the limits for codes, but its data replaces
    // the earlier data.
    let unit = if is_new {
        unit
    } else {
        unit.rollback().await?;
        cx.begin().await?
    };
    let typed = SignUp { name: name.to_string(), phone, password_hash };
    sign_ups::keep(&unit, sent.challenge, &typed).await?;
    unit.commit().await?;
    Ok(sent)
}

/// The fields of the form, parsed.
struct Valid {
    name: PersonName,
    email: EmailAddress,
    phone: Option<PhoneNumber>,
}

/// Parses the fields. Refuses with the errors of all of them, in the order of the form.
fn valid(
    app: &AppContext,
    organisation: &Organisation,
    person: &Person<'_>,
    has_password: bool,
) -> Result<Valid, Failure> {
    let invalid = |field| Failure::from(Refusal::InvalidField(field));
    let name = person.name.parse::<PersonName>().map_err(|_| invalid(FormField::Name));
    let email = person.email.parse::<EmailAddress>().map_err(|_| invalid(FormField::Email));
    let phone = phone(app, organisation, person.phone, person.country);
    let password = match has_password {
        true => new_passwords::meets_rules(&organisation.policy.password, &person.password),
        false => Ok(()),
    };
    let ((name, email), (phone, ())) = both_valid(both_valid(name, email), both_valid(phone, password))?;
    Ok(Valid { name, email, phone })
}

/// The phone number, if one was typed and the organisation offers a method that needs one.
fn phone(
    app: &AppContext,
    organisation: &Organisation,
    typed: &str,
    country: &str,
) -> Result<Option<PhoneNumber>, Failure> {
    let is_for_sign_in = methods(app, organisation).iter().any(|method| method.credential() == Credential::PhoneNumber);
    if typed.trim().is_empty() || !is_for_sign_in {
        return Ok(None);
    }
    read_phone(app, typed, country).map(Some)
}

/// Creates the account after a code has proved the address. `None`: the address was taken in the meantime.
pub async fn make_account(unit: &UnitOfWork<'_>, challenge: &StoredChallenge) -> anyhow::Result<Option<Account>> {
    let Destination::Email(email) = &challenge.destination else { return Ok(None) };
    let Some(typed) = sign_ups::find(unit, challenge.id).await? else { return Ok(None) };
    if reserved_addresses::is_reserved_for_others(unit, email, None, challenge.organisation).await? {
        return Ok(None);
    }
    let account = Account {
        name: Some(typed.name),
        phone: typed.phone.map(|number| Phone { number, is_verified: false }),
        ..Account::new(AccountId(unit.app.random.id()?), challenge.organisation, email.clone(), Role::Member)
    };
    if !accounts::insert(unit, &account, unit.now).await? {
        return Ok(None);
    }
    unit.record(AuditEventKind::AccountMade, AuditSubject::own(&account).unlocated()).await?;
    if let Some(hash) = typed.password_hash {
        passwords::set(unit, account.id, &hash, unit.now).await?;
    }
    Ok(Some(account))
}
