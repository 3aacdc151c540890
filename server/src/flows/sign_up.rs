//! Signing up: what was typed waits until a code proves the address. An address that has an account already is told so by
//! mail; the screen, the work and the time are the same.

use super::{
    Visitor,
    audit::{self, Noted},
    new_passwords,
    sign_in::{CodeSent, Request, gate, methods, open_challenge, return_to, texts},
};
use crate::{
    failure::Failure,
    house::House,
    store::{
        Transaction,
        accounts::{self, Account, Phone, Role},
        challenges::{Purpose, StoredChallenge},
        organisations::Organisation,
        passwords, reserved_addresses,
        sign_ups::{self, SignUp},
    },
};
use anyhow::Context as _;
use domain::{
    AccountId, Activity, Destination, EmailAddress, Method, Password, PersonName, PhoneNumber, Slug, Timestamp, limits,
    policy::SignUp as WhoMay, sign_in::SignInError,
};

/// Somebody who asks for an account, as typed.
#[derive(Debug)]
pub struct Person<'a> {
    pub name: &'a str,
    pub email: EmailAddress,
    /// Empty: none.
    pub phone: &'a str,
    /// How a national spelling of the phone is read.
    pub country: &'a str,
    /// Not looked at where nobody signs in with a password.
    pub password: Password,
}

/// The organisation of a sign-up page, where people may make their own account.
pub async fn open_house(house: &House, slug: Option<&Slug>) -> Result<(Organisation, bool), Failure<SignInError>> {
    let (organisation, is_default) = gate(house, slug).await?;
    match organisation.policy.sign_up {
        WhoMay::Open => Ok((organisation, is_default)),
        WhoMay::Invitation => Err(Failure::Refused(SignInError::NotOffered)),
    }
}

/// Asks for an account. Costs one argon2 run where the policy has passwords, whether or not the address is taken.
pub async fn sign_up(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    person: Person<'_>,
    wanted: &str,
) -> Result<CodeSent, Failure<SignInError>> {
    let (organisation, _) = open_house(house, slug).await?;
    let refused = |error| Failure::Refused(error);
    let name: PersonName = person.name.parse().map_err(|_| refused(SignInError::NotAName))?;
    let phone = phone(house, &organisation, person.phone, person.country)?;
    let has_password = organisation.policy.offers(Method::Password);
    let chosen = has_password.then_some(&person.password);
    new_passwords::pay(house, visitor, organisation.id, limits::SIGN_UPS_PER_CLIENT_AND_HOUR, chosen).await?;
    let password_hash = if has_password {
        let about = [person.email.to_string(), name.to_string(), organisation.name.clone()];
        Some(
            new_passwords::hash(house, organisation.policy.password, person.password, about).await?.expose().to_owned(),
        )
    } else {
        None
    };
    let transaction = house.store.begin().await?;
    let account = accounts::find_holder(&transaction, organisation.id, &person.email).await?;
    let request = Request {
        organisation: &organisation,
        purpose: Purpose::SignUp,
        destination: Destination::Email(person.email),
        account,
        return_to: return_to(&organisation, wanted),
    };
    let (sent, is_new) = open_challenge(house, &transaction, visitor, request).await?;
    // With a code on its way already, this one is not paid for; still, what was typed last counts.
    let transaction = if is_new {
        transaction
    } else {
        transaction.rollback().await.context("the transaction did not end")?;
        house.store.begin().await?
    };
    let typed = SignUp { name: name.to_string(), phone, password_hash };
    sign_ups::keep(&transaction, sent.challenge, &typed).await?;
    house.store.commit(transaction).await?;
    house.outbox_bell.notify_one();
    Ok(sent)
}

/// The number, if one was typed where numbers are asked for.
fn phone(
    house: &House,
    organisation: &Organisation,
    typed: &str,
    country: &str,
) -> Result<Option<PhoneNumber>, Failure<SignInError>> {
    if typed.trim().is_empty() || !methods(house, organisation).contains(&Method::TextCode) {
        return Ok(None);
    }
    texts::read(house, typed, country).map(Some)
}

/// Makes the account of somebody whose address is proven. `None`: the address was taken in the meantime.
pub async fn make_account(
    house: &House,
    transaction: &Transaction,
    challenge: &StoredChallenge,
    now: Timestamp,
) -> anyhow::Result<Option<Account>> {
    let Destination::Email(email) = &challenge.destination else { return Ok(None) };
    let Some(typed) = sign_ups::find(transaction, challenge.id).await? else { return Ok(None) };
    if reserved_addresses::is_kept(transaction, email, None, challenge.organisation).await? {
        return Ok(None);
    }
    let account = Account {
        id: AccountId(house.random.id()?),
        organisation: challenge.organisation,
        email: email.clone(),
        name: Some(typed.name),
        role: Role::Member,
        time_zone: None,
        language: None,
        welcome: None,
        phone: typed.phone.map(|number| Phone { number, is_verified: false }),
    };
    if !accounts::insert(transaction, &account, now).await? {
        return Ok(None);
    }
    let noted = Noted::own(&account, Activity::AccountMade);
    audit::note(house, transaction, None, noted, now).await?;
    if let Some(hash) = typed.password_hash {
        passwords::set(transaction, account.id, &hash, now).await?;
    }
    Ok(Some(account))
}
