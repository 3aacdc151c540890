//! `outbox_message`: a message to be sent. It stays for a while after it was sent, without its content.

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
    /// BCP 47, as in `Accept-Language`.
    pub language: String,
    /// No account has the address: the provider is only asked whether it answers, and nothing is sent.
    pub is_decoy: bool,
    /// The sealed values of the template. Deleted once the message is settled.
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
    /// The provider's id of the message.
    pub provider_id: Option<String>,
    /// Why the last try failed. Never the content of the message.
    pub last_answer: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
