//! Signing in with a password. The try is paid and committed before anything is compared; then one argon2 run, whoever is
//! asked for; then the outcome in a transaction of its own, because hashing must hold no lock.

use super::{
    enter::{Entered, Entering, commit, enter},
    offering, return_to, temporary,
    tries::{Paid, give_back, pay, refuse, take_back},
};
use crate::{
    failure::Failure,
    flows::Visitor,
    house::House,
    security::{HashError, PasswordHash, Token, Verified},
    store::{
        accounts,
        organisations::Organisation,
        passwords,
        temporary_passwords::{self, StoredTemporary},
    },
};
use domain::{Activity, EmailAddress, Method, Password, Slug, sign_in::SignInError};

/// What a right password leads to.
#[derive(Debug)]
pub enum Entry {
    /// Or half in.
    Entered(Entered),
    /// A temporary one: the browser that has this token may choose a real one.
    Choice(Token),
}

/// Signs in when the password is right. A temporary one opens no session.
pub async fn sign_in_with_password(
    house: &House,
    visitor: &Visitor,
    slug: Option<&Slug>,
    email: &EmailAddress,
    password: Password,
    wanted: &str,
) -> Result<Entry, Failure<SignInError>> {
    let organisation = offering(house, slug, Method::Password).await?;
    let paid = pay(house, visitor, &organisation, email, &password).await?;
    let stored = paid.holder.as_ref().and_then(|holder| holder.hash.clone()).map(PasswordHash::from);
    let verified = match house.hasher.verify(password.clone(), stored).await {
        Ok(verified) => verified,
        Err(error) => {
            // Nothing was compared.
            give_back(house, visitor, &organisation, &paid).await?;
            return Err(error.into());
        }
    };
    let temporary = temporary::matching(house, &paid, &password)?;
    if let Verified::Yes { is_outdated } = verified {
        let renewed = if is_outdated { renew(house, password).await? } else { None };
        if let Some(entered) = let_in(house, visitor, &organisation, &paid, wanted, By::Own { renewed }).await? {
            return Ok(Entry::Entered(entered));
        }
    }
    if let Some(first) = temporary.filter(|temporary| temporary.signs_in)
        && let Some(entered) = let_in(house, visitor, &organisation, &paid, wanted, By::First(first)).await?
    {
        return Ok(Entry::Entered(entered));
    }
    if let Some(temporary) = temporary.filter(|temporary| !temporary.signs_in)
        && let Some(choice) = temporary::begin_choice(house, visitor, &organisation, &paid, temporary, wanted).await?
    {
        return Ok(Entry::Choice(choice));
    }
    let refused = refuse(house, visitor, &organisation, email, &paid, Activity::SignInRefused).await?;
    // Only whoever types it to the letter is told that it was one.
    Err(if temporary.is_some() { Failure::Refused(SignInError::TemporaryPasswordExpired) } else { refused })
}

/// A hash with the costs of today. `None`: too much is under way; the next sign-in renews it.
async fn renew(house: &House, password: Password) -> anyhow::Result<Option<PasswordHash>> {
    match house.hasher.hash(password, house.random.as_ref()).await {
        Ok(renewed) => Ok(Some(renewed)),
        Err(HashError::Busy) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What was right.
enum By<'a> {
    /// The person's own password, with a hash of today where theirs is older.
    Own { renewed: Option<PasswordHash> },
    /// The first one, made by the system.
    First(&'a StoredTemporary),
}

/// `None`: while the hash was computed the account was closed, or its password changed.
async fn let_in(
    house: &House,
    visitor: &Visitor,
    organisation: &Organisation,
    paid: &Paid,
    wanted: &str,
    by: By<'_>,
) -> anyhow::Result<Option<Entered>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let Some(holder) = &paid.holder else { return Ok(None) };
    let Some(account) = accounts::find_to_let_in(&transaction, holder.account.id).await? else { return Ok(None) };
    let still_holds = match &by {
        By::Own { .. } => passwords::find(&transaction, account.id).await? == holder.hash,
        By::First(first) => temporary_passwords::is_good(&transaction, &first.digest, now).await?,
    };
    if !still_holds {
        return Ok(None);
    }
    let is_expected = paid.device.is_some();
    take_back(house, &transaction, visitor, organisation, paid, &account).await?;
    if let By::Own { renewed: Some(renewed) } = by {
        passwords::renew(&transaction, account.id, renewed.expose()).await?;
    }
    let (method, was_here) = (Method::Password, holder.was_here);
    let wanted = return_to(organisation, wanted);
    let return_to = wanted.as_ref();
    let entering = Entering { account: &account, organisation, method, is_expected, was_here, return_to };
    let entered = enter(house, &transaction, visitor, entering, now).await?;
    let entered = commit(house, visitor, transaction, entered).await?;
    if !is_expected {
        house.outbox_bell.notify_one();
    }
    metrics::counter!("portico_passwords_total", "outcome" => "accepted").increment(1);
    Ok(Some(entered))
}
