//! Changes of an email address that an admin asked for. Each has a link, sent to the new address, that confirms it.

use crate::prelude::*;

/// The table `email_confirmation`: a link that confirms a new email address.
pub(crate) mod email_confirmation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "email_confirmation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub new_email: String,
        pub created_at: i64,
        pub expires_at: i64,
        /// When the link was used, or the change was cancelled.
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a link is valid.
pub const GOOD_FOR: Seconds = Seconds::days(7);

/// The change that a link confirms.
#[derive(Clone, Debug)]
pub struct EmailConfirmation {
    pub account: AccountId,
    pub new: EmailAddress,
    pub expires_at: Timestamp,
    /// The link was used, or the change was cancelled.
    pub is_used: bool,
}

impl TryFrom<email_confirmation::Model> for EmailConfirmation {
    type Error = anyhow::Error;

    fn try_from(row: email_confirmation::Model) -> anyhow::Result<Self> {
        Ok(EmailConfirmation {
            account: AccountId(row.account_id),
            new: row.new_email.parse().context("email_confirmation.new_email")?,
            expires_at: Timestamp(row.expires_at),
            is_used: row.used_at.is_some(),
        })
    }
}

/// Inserts a link, which expires after `GOOD_FOR`.
pub async fn insert(
    transaction: &Transaction,
    token: &TokenHash,
    account: AccountId,
    new: &EmailAddress,
    now: Timestamp,
) -> anyhow::Result<()> {
    let row = email_confirmation::ActiveModel {
        token_hash: Set(token.0.clone()),
        account_id: Set(account.0),
        new_email: Set(new.to_string()),
        created_at: Set(now.0),
        expires_at: Set((now + GOOD_FOR).0),
        used_at: Set(None),
    };
    email_confirmation::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The change that a link confirms, also when the link was used or has expired.
pub async fn read(store: &Store, token: &TokenHash) -> anyhow::Result<Option<EmailConfirmation>> {
    let row = email_confirmation::Entity::find_by_id(token.0.clone()).one(store.reader()).await?;
    row.map(TryInto::try_into).transpose()
}

/// The change that waits for its confirmation.
pub async fn read_pending(
    store: &Store,
    account: AccountId,
    now: Timestamp,
) -> anyhow::Result<Option<EmailConfirmation>> {
    let row = email_confirmation::Entity::find()
        .filter(email_confirmation::Column::AccountId.eq(account.0))
        .filter(email_confirmation::Column::UsedAt.is_null())
        .filter(email_confirmation::Column::ExpiresAt.gt(now.0))
        .order_by_desc(email_confirmation::Column::CreatedAt)
        .one(store.reader())
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Marks a link as used. `false`: it was used before, was cancelled, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = email_confirmation::Entity::update_many()
        .col_expr(email_confirmation::Column::UsedAt, Expr::value(now.0))
        .filter(email_confirmation::Column::TokenHash.eq(token.0.clone()))
        .filter(email_confirmation::Column::UsedAt.is_null())
        .filter(email_confirmation::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Cancels the change that waits. `false`: none did.
pub async fn cancel(transaction: &Transaction, account: AccountId, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = email_confirmation::Entity::update_many()
        .col_expr(email_confirmation::Column::UsedAt, Expr::value(now.0))
        .filter(email_confirmation::Column::AccountId.eq(account.0))
        .filter(email_confirmation::Column::UsedAt.is_null())
        .filter(email_confirmation::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected > 0)
}
