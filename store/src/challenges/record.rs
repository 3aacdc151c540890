//! A challenge as it is stored.

use crate::{prelude::*, rate_limits::Cost};
use domain::{Challenge, ChallengeId, Destination, ReturnTo};

/// The table `challenge`: a request to prove something with a code, bound to the browser that requested it.
pub(crate) mod challenge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "challenge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        /// Null when no account has the address; everything else is equal in both cases.
        pub account_id: Option<Uuid>,
        pub purpose: String,
        pub browser_hash: Vec<u8>,
        pub destination: String,
        pub tries: i32,
        pub sent_at: i64,
        pub expires_at: i64,
        pub consumed_at: Option<i64>,
        pub created_at: i64,
        /// Where the user wants to go afterwards.
        pub return_to: Option<String>,
        /// What its codes cost the client address that requested them.
        pub client_paid: i32,
        pub client_window_ends_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A challenge with its purpose, destination and account.
#[derive(Clone, Debug)]
pub struct StoredChallenge {
    pub id: ChallengeId,
    pub organisation: OrganisationId,
    /// `None`: no account has the address.
    pub account: Option<AccountId>,
    pub purpose: Purpose,
    pub destination: Destination,
    pub state: Challenge,
    /// The right code was entered.
    pub is_entered: bool,
    /// Where the user wants to go afterwards.
    pub return_to: Option<ReturnTo>,
    /// What its codes cost the client address that requested them; refunded after the right code.
    pub cost: Cost,
}

domain::named_enum! {
    /// What a challenge is for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Purpose {
        SignIn = "sign_in",
        SignUp = "sign_up",
        /// Reauthentication of a signed-in user.
        Reauthentication = "proof",
        /// A signed-in user changes the email address.
        NewEmail = "new_email",
        /// A signed-in user changes the phone number.
        NewPhone = "new_phone",
        /// The second step of a sign-in. Its code is sent by email and by text.
        SecondStep = "second_step",
    }
}

impl Purpose {
    /// Whether only the signed-in account that requested it may answer it.
    pub const fn needs_session(self) -> bool {
        match self {
            Purpose::Reauthentication | Purpose::NewEmail | Purpose::NewPhone => true,
            Purpose::SignIn | Purpose::SignUp | Purpose::SecondStep => false,
        }
    }

    /// Whether the user typed the address or number that the code goes to.
    pub const fn is_typed(self) -> bool {
        match self {
            Purpose::SignIn | Purpose::SignUp | Purpose::NewEmail | Purpose::NewPhone => true,
            Purpose::Reauthentication | Purpose::SecondStep => false,
        }
    }

    /// Whether it gives an account a new email address or phone number.
    pub const fn is_new_destination(self) -> bool {
        match self {
            Purpose::NewEmail | Purpose::NewPhone => true,
            Purpose::SignIn | Purpose::SignUp | Purpose::Reauthentication | Purpose::SecondStep => false,
        }
    }
}

impl TryFrom<challenge::Model> for StoredChallenge {
    type Error = anyhow::Error;

    fn try_from(row: challenge::Model) -> anyhow::Result<Self> {
        Ok(StoredChallenge {
            id: ChallengeId(row.id),
            organisation: OrganisationId(row.organisation_id),
            account: row.account_id.map(AccountId),
            purpose: Purpose::of(&row.purpose).context("challenge.purpose")?,
            return_to: row.return_to.map(ReturnTo::from_store),
            destination: row.destination.parse().context("challenge.destination")?,
            state: Challenge {
                attempts: u8::try_from(row.tries).unwrap_or(u8::MAX),
                sent_at: Timestamp(row.sent_at),
                expires_at: Timestamp(row.expires_at),
                is_consumed: row.consumed_at.is_some(),
            },
            is_entered: row.consumed_at.is_some_and(|at| at < row.expires_at),
            cost: Cost {
                times: u32::try_from(row.client_paid).unwrap_or_default(),
                window_ends_at: Timestamp(row.client_window_ends_at),
            },
        })
    }
}
