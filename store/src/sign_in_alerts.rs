//! Links in messages about a new sign-in, by which the user can end that session.

use crate::prelude::*;

/// The table `session_alarm`: a link in a message about a new sign-in, by which the user can end the session.
pub(crate) mod session_alarm {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session_alarm")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub session_id: Uuid,
        pub created_at: i64,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a link is valid.
const GOOD_FOR: Seconds = Seconds::days(30);

/// Inserts a link to a session.
pub async fn insert(transaction: &Transaction, token: &TokenHash, session: Uuid, now: Timestamp) -> anyhow::Result<()> {
    let row = session_alarm::ActiveModel {
        token_hash: Set(token.0.clone()),
        session_id: Set(session),
        created_at: Set(now.0),
        expires_at: Set((now + GOOD_FOR).0),
    };
    session_alarm::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// The session of a link. `None` also when the link has expired.
pub async fn read(store: &Store, token: &TokenHash, now: Timestamp) -> anyhow::Result<Option<Uuid>> {
    let row = session_alarm::Entity::find_by_id(token.0.clone())
        .filter(session_alarm::Column::ExpiresAt.gt(now.0))
        .one(store.reader())
        .await?;
    Ok(row.map(|row| row.session_id))
}
