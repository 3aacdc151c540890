//! Imports of invitation files. A lease keeps two servers from working on the same import. Each line is processed in
//! the transaction that writes its result, so exactly once.

mod record;

pub use record::{Import, Line};
pub(crate) use record::{import, import_line};

use crate::prelude::*;
use domain::{GroupId, ImportId, LanguageTag, invitation::InviteError};
use sea_orm::UpdateMany;

const ACCEPTED: &str = "accepted";
const INVITED: &str = "invited";
const REFUSED: &str = "refused";

/// How long a lease lasts; each processed line renews it.
pub const LEASE: Seconds = Seconds(15);
/// Lines per `INSERT`: a statement can have only so many values.
const AT_ONCE: usize = 500;

/// An import to be inserted.
#[derive(Clone, Debug)]
pub struct NewImport {
    pub id: ImportId,
    pub organisation: OrganisationId,
    pub imported_by: AccountId,
    pub client_address: String,
    pub user_agent: String,
    pub language: LanguageTag,
    pub digest: Vec<u8>,
}

/// The result of a line.
#[derive(Clone, Copy, Debug)]
pub enum Done {
    Invited,
    Refused(InviteError),
}

/// Inserts an import with all its lines.
pub async fn insert(transaction: &Transaction, new: NewImport, lines: &[Line], now: Timestamp) -> anyhow::Result<()> {
    let row = import::ActiveModel {
        id: Set(new.id.0),
        organisation_id: Set(new.organisation.0),
        imported_by: Set(new.imported_by.0),
        digest: Set(new.digest),
        language: Set(new.language.to_string()),
        client_address: Set(new.client_address),
        user_agent: Set(new.user_agent),
        lines: Set(i32::try_from(lines.len())?),
        invited: Set(0),
        refused: Set(0),
        due_at: Set(now.0),
        leased_until: Set(0),
        created_at: Set(now.0),
        finished_at: Set(None),
    };
    import::Entity::insert(row).exec_without_returning(transaction).await?;
    for lines in lines.chunks(AT_ONCE) {
        let row = |line: &Line| {
            anyhow::Ok(import_line::ActiveModel {
                import_id: Set(new.id.0),
                number: Set(i32::try_from(line.number)?),
                email: Set(line.email.to_string()),
                name: Set(line.name.clone()),
                phone: Set(line.phone.as_ref().map(ToString::to_string)),
                role: Set(line.role.name().to_owned()),
                group_ids: Set(written(&line.groups)),
                state: Set(ACCEPTED.to_owned()),
                reason: Set(None),
            })
        };
        let rows: Vec<_> = lines.iter().map(row).collect::<anyhow::Result<_>>()?;
        import_line::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}

fn written(groups: &[GroupId]) -> Option<String> {
    let ids: Vec<String> = groups.iter().map(ToString::to_string).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The unfinished import of the text with this digest.
pub async fn find_unfinished(
    transaction: &Transaction,
    organisation: OrganisationId,
    digest: &[u8],
) -> anyhow::Result<Option<ImportId>> {
    let row = import::Entity::find()
        .filter(import::Column::OrganisationId.eq(organisation.0))
        .filter(import::Column::FinishedAt.is_null())
        .filter(import::Column::Digest.eq(digest))
        .one(transaction)
        .await?;
    Ok(row.map(|row| ImportId(row.id)))
}

/// Leases the unfinished import that has waited longest. `None`: there is none, or another server was faster.
pub async fn lease(store: &Store, now: Timestamp) -> anyhow::Result<Option<Import>> {
    // Usually there is none. Looking with a reader first does not wait for the writer.
    let row = import::Entity::find()
        .filter(import::Column::FinishedAt.is_null())
        .filter(import::Column::LeasedUntil.lte(now.0))
        .order_by_asc(import::Column::LeasedUntil)
        .one(store.reader())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut import = Import::from(row);
    let transaction = store.begin().await?;
    let until = now + LEASE;
    let leased = held(&import).col_expr(import::Column::LeasedUntil, Expr::value(until.0)).exec(&transaction).await?;
    store.commit(transaction).await?;
    import.leased_until = until;
    Ok((leased.rows_affected > 0).then_some(import))
}

/// Updates an import only while this server has its lease.
fn held(import: &Import) -> UpdateMany<import::Entity> {
    import::Entity::update_many()
        .filter(import::Column::Id.eq(import.id.0))
        .filter(import::Column::FinishedAt.is_null())
        .filter(import::Column::LeasedUntil.eq(import.leased_until.0))
}

/// The next lines to process, at most `most`, each with its number. A line that cannot be read is an error of its own.
pub async fn next(store: &Store, import: &Import, most: u64) -> anyhow::Result<Vec<(u32, anyhow::Result<Line>)>> {
    let rows = import_line::Entity::find()
        .filter(import_line::Column::ImportId.eq(import.id.0))
        .filter(import_line::Column::State.eq(ACCEPTED))
        .order_by_asc(import_line::Column::Number)
        .limit(most)
        .all(store.reader())
        .await?;
    let read = |row: import_line::Model| anyhow::Ok((u32::try_from(row.number)?, Line::try_from(row)));
    rows.into_iter().map(read).collect()
}

/// Writes the result of a line, renews the lease, and returns the import with its new `due_at` and lease; its counts
/// are not updated. `None`: another server has the lease, or the line was processed before. Drop the transaction then.
pub async fn note(
    transaction: &Transaction,
    import: &Import,
    number: u32,
    done: Done,
    due_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Option<Import>> {
    let (state, reason, counted) = match done {
        Done::Invited => (INVITED, None, import::Column::Invited),
        Done::Refused(unfit) => (REFUSED, Some(serde_json::to_string(&unfit)?), import::Column::Refused),
    };
    let until = now + LEASE;
    let renewed = held(import)
        .col_expr(counted, Expr::col(counted).add(1))
        .col_expr(import::Column::DueAt, Expr::value(due_at.0))
        .col_expr(import::Column::LeasedUntil, Expr::value(until.0))
        .exec(transaction)
        .await?;
    let noted = import_line::Entity::update_many()
        .col_expr(import_line::Column::State, Expr::value(state))
        .col_expr(import_line::Column::Reason, Expr::value(reason))
        .col_expr(import_line::Column::Name, Expr::value(None::<String>))
        .col_expr(import_line::Column::Phone, Expr::value(None::<String>))
        .col_expr(import_line::Column::GroupIds, Expr::value(None::<String>))
        .filter(import_line::Column::ImportId.eq(import.id.0))
        .filter(import_line::Column::Number.eq(i32::try_from(number)?))
        .filter(import_line::Column::State.eq(ACCEPTED))
        .exec(transaction)
        .await?;
    let is_ours = renewed.rows_affected == 1 && noted.rows_affected == 1;
    Ok(is_ours.then(|| Import { due_at, leased_until: until, ..import.clone() }))
}

/// Ends the lease: the import is finished, or any server may continue it.
pub async fn release(store: &Store, import: &Import, is_finished: bool, now: Timestamp) -> anyhow::Result<()> {
    let finished_at = is_finished.then_some(now.0);
    let transaction = store.begin().await?;
    held(import)
        .col_expr(import::Column::LeasedUntil, Expr::value(now.0))
        .col_expr(import::Column::FinishedAt, Expr::value(finished_at))
        .exec(&transaction)
        .await?;
    store.commit(transaction).await
}

/// Finds an import of an organisation.
pub async fn find(store: &Store, organisation: OrganisationId, id: ImportId) -> anyhow::Result<Option<Import>> {
    let row = import::Entity::find_by_id(id.0)
        .filter(import::Column::OrganisationId.eq(organisation.0))
        .one(store.reader())
        .await?;
    Ok(row.map(Into::into))
}

/// The newest imports of an organisation, at most `most`.
pub async fn newest(store: &Store, organisation: OrganisationId, most: u64) -> anyhow::Result<Vec<Import>> {
    let rows = import::Entity::find()
        .filter(import::Column::OrganisationId.eq(organisation.0))
        .order_by_desc(import::Column::CreatedAt)
        .order_by_desc(import::Column::Id)
        .limit(most)
        .all(store.reader())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The first refused lines of an import: line number, email address and reason.
pub async fn refused(store: &Store, id: ImportId, most: u64) -> anyhow::Result<Vec<(u32, String, InviteError)>> {
    let rows = import_line::Entity::find()
        .filter(import_line::Column::ImportId.eq(id.0))
        .filter(import_line::Column::State.eq(REFUSED))
        .order_by_asc(import_line::Column::Number)
        .limit(most)
        .all(store.reader())
        .await?;
    let read = |row: import_line::Model| {
        let reason = serde_json::from_str(row.reason.as_deref().unwrap_or_default()).context("import_line.reason")?;
        Ok((u32::try_from(row.number)?, row.email, reason))
    };
    rows.into_iter().map(read).collect()
}
