//! A pass as it is stored, and what is read together with it.

use crate::{applications::Application, groups::NamedGroup, sessions::SessionWithAccount};
use domain::application::ProtectedOrigin;

/// The table `pass`: what a browser holds for a protected origin.
pub(crate) mod pass {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "pass")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub application_id: Uuid,
        pub origin: String,
        /// The pass ends with this session.
        pub session_id: Uuid,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A pass, with all that decides whether it lets in.
#[derive(Clone, Debug)]
pub struct Pass {
    pub application: Application,
    pub origin: ProtectedOrigin,
    /// The session that it is bound to, with its account.
    pub holder: SessionWithAccount,
    /// The groups of the account, by name.
    pub groups: Vec<NamedGroup>,
    /// Whether the application lets the account in. It may be turned off, or ask for a stronger sign-in.
    pub is_let_in: bool,
}
