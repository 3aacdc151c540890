//! Accounts of users, and the locks on them.

mod at_sign_in;
mod record;
mod taken;

pub use at_sign_in::{passkey_offers_skipped, set_browser_time_zone, skip_passkey_offer};
pub(crate) use record::account;
pub use record::{Account, Phone, Role};
pub use taken::{Taken, taken};

use super::account_words::{self, Searchable};
use crate::prelude::*;
use domain::{LanguageTag, PhoneNumber};
use sea_orm::sea_query::OnConflict;
use sea_orm::{Select, SqlErr, UpdateMany};

/// Accounts per `INSERT`: a database limits how many values a statement can have.
const AT_ONCE: usize = 1_000;

/// Finds an account by email address in one organisation. Deactivated accounts are not found.
pub async fn find_by_email(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Account>> {
    let row = by_email(organisation, email).filter(account::Column::DeactivatedAt.is_null()).one(transaction).await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an account by email address, and whether it is deactivated. Closed accounts are not found.
pub async fn find_by_email_even_deactivated(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<(Account, bool)>> {
    let row = by_email(organisation, email).filter(account::Column::ClosedAt.is_null()).one(transaction).await?;
    row.map(|row| {
        let is_deactivated = row.deactivated_at.is_some();
        Ok((row.try_into()?, is_deactivated))
    })
    .transpose()
}

/// Finds the active account that has verified this phone number in the organisation.
pub async fn find_by_phone(
    transaction: &Transaction,
    organisation: OrganisationId,
    number: &PhoneNumber,
) -> anyhow::Result<Option<Account>> {
    let row = active()
        .filter(account::Column::Phone.eq(number.as_str()))
        .filter(account::Column::PhoneVerifiedAt.is_not_null())
        .filter(account::Column::OrganisationId.eq(organisation.0))
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

fn active() -> Select<account::Entity> {
    account::Entity::find().filter(account::Column::DeactivatedAt.is_null())
}

/// The account with an email address in one organisation, in any state. There is at most one.
pub(super) fn by_email(organisation: OrganisationId, email: &EmailAddress) -> Select<account::Entity> {
    account::Entity::find()
        .filter(account::Column::Email.eq(email.as_str()))
        .filter(account::Column::OrganisationId.eq(organisation.0))
}

/// Finds the account with the address, even if deactivated or closed. An address is unique in its organisation.
pub async fn find_by_email_in_any_state(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Account>> {
    let row = by_email(organisation, email).one(transaction).await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an active account.
pub async fn find_by_id(store: &Store, id: AccountId) -> anyhow::Result<Option<Account>> {
    active().filter(account::Column::Id.eq(id.0)).one(store.reader()).await?.map(TryInto::try_into).transpose()
}

/// Finds an active account and locks it for a sign-in (`FOR SHARE`): until this transaction ends, its credentials
/// cannot change.
/// Lock order: challenges, the account, pending sign-ins, password failures, rate limits, sessions.
pub async fn find_for_share(transaction: &Transaction, id: AccountId) -> anyhow::Result<Option<Account>> {
    let row = active().filter(account::Column::Id.eq(id.0)).lock_shared().one(transaction).await?;
    row.map(TryInto::try_into).transpose()
}

/// Finds an active account and locks it to change its credentials (`FOR UPDATE`): until this transaction ends, no
/// sign-in to it can complete.
pub async fn find_for_update(transaction: &Transaction, id: AccountId) -> anyhow::Result<Option<Account>> {
    let row = active().filter(account::Column::Id.eq(id.0)).lock_exclusive().one(transaction).await?;
    row.map(TryInto::try_into).transpose()
}

/// Inserts an account. `false`: another account of the organisation has the email address or the verified phone number.
pub async fn insert(transaction: &Transaction, account: &Account, now: Timestamp) -> anyhow::Result<bool> {
    // A conflict must not be an error: PostgreSQL would abort the transaction.
    let unless_there = OnConflict::new().do_nothing().to_owned();
    let row = new_row(account, now);
    let inserted = account::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    if inserted == 1 {
        account_words::renew(transaction, account.id).await?;
    }
    Ok(inserted == 1)
}

/// Inserts many accounts with few statements. Fails if another account of the organisation has one of the email
/// addresses or of the verified phone numbers.
pub async fn insert_many(transaction: &Transaction, accounts: &[Account], now: Timestamp) -> anyhow::Result<()> {
    let accounts: Vec<_> = accounts.iter().map(|account| (account, now)).collect();
    insert_many_made_at(transaction, &accounts).await
}

/// Does what `insert_many` does, for accounts that were made at different times.
pub async fn insert_many_made_at(transaction: &Transaction, accounts: &[(&Account, Timestamp)]) -> anyhow::Result<()> {
    for accounts in accounts.chunks(AT_ONCE) {
        let rows = accounts.iter().map(|(account, made_at)| new_row(account, *made_at));
        account::Entity::insert_many(rows).exec_without_returning(transaction).await?;
        let searchable = accounts.iter().map(|(account, _)| Searchable {
            id: account.id.0,
            organisation_id: account.organisation.0,
            email: account.email.to_string(),
            name: account.name.clone(),
            phone: account.phone.as_ref().map(|phone| phone.number.to_string()),
        });
        account_words::write(transaction, &searchable.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

fn new_row(account: &Account, now: Timestamp) -> account::ActiveModel {
    let phone = account.phone.as_ref();
    account::ActiveModel {
        id: Set(account.id.0),
        organisation_id: Set(account.organisation.0),
        email: Set(account.email.to_string()),
        name: Set(account.name.clone()),
        role: Set(account.role.name().to_owned()),
        created_at: Set(now.0),
        phone: Set(phone.map(|phone| phone.number.to_string())),
        phone_verified_at: Set(phone.filter(|phone| phone.is_verified).map(|_| now.0)),
        deactivated_at: Set(None),
        time_zone: Set(account.time_zone.clone()),
        language: Set(account.language.as_ref().map(ToString::to_string)),
        welcome: Set(account.onboarding.as_ref().map(ToString::to_string)),
        closed_at: Set(None),
        browser_time_zone: Set(account.browser_time_zone.clone()),
        passkey_offers_skipped: Set(0),
    }
}

/// Changes the email address of an account. `false`: another account of its organisation has the address.
pub async fn set_email(transaction: &Transaction, id: AccountId, email: &EmailAddress) -> anyhow::Result<bool> {
    let update = account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(email.as_str()))
        .filter(account::Column::Id.eq(id.0));
    unless_taken(transaction, id, update).await
}

/// Updates in a savepoint. `false`: it violates a unique constraint; the outer transaction stays usable.
async fn unless_taken(
    transaction: &Transaction,
    id: AccountId,
    update: UpdateMany<account::Entity>,
) -> anyhow::Result<bool> {
    let savepoint = transaction.savepoint().await?;
    match update.exec(&savepoint).await {
        Ok(_) => {
            savepoint.commit().await?;
            account_words::renew(transaction, id).await?;
            Ok(true)
        }
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            savepoint.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Sets a phone number, or none. `false`: it is a verified one, and another account of the organisation has verified it.
pub async fn set_phone(
    transaction: &Transaction,
    id: AccountId,
    phone: Option<&Phone>,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let verified_at = phone.filter(|phone| phone.is_verified).map(|_| now.0);
    let update = account::Entity::update_many()
        .col_expr(account::Column::Phone, Expr::value(phone.map(|phone| phone.number.as_str().to_owned())))
        .col_expr(account::Column::PhoneVerifiedAt, Expr::value(verified_at))
        .filter(account::Column::Id.eq(id.0));
    unless_taken(transaction, id, update).await
}

/// Removes the phone number of an account if it was verified after `since`.
pub async fn forget_phone_since(transaction: &Transaction, id: AccountId, since: Timestamp) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Phone, Expr::value(Option::<String>::None))
        .col_expr(account::Column::PhoneVerifiedAt, Expr::value(Option::<i64>::None))
        .filter(account::Column::Id.eq(id.0))
        .filter(account::Column::PhoneVerifiedAt.gt(since.0))
        .exec(transaction)
        .await?;
    account_words::renew(transaction, id).await
}

/// Sets the name, time zone and language of an account; each may be `None` as in `Account`.
pub async fn set_profile(
    transaction: &Transaction,
    id: AccountId,
    name: Option<&str>,
    time_zone: Option<&str>,
    language: Option<&LanguageTag>,
) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Name, Expr::value(name.map(str::to_owned)))
        .col_expr(account::Column::TimeZone, Expr::value(time_zone.map(str::to_owned)))
        .col_expr(account::Column::Language, Expr::value(language.map(ToString::to_string)))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    account_words::renew(transaction, id).await
}

/// Changes the language of an account.
pub async fn set_language(transaction: &Transaction, id: AccountId, language: &LanguageTag) -> anyhow::Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value(language.as_str()))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Closes an account for good and deletes its personal data, except the address: no other account can take it.
pub async fn close(transaction: &Transaction, id: AccountId, now: Timestamp) -> anyhow::Result<()> {
    let nothing = || Expr::value(Option::<String>::None);
    account::Entity::update_many()
        .col_expr(account::Column::DeactivatedAt, Expr::value(now.0))
        .col_expr(account::Column::ClosedAt, Expr::value(now.0))
        .col_expr(account::Column::Name, nothing())
        .col_expr(account::Column::Phone, nothing())
        .col_expr(account::Column::TimeZone, nothing())
        .col_expr(account::Column::BrowserTimeZone, nothing())
        .col_expr(account::Column::Language, nothing())
        .col_expr(account::Column::Welcome, nothing())
        .col_expr(account::Column::PhoneVerifiedAt, Expr::value(Option::<i64>::None))
        .filter(account::Column::Id.eq(id.0))
        .exec(transaction)
        .await?;
    account_words::renew(transaction, id).await
}

/// Finds the active account with this email address and locks it until the transaction ends.
pub async fn find_by_email_for_update(
    transaction: &Transaction,
    organisation: OrganisationId,
    email: &EmailAddress,
) -> anyhow::Result<Option<Account>> {
    let row = by_email(organisation, email)
        .filter(account::Column::DeactivatedAt.is_null())
        .lock_exclusive()
        .one(transaction)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// At most `most` active admins of an organisation, the oldest account first.
pub async fn admins_of(transaction: &Transaction, id: OrganisationId, most: u64) -> anyhow::Result<Vec<Account>> {
    let rows = active()
        .filter(account::Column::OrganisationId.eq(id.0))
        .filter(account::Column::Role.eq(Role::Admin.name()))
        .order_by_asc(account::Column::CreatedAt)
        .order_by_asc(account::Column::Id)
        .limit(most)
        .all(transaction)
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}
