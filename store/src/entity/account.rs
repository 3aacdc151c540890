//! `account`: one user in one organisation.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    #[sea_orm(unique)]
    pub email: String,
    pub name: Option<String>,
    pub role: String,
    pub created_at: i64,
    /// E.164.
    pub phone: Option<String>,
    pub phone_verified_at: Option<i64>,
    pub deactivated_at: Option<i64>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// BCP 47, as in `Accept-Language`.
    pub language: Option<String>,
    /// Onboarding progress of an invited user. Null: onboarding is finished, or the user was not invited.
    pub welcome: Option<String>,
    /// When the user closed it, for good.
    pub closed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
