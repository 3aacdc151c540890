//! Links in notices about an account, by which its user reports that another person caused them.

use crate::prelude::*;
use domain::AuditEventKind;

/// The table `account_alert`: a link in a notice about an account, by which the user reports what happened.
pub(crate) mod account_alert {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_alert")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        /// Null: the notice is a decoy.
        pub account_id: Option<Uuid>,
        /// The name of the event.
        pub activity: String,
        /// Empty: the notice says nothing of a browser.
        pub client_address: String,
        pub user_agent: String,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a link is valid. Access to the mailbox must not be enough to undo older changes. A new sign-in may go
/// unnoticed for longer, and its link undoes nothing.
const fn good_for(activity: AuditEventKind) -> Seconds {
    match activity {
        AuditEventKind::SignedIn => Seconds::days(30),
        _ => Seconds::days(7),
    }
}

/// What a notice is about.
#[derive(Clone, Debug)]
pub struct AccountAlert {
    /// `None`: the notice is a decoy, which is stored so that both take the same time.
    pub account: Option<AccountId>,
    pub activity: AuditEventKind,
    /// The IP address of the request that caused the event; empty if the notice says nothing of a browser.
    pub client_address: String,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub is_used: bool,
}

/// Inserts an unused link.
pub async fn insert(transaction: &Transaction, token: &TokenHash, alert: AccountAlert) -> anyhow::Result<()> {
    let row = account_alert::ActiveModel {
        token_hash: Set(token.0.clone()),
        account_id: Set(alert.account.map(|account| account.0)),
        activity: Set(alert.activity.name().to_owned()),
        client_address: Set(alert.client_address),
        user_agent: Set(alert.user_agent),
        created_at: Set(alert.created_at.0),
        expires_at: Set((alert.created_at + good_for(alert.activity)).0),
        used_at: Set(None),
    };
    account_alert::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// What the notice with a link is about, also when the link was used. `None` if the link has expired.
pub async fn read(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<AccountAlert>> {
    let row = account_alert::Entity::find_by_id(token.0.clone())
        .filter(account_alert::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    row.map(|row| {
        Ok(AccountAlert {
            account: row.account_id.map(AccountId),
            activity: AuditEventKind::of(&row.activity).context("account_alert.activity")?,
            client_address: row.client_address,
            user_agent: row.user_agent,
            created_at: Timestamp(row.created_at),
            is_used: row.used_at.is_some(),
        })
    })
    .transpose()
}

/// Marks a link as used. `false`: it was used before, or has expired.
pub async fn use_up(transaction: &Transaction, token: &TokenHash, now: Timestamp) -> anyhow::Result<bool> {
    let outcome = account_alert::Entity::update_many()
        .col_expr(account_alert::Column::UsedAt, Expr::value(now.0))
        .filter(account_alert::Column::TokenHash.eq(token.0.clone()))
        .filter(account_alert::Column::UsedAt.is_null())
        .filter(account_alert::Column::ExpiresAt.gt(now.0))
        .exec(transaction)
        .await?;
    Ok(outcome.rows_affected == 1)
}
