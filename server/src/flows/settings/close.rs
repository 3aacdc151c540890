//! The end of an account, by the person's own will.

use super::{hold, note_own, notices, reserve};
use crate::{
    failure::Failure,
    flows::{Visitor, account::RecentlyProven, admin, second_step},
    house::House,
    store::{
        accounts, challenges, invitations, known_browsers, passwords, recovery_links, reserved_addresses::Why,
        sessions, temporary_passwords, welcomes,
    },
};
use domain::{Activity, sign_in::SignInError};

/// Closes the account: nobody gets in any more, and of the person only the address stays, reserved.
pub async fn close(
    house: &House,
    visitor: &Visitor,
    RecentlyProven(signed_in): RecentlyProven<'_>,
) -> Result<(), Failure<SignInError>> {
    let now = house.clock.now();
    let transaction = house.store.begin().await?;
    admin::demand_other_admin(&transaction, signed_in).await?;
    let account = hold(&transaction, signed_in).await?;
    challenges::end_all(&transaction, account.id, now).await?;
    recovery_links::use_up_until(&transaction, account.id, now, now).await?;
    sessions::end_all(&transaction, account.id, now).await?;
    known_browsers::forget_others(&transaction, account.id, None).await?;
    passwords::remove(&transaction, account.id).await?;
    second_step::forget(&transaction, account.id).await?;
    temporary_passwords::end_all(&transaction, account.id, now).await?;
    reserve(house, &transaction, &account, account.email.clone(), Why::Closed, now).await?;
    note_own(house, &transaction, visitor, signed_in, Activity::AccountClosed, now).await?;
    notices::tell(house, &transaction, visitor, &account, Activity::AccountClosed, now).await?;
    // There is nothing more to wait for.
    welcomes::finish(&transaction, account.id, now).await?;
    invitations::forget_person(&transaction, account.id).await?;
    accounts::close(&transaction, account.id, now).await?;
    house.store.commit(transaction).await?;
    house.outbox_bell.notify_one();
    Ok(())
}
