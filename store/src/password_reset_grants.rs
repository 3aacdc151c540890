//! Browsers that may choose a new password, because the right temporary password was entered there.

use crate::prelude::*;

/// The table `password_choice`: a browser in which the right temporary password was entered, and which may choose a new
/// one.
pub(crate) mod password_choice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "password_choice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        /// Where the user wants to go afterwards.
        pub return_to: Option<String>,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lets one browser choose a new password.
#[derive(Clone, Debug)]
pub struct PasswordResetGrant {
    pub account: AccountId,
    /// Where the user wants to go afterwards; has to be checked again.
    pub return_to: Option<String>,
    pub expires_at: Timestamp,
}

/// Inserts a grant; `token` identifies it in the browser.
pub async fn insert(transaction: &Transaction, token: &TokenHash, grant: PasswordResetGrant) -> anyhow::Result<()> {
    let row = password_choice::ActiveModel {
        token_hash: Set(token.0.clone()),
        account_id: Set(grant.account.0),
        return_to: Set(grant.return_to),
        expires_at: Set(grant.expires_at.0),
    };
    password_choice::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The grant of a token, also when it has expired.
pub async fn read(store: &Store, token: &TokenHash) -> anyhow::Result<Option<PasswordResetGrant>> {
    let row = password_choice::Entity::find_by_id(token.0.clone()).one(store.reader()).await?;
    Ok(row.map(|row| PasswordResetGrant {
        account: AccountId(row.account_id),
        return_to: row.return_to,
        expires_at: Timestamp(row.expires_at),
    }))
}

/// Deletes a grant. `false`: it was used before, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = password_choice::Entity::delete_by_id(token.0.clone())
        .filter(password_choice::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Deletes all grants of an account.
pub async fn end_all(transaction: &Transaction, account: AccountId) -> anyhow::Result<()> {
    password_choice::Entity::delete_many()
        .filter(password_choice::Column::AccountId.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(())
}
