//! Addresses that closed accounts had until an admin released them. The audit log names the accounts by them, as long
//! as it keeps what their users did.

use super::accounts::account;
use crate::prelude::*;
use sea_orm::sea_query::OnConflict;

/// The table `former_address`: the address of a closed account before it was released.
pub(crate) mod former_address {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "former_address")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub email: String,
        /// When the account was closed. Its user did nothing after that.
        pub closed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps the address of a closed account before it is released.
pub(super) async fn keep(transaction: &Transaction, closed: &account::Model) -> anyhow::Result<()> {
    let row = former_address::ActiveModel {
        account_id: Set(closed.id),
        email: Set(closed.email.clone()),
        closed_at: Set(closed.closed_at.unwrap_or_default()),
    };
    let unless_there = OnConflict::new().do_nothing().to_owned();
    former_address::Entity::insert(row).on_conflict(unless_there).exec_without_returning(transaction).await?;
    Ok(())
}
