//! `account_word`: a word by whose beginning an account is found.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_word")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// Folded by `folding::fold`, or the email address, or digits of the phone number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// The address of the account, which is the order within a word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub email: String,
    pub account_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
