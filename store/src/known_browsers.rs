//! Browsers that signed in to an account before. Being known decides which failures are counted together, and may skip
//! the second step for a while. It never signs a user in by itself.

use crate::prelude::*;
use sea_orm::{Select, sea_query::OnConflict};

/// The table `known_browser`: a browser that signed in to an account before.
pub(crate) mod known_browser {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_browser")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub created_at: i64,
        pub last_seen_at: i64,
        /// Until when it may skip the second step.
        pub second_step_until: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a browser stays known after its last sign-in.
pub const REMEMBERED: Seconds = Seconds::days(180);

/// The token with which a browser signed in to an account within `REMEMBERED`. `None`: the account does not know the
/// browser. `tokens` are those that the browser sent.
pub async fn find_known(
    transaction: &Transaction,
    tokens: &[TokenHash],
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<Option<TokenHash>> {
    let row = of_browser(tokens, account)
        .filter(known_browser::Column::LastSeenAt.gt((now - REMEMBERED).0))
        .one(transaction)
        .await?;
    Ok(row.map(|row| TokenHash(row.token_hash)))
}

/// The rows of an account for a browser that sent these tokens.
fn of_browser(tokens: &[TokenHash], account: AccountId) -> Select<known_browser::Entity> {
    known_browser::Entity::find()
        .filter(known_browser::Column::AccountId.eq(account.0))
        .filter(known_browser::Column::TokenHash.is_in(tokens.iter().map(|token| token.0.clone())))
}

/// Remembers a sign-in of a browser to an account. A known browser only gets a new `last_seen_at`.
pub async fn remember(
    transaction: &Transaction,
    browser: &TokenHash,
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = known_browser::ActiveModel {
        token_hash: Set(browser.0.clone()),
        account_id: Set(account.0),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        second_step_until: Set(None),
    };
    let again = OnConflict::columns([known_browser::Column::TokenHash, known_browser::Column::AccountId])
        .update_column(known_browser::Column::LastSeenAt)
        .to_owned();
    known_browser::Entity::insert(row).on_conflict(again).exec_without_returning(transaction).await?;
    Ok(())
}

/// Whether a browser with these tokens may skip the second step now.
pub async fn may_skip_second_step(
    transaction: &Transaction,
    tokens: &[TokenHash],
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let spared = of_browser(tokens, account).filter(known_browser::Column::SecondStepUntil.gt(now.0));
    let row = spared.one(transaction).await?;
    Ok(row.is_some())
}

/// Lets a known browser skip the second step until `until`.
pub async fn spare(
    transaction: &Transaction,
    browser: &TokenHash,
    account: AccountId,
    until: Timestamp,
) -> anyhow::Result<()> {
    known_browser::Entity::update_many()
        .col_expr(known_browser::Column::SecondStepUntil, Expr::value(until.0))
        .filter(known_browser::Column::TokenHash.eq(browser.0.clone()))
        .filter(known_browser::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Makes every browser of an account take the second step again.
pub async fn spare_none(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    known_browser::Entity::update_many()
        .col_expr(known_browser::Column::SecondStepUntil, Expr::value(Option::<i64>::None))
        .filter(known_browser::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Forgets that a browser signed in to an account.
pub async fn forget(transaction: &Transaction, browser: &TokenHash, account: AccountId) -> anyhow::Result<()> {
    known_browser::Entity::delete_by_id((browser.0.clone(), account.0)).exec(transaction).await?;
    Ok(())
}

/// Forgets all browsers that signed in to an account except `kept`.
pub async fn forget_others(
    transaction: &Transaction,
    account: AccountId,
    kept: Option<&TokenHash>,
) -> anyhow::Result<()> {
    let mut others = known_browser::Entity::delete_many().filter(known_browser::Column::AccountId.eq(account.0));
    if let Some(kept) = kept {
        others = others.filter(known_browser::Column::TokenHash.ne(kept.0.clone()));
    }
    others.exec(transaction).await?;
    Ok(())
}

/// All browsers that signed in to an account.
pub async fn of_account(transaction: &Transaction, account: AccountId) -> anyhow::Result<Vec<TokenHash>> {
    let rows =
        known_browser::Entity::find().filter(known_browser::Column::AccountId.eq(account.0)).all(transaction).await?;
    Ok(rows.into_iter().map(|row| TokenHash(row.token_hash)).collect())
}

/// The browsers that signed in to any of these accounts.
pub async fn of_accounts(store: &Store, accounts: &[AccountId]) -> anyhow::Result<Vec<(AccountId, TokenHash)>> {
    let rows = known_browser::Entity::find()
        .filter(known_browser::Column::AccountId.is_in(accounts.iter().map(|account| account.0)))
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account_id), TokenHash(row.token_hash))).collect())
}
