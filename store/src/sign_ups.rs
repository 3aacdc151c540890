//! What a user entered to sign up, until the email address is verified.

use crate::prelude::*;
use domain::{ChallengeId, PhoneNumber};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::OnConflict;

/// The table `sign_up`: what a user entered to sign up, until the email address is verified.
mod sign_up {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_up")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub challenge_id: Uuid,
        pub name: String,
        /// E.164.
        pub phone: Option<String>,
        pub password_hash: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The data of an account to be created.
#[derive(Clone, Debug)]
pub struct SignUp {
    pub name: String,
    pub phone: Option<PhoneNumber>,
    /// The password hash in PHC format.
    pub password_hash: Option<String>,
}

/// Stores what was entered for a challenge, and replaces what was entered before.
pub async fn keep(transaction: &Transaction, challenge: ChallengeId, sign_up: &SignUp) -> anyhow::Result<()> {
    let row = sign_up::ActiveModel {
        challenge_id: Set(challenge.0),
        name: Set(sign_up.name.clone()),
        phone: Set(sign_up.phone.as_ref().map(ToString::to_string)),
        password_hash: Set(sign_up.password_hash.clone()),
    };
    let instead = OnConflict::column(sign_up::Column::ChallengeId)
        .update_columns([sign_up::Column::Name, sign_up::Column::Phone, sign_up::Column::PasswordHash])
        .to_owned();
    sign_up::Entity::insert(row).on_conflict(instead).exec_without_returning(transaction).await?;
    Ok(())
}

/// What was entered for a challenge.
pub async fn find(transaction: &Transaction, challenge: ChallengeId) -> anyhow::Result<Option<SignUp>> {
    kept(transaction, challenge).await
}

/// What was entered for a challenge, read outside a transaction.
pub async fn read(store: &Store, challenge: ChallengeId) -> anyhow::Result<Option<SignUp>> {
    kept(store.reader(), challenge).await
}

async fn kept(database: &impl ConnectionTrait, challenge: ChallengeId) -> anyhow::Result<Option<SignUp>> {
    let Some(row) = sign_up::Entity::find_by_id(challenge.0).one(database).await? else { return Ok(None) };
    let phone = row.phone.map(|number| number.parse()).transpose().context("sign_up.phone")?;
    Ok(Some(SignUp { name: row.name, phone, password_hash: row.password_hash }))
}
