//! Links that undo a change of the email address.

use crate::prelude::*;

/// The table `email_undo`: a link that undoes a change of the email address.
pub(crate) mod email_undo {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "email_undo")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub old_email: String,
        pub new_email: String,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a link is valid.
pub const GOOD_FOR: Seconds = Seconds::days(7);

/// The change that a link undoes.
#[derive(Clone, Debug)]
pub struct EmailUndo {
    pub account: AccountId,
    pub old: EmailAddress,
    pub new: EmailAddress,
    pub created_at: Timestamp,
    /// The link was used, or invalidated by another one.
    pub is_used: bool,
    /// The link has expired.
    pub is_expired: bool,
}

/// Inserts a link. It expires `GOOD_FOR` after `undo.created_at`.
pub async fn insert(transaction: &Transaction, token: &TokenHash, undo: &EmailUndo) -> anyhow::Result<()> {
    let row = email_undo::ActiveModel {
        token_hash: Set(token.0.clone()),
        account_id: Set(undo.account.0),
        old_email: Set(undo.old.to_string()),
        new_email: Set(undo.new.to_string()),
        created_at: Set(undo.created_at.0),
        expires_at: Set((undo.created_at + GOOD_FOR).0),
        used_at: Set(None),
    };
    email_undo::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The change that a link undoes, also when the link was used or has expired.
pub async fn read(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<EmailUndo>> {
    let row = email_undo::Entity::find_by_id(token.0.clone()).one(store.reader()).await?;
    row.map(|row| {
        Ok(EmailUndo {
            account: AccountId(row.account_id),
            old: row.old_email.parse().context("email_undo.old_email")?,
            new: row.new_email.parse().context("email_undo.new_email")?,
            created_at: Timestamp(row.created_at),
            is_used: row.used_at.is_some(),
            is_expired: now.0 >= row.expires_at,
        })
    })
    .transpose()
}

/// Whether the address of an account was changed after `since`, and not changed back by a link.
pub async fn is_any_open_since(store: &Store, account: AccountId, since: Timestamp) -> anyhow::Result<bool> {
    let later = email_undo::Entity::find()
        .filter(email_undo::Column::AccountId.eq(account.0))
        .filter(email_undo::Column::CreatedAt.gt(since.0))
        .filter(email_undo::Column::UsedAt.is_null());
    Ok(later.one(store.reader()).await?.is_some())
}

/// Marks a link as used. `false`: it was used before, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = email_undo::Entity::update_many()
        .col_expr(email_undo::Column::UsedAt, Expr::value(now.0))
        .filter(email_undo::Column::TokenHash.eq(token.0.clone()))
        .filter(email_undo::Column::UsedAt.is_null())
        .filter(email_undo::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Invalidates the unused links of changes since `created_at`: an attacker who made a later change must not be able to
/// restore that address.
pub async fn end_later(
    transaction: &Transaction,
    account: AccountId,
    created_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<()> {
    email_undo::Entity::update_many()
        .col_expr(email_undo::Column::UsedAt, Expr::value(now.0))
        .filter(email_undo::Column::AccountId.eq(account.0))
        .filter(email_undo::Column::CreatedAt.gte(created_at.0))
        .filter(email_undo::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
