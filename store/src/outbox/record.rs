//! A message of the outbox as it is stored.

use crate::prelude::*;
use domain::{ChallengeId, Channel, Destination, LanguageTag};

/// The table `outbox_message`: a message to be sent. It stays for a while after it was sent, without its content.
pub(crate) mod outbox_message {
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
        /// Why the last attempt failed. Never the content of the message.
        pub last_answer: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) const QUEUED: &str = "queued";
/// Queued, and at the last attempt the provider accepted no message at all.
pub(crate) const DELAYED: &str = "delayed";
pub(crate) const SENT: &str = "sent";
pub(crate) const FAILED: &str = "failed";
/// It expired before a provider accepted it.
pub(crate) const GIVEN_UP: &str = "given_up";
/// Sent, and the provider reported the result.
pub(crate) const DELIVERED: &str = "delivered";
pub(crate) const UNDELIVERED: &str = "undelivered";

/// A message to be inserted.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: Uuid,
    pub organisation: OrganisationId,
    pub challenge: Option<ChallengeId>,
    pub template: &'static str,
    pub recipient: Destination,
    pub language: LanguageTag,
    pub is_decoy: bool,
    pub sealed: Vec<u8>,
    pub due: Due,
    pub give_up_at: Timestamp,
}

/// When a message may leave.
#[derive(Clone, Copy, Debug)]
pub enum Due {
    At(Timestamp),
    /// As soon as this other message has left or has failed for good.
    After(Uuid),
}

/// A message that this process has leased.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: Uuid,
    pub organisation: OrganisationId,
    pub template: String,
    pub recipient: String,
    pub language: LanguageTag,
    pub is_decoy: bool,
    pub sealed: Vec<u8>,
    /// Including the current one.
    pub attempts: u32,
    pub give_up_at: Timestamp,
    pub created_at: Timestamp,
    /// The provider's answer to the last attempt that failed.
    pub last_answer: Option<String>,
}

impl Leased {
    /// Fails if the stored recipient is neither an email address nor a phone number.
    pub(super) fn channel(&self) -> anyhow::Result<Channel> {
        Ok(self.recipient.parse::<Destination>().context("outbox_message.recipient")?.channel())
    }
}

impl From<outbox_message::Model> for Leased {
    fn from(row: outbox_message::Model) -> Self {
        Leased {
            id: row.id,
            organisation: OrganisationId(row.organisation_id),
            template: row.template,
            recipient: row.recipient,
            language: row.language.parse().unwrap_or_default(),
            is_decoy: row.is_decoy,
            sealed: row.sealed.unwrap_or_default(),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            give_up_at: Timestamp(row.give_up_at),
            created_at: Timestamp(row.created_at),
            last_answer: row.last_answer,
        }
    }
}

/// The delivery status of the newest message of a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// Sent, or about to be.
    Expected,
    /// The provider accepts other messages, but not this one now.
    Postponed,
    /// It will never leave.
    Failed,
    /// The provider accepts no messages now.
    Delayed,
    /// Texts only: the carrier reports that it did not arrive.
    Undelivered,
}

/// The delivery status of a message on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelDelivery {
    pub channel: Channel,
    pub status: DeliveryStatus,
}
