//! `outbox_message`: a message until a provider took it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub challenge_id: Option<Uuid>,
    pub template: String,
    pub recipient: String,
    /// As in `Accept-Language`.
    pub language: String,
    /// Nobody has the address: the mail server is only asked whether it answers.
    pub is_decoy: bool,
    /// What the template needs, sealed; gone once the message left.
    pub sealed: Option<Vec<u8>>,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: i64,
    pub leased_until: i64,
    pub give_up_at: i64,
    /// Another message, which has to leave first.
    pub waits_for: Option<Uuid>,
    pub created_at: i64,
    pub settled_at: Option<i64>,
    /// What the provider that took it calls it.
    pub provider_id: Option<String>,
    /// Why it did not leave the last time it was tried. Never what the message says.
    pub last_answer: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
