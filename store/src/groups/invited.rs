//! The groups that an invited user joins together with the organisation.

use super::record::NamedGroup;
use crate::{Transaction, sql::Sql};
use domain::{GroupId, InvitationId, Timestamp};
use std::collections::HashSet;
use uuid::Uuid;

/// Replaces the groups of an invitation. `false`: one of them is not a group of the invitation's organisation. Then the
/// caller has to roll back.
pub async fn set_for_invitation(
    transaction: &Transaction,
    invitation: InvitationId,
    groups: &[GroupId],
) -> anyhow::Result<bool> {
    let mut sql = Sql::new(transaction);
    let id = sql.bind(invitation.0);
    sql.push(&format!("DELETE FROM invitation_group WHERE invitation_id = {id}"));
    sql.execute(transaction).await?;
    if groups.is_empty() {
        return Ok(true);
    }
    let each: HashSet<GroupId> = groups.iter().copied().collect();
    let mut sql = Sql::new(transaction);
    let (id, groups) = (sql.bind(invitation.0), sql.bind_all(each.iter().map(|group| group.0)));
    sql.push(&format!(
        "INSERT INTO invitation_group (invitation_id, group_id)
         SELECT i.id, g.id FROM invitation i JOIN person_group g ON g.organisation_id = i.organisation_id
         WHERE i.id = {id} AND g.id IN ({groups})"
    ));
    Ok(sql.execute(transaction).await? == each.len() as u64)
}

/// Adds the account of an invitation to the groups of the invitation, and returns those that it was not in before. The
/// account has to exist.
pub async fn join_invited(
    transaction: &Transaction,
    invitation: InvitationId,
    now: Timestamp,
) -> anyhow::Result<Vec<NamedGroup>> {
    let mut sql = Sql::new(transaction);
    let (id, now) = (sql.bind(invitation.0), sql.bind(now.0));
    // An invitation and its account have the same id.
    sql.push(&format!(
        "INSERT INTO group_member (group_id, account_id, added_at)
         SELECT group_id, invitation_id, CAST({now} AS BIGINT) FROM invitation_group WHERE invitation_id = {id}
         ORDER BY group_id ON CONFLICT (group_id, account_id) DO NOTHING RETURNING group_id"
    ));
    let joined = sql.all(transaction).await?;
    let joined = joined.iter().map(|row| Ok(row.try_get("", "group_id")?)).collect::<anyhow::Result<Vec<Uuid>>>()?;
    if joined.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(transaction);
    let groups = sql.bind_all(joined);
    sql.push(&format!("SELECT id, name FROM person_group WHERE id IN ({groups}) ORDER BY name_key"));
    let rows = sql.all(transaction).await?;
    rows.iter().map(|row| NamedGroup::read(row.try_get("", "id")?, &row.try_get::<String>("", "name")?)).collect()
}
