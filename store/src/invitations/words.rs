//! The search words of invitations, which are made like those of accounts. They are written together with the
//! invitation, so that a search by the beginning of a word reads only an index.

use super::record::{Invitation, invitation};
use crate::account_words::{Searchable, words_of};
use crate::people::{range, rarest_in};
use crate::prelude::*;
use crate::sql::Sql;
use sea_orm::ConnectionTrait;

/// The table `invitation_word`: a word by whose beginning an invitation is found.
mod invitation_word {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitation_word")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub word: String,
        /// The address of the invitation, which is the order within a word.
        #[sea_orm(primary_key, auto_increment = false)]
        pub email: String,
        /// An address may have several invitations.
        #[sea_orm(primary_key, auto_increment = false)]
        pub invitation_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows per `INSERT`: a database limits a statement to some tens of thousands of values.
const AT_ONCE: usize = 2_000;

/// Writes the search words of invitations that have none yet.
pub(crate) async fn write(connection: &impl ConnectionTrait, rows: &[Searchable]) -> anyhow::Result<()> {
    let words: Vec<_> = rows.iter().flat_map(of_invitation).collect();
    for some in words.chunks(AT_ONCE) {
        invitation_word::Entity::insert_many(some.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn of_invitation(row: &Searchable) -> impl Iterator<Item = invitation_word::ActiveModel> {
    let Searchable { id, organisation_id, email, .. } = row;
    words_of(email, row.name.as_deref(), row.phone.as_deref()).into_iter().map(|word| invitation_word::ActiveModel {
        organisation_id: Set(*organisation_id),
        word: Set(word),
        email: Set(email.clone()),
        invitation_id: Set(*id),
    })
}

/// Writes the search words of a new invitation.
pub(super) async fn write_new(transaction: &Transaction, new: &Invitation) -> anyhow::Result<()> {
    let row = Searchable {
        id: new.id.0,
        organisation_id: new.organisation.0,
        email: new.email.to_string(),
        name: new.name.clone(),
        phone: new.phone.as_ref().map(ToString::to_string),
    };
    write(transaction, &[row]).await
}

/// Replaces the search words of these invitations by those of their current rows.
pub(super) async fn renew(transaction: &Transaction, which: Expr) -> anyhow::Result<()> {
    let rows = invitation::Entity::find().filter(which).all(transaction).await?;
    invitation_word::Entity::delete_many()
        .filter(invitation_word::Column::InvitationId.is_in(rows.iter().map(|row| row.id)))
        .exec(transaction)
        .await?;
    let searchable = |row: invitation::Model| {
        let invitation::Model { id, organisation_id, email, name, phone, .. } = row;
        Searchable { id, organisation_id, email, name, phone }
    };
    write(transaction, &rows.into_iter().map(searchable).collect::<Vec<_>>()).await
}

/// Orders the words of a search, the rarest first: the others are only checked for the invitations that the first one
/// finds.
pub async fn rarest_first(
    store: &Store,
    organisation: OrganisationId,
    words: Vec<String>,
) -> anyhow::Result<Vec<String>> {
    rarest_in(store, "invitation_word", organisation, words).await
}

/// `FROM` and the conditions for the invitations `i` that have all these words. Each appears once, with the first of
/// its words `w` that begins with `first`.
pub(super) fn matching(sql: &mut Sql, organisation: OrganisationId, first: &str, others: &[String]) -> String {
    let organisation = sql.bind(organisation.0);
    let (from, to) = range(sql, first);
    let invitation = sql.row_of("invitation", "i", "w.invitation_id");
    let mut conditions = format!(
        "FROM invitation_word w {invitation} AND w.organisation_id = {organisation}
         AND w.word >= {from} AND w.word < {to} AND NOT EXISTS (SELECT 1 FROM invitation_word f
             WHERE f.invitation_id = w.invitation_id AND f.word >= {from} AND f.word < w.word LIMIT 1 OFFSET 0)"
    );
    for other in others {
        let (from, to) = range(sql, other);
        conditions += &format!(
            " AND EXISTS (SELECT 1 FROM invitation_word o
             WHERE o.invitation_id = w.invitation_id AND o.word >= {from} AND o.word < {to} LIMIT 1 OFFSET 0)"
        );
    }
    conditions
}
