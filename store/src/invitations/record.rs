//! An invitation as it is stored.

use crate::{accounts::Role, prelude::*};
use domain::{InvitationId, PhoneNumber, invitation::Milestones};

/// The table `invitation`: an offer of an account.
pub(crate) mod invitation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub email: String,
        pub name: Option<String>,
        /// E.164.
        pub phone: Option<String>,
        pub role: String,
        /// Digest of the code.
        pub digest: Vec<u8>,
        pub key_id: i32,
        /// Hash of the link's token.
        #[sea_orm(unique)]
        pub token_hash: Vec<u8>,
        /// The name of a [`Stage`](super::Stage).
        pub stage: String,
        pub created_at: i64,
        pub sent_at: i64,
        pub expires_at: i64,
        pub opened_at: Option<i64>,
        pub confirmed_at: Option<i64>,
        pub entered_at: Option<i64>,
        pub joined_at: Option<i64>,
        pub revoked_at: Option<i64>,
        pub invited_by: Option<Uuid>,
        /// Null until the account exists.
        pub account_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

domain::named_enum! {
    /// The stored stage of an invitation. Expiry is not a stage; it follows from the time.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Stage {
        Open = "open",
        Confirmed = "confirmed",
        /// The user has signed in, and onboarding is not finished.
        SignedIn = "entered",
        /// Onboarding is finished.
        Joined = "joined",
        Revoked = "revoked",
    }
}

/// An invitation.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub organisation: OrganisationId,
    pub email: EmailAddress,
    pub name: Option<String>,
    pub phone: Option<PhoneNumber>,
    pub role: Role,
    pub created_at: Timestamp,
    pub milestones: Milestones,
    /// The admin who sent it; `None`: Portico itself.
    pub invited_by: Option<AccountId>,
    /// `None` until the account exists.
    pub account: Option<AccountId>,
    pub secret: StoredSecret,
}

/// What an invitation code and its link are compared with.
#[derive(Clone, Debug)]
pub struct StoredSecret {
    /// Digest of the code, made with the key `key_id`.
    pub digest: Vec<u8>,
    pub key_id: i32,
    /// Hash of the link's token.
    pub token: TokenHash,
}

impl TryFrom<invitation::Model> for Invitation {
    type Error = anyhow::Error;

    fn try_from(row: invitation::Model) -> anyhow::Result<Self> {
        Ok(Invitation {
            id: InvitationId(row.id),
            organisation: OrganisationId(row.organisation_id),
            email: row.email.parse().context("invitation.email")?,
            name: row.name,
            phone: row.phone.map(|number| number.parse()).transpose().context("invitation.phone")?,
            role: Role::of(&row.role).unwrap_or(Role::Member),
            created_at: Timestamp(row.created_at),
            milestones: Milestones {
                sent_at: Timestamp(row.sent_at),
                expires_at: Timestamp(row.expires_at),
                code_tried_at: row.opened_at.map(Timestamp),
                confirmed_at: row.confirmed_at.map(Timestamp),
                first_signed_in_at: row.entered_at.map(Timestamp),
                joined_at: row.joined_at.map(Timestamp),
                revoked_at: row.revoked_at.map(Timestamp),
            },
            invited_by: row.invited_by.map(AccountId),
            account: row.account_id.map(AccountId),
            secret: StoredSecret { digest: row.digest, key_id: row.key_id, token: TokenHash(row.token_hash) },
        })
    }
}
