//! A temporary password typed where a real one belongs: it opens no session, and lets this browser choose a real one.

use super::tries::{Paid, take_back};
use crate::{
    flows::{
        Visitor,
        audit::{self, Noted},
    },
    house::House,
    security::{Token, temporary_passwords::matching as find},
    store::{
        accounts,
        organisations::Organisation,
        password_choices::{self, PasswordChoice},
        passwords,
        temporary_passwords::{self, StoredTemporary},
    },
};
use domain::{Activity, Password, policy::RESET_RULES};

/// Which temporary password of the holder was typed, if any; its time may be over.
pub fn matching<'a>(house: &House, paid: &'a Paid, typed: &Password) -> anyhow::Result<Option<&'a StoredTemporary>> {
    match &paid.holder {
        None => Ok(None),
        Some(holder) => find(&house.keys, holder.account.id, &paid.temporary, typed),
    }
}

/// From now on the old password works no more; the temporary one does until its time is over, so that the person can come
/// back. `None`: it is over.
pub async fn begin_choice(
    house: &House,
    visitor: &Visitor,
    organisation: &Organisation,
    paid: &Paid,
    temporary: &StoredTemporary,
    wanted: &str,
) -> anyhow::Result<Option<Token>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    let Some(holder) = &paid.holder else { return Ok(None) };
    let Some(account) = accounts::find_to_change(&transaction, holder.account.id).await? else { return Ok(None) };
    if !temporary_passwords::is_good(&transaction, &temporary.digest, now).await? {
        return Ok(None);
    }
    passwords::remove(&transaction, account.id).await?;
    temporary_passwords::end_first(&transaction, account.id, now).await?;
    take_back(house, &transaction, visitor, organisation, paid, &account).await?;
    let noted = Noted::own(&account, Activity::TemporaryPasswordUsed);
    audit::note(house, &transaction, Some(visitor), noted, now).await?;
    let token = Token::fresh(house.random.as_ref())?;
    let return_to = super::return_to(organisation, wanted).map(|wanted| wanted.to_string());
    let choice = PasswordChoice { account: account.id, return_to, expires_at: now + RESET_RULES.choosing };
    password_choices::insert(&transaction, &token.hash(), choice).await?;
    house.store.commit(transaction).await?;
    metrics::counter!("portico_passwords_total", "outcome" => "temporary").increment(1);
    Ok(Some(token))
}
