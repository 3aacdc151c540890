//! `organisation`: one tenant.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub preset: String,
    pub created_at: i64,
    /// JSON. Null: the policy of the preset.
    pub policy: Option<String>,
    /// External origins that users may be redirected to after signing in. JSON.
    pub return_origins: String,
    /// `#rrggbb`
    pub color: Option<String>,
    pub support_contact: Option<String>,
    /// SHA-256 of the logo, in hexadecimal digits.
    pub logo_digest: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
