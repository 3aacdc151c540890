//! Pages of invitations, newest first, or by address in a search. Each order has its own index.

use super::record::{Invitation, invitation};
use crate::outbox_list::state_of;
use crate::paging::{Page, PageRequest};
use crate::prelude::*;
use crate::sql::{Sql, by_bytes};
use domain::invitation::InvitationFilter;
use domain::onboarding::{Progress, RequestedSteps, Step};
use domain::{InvitationId, MessageState};
use sea_orm::{DbBackend, QueryResult, Value};
use std::fmt::Write as _;

/// The cursor of a page: one invitation, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationCursor {
    /// For lists ordered by creation time or, of open and expired invitations, by expiry.
    At(Timestamp, InvitationId),
    /// For searches, which are ordered by address.
    Email(EmailAddress, InvitationId),
}

/// An invitation in a list.
#[derive(Clone, Debug)]
pub struct ListedInvitation {
    pub invitation: Invitation,
    /// Onboarding progress of the account. `None`: there is no account, or onboarding is finished.
    pub onboarding: Option<Progress>,
    pub has_password: bool,
    /// The account is deactivated.
    pub is_deactivated: bool,
    /// `None`: the message is not kept any more.
    pub delivery: Option<InvitationDelivery>,
}

/// The delivery of the newest message with the code or the password of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationDelivery {
    pub state: MessageState,
    /// The provider's answer to an attempt that failed.
    pub last_answer: Option<String>,
}

/// The templates of the messages with the code or the password of an invitation.
const TEMPLATES: &str = "'invitation', 'first_password'";

impl ListedInvitation {
    /// The next onboarding step of the user, given what the organisation asks.
    pub fn next(&self, requested: RequestedSteps) -> Step {
        let Some(progress) = &self.onboarding else { return Step::Profile };
        let requested = RequestedSteps { password: requested.password && !self.has_password, ..requested };
        progress.next(&progress.steps(requested))
    }
}

/// The SQL condition of a filter, and the column of its order.
fn condition_and_order(filter: InvitationFilter) -> (&'static str, &'static str) {
    const BY_AGE: &str = "created_at";
    const BY_END: &str = "expires_at";
    match filter {
        InvitationFilter::All => ("", BY_AGE),
        InvitationFilter::Open => ("AND i.stage = 'open' AND i.expires_at > $2", BY_END),
        InvitationFilter::Expired => ("AND i.stage = 'open' AND i.expires_at <= $2", BY_END),
        InvitationFilter::Confirmed => ("AND i.stage = 'confirmed'", BY_AGE),
        InvitationFilter::SignedIn => ("AND i.stage = 'entered'", BY_AGE),
        InvitationFilter::Joined => ("AND i.stage = 'joined'", BY_AGE),
        InvitationFilter::Revoked => ("AND i.stage = 'revoked'", BY_AGE),
    }
}

/// The exclusive upper bound of the addresses that begin with `prefix`: each character of an address sorts before
/// U+007F.
fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{7f}")
}

/// Which page of invitations to read.
#[derive(Clone, Copy, Debug)]
pub struct InvitationQuery<'a> {
    pub organisation: OrganisationId,
    pub filter: InvitationFilter,
    /// The beginning of the address, in lower case; empty: any address.
    pub prefix: &'a str,
    pub page: &'a PageRequest<InvitationCursor>,
    pub rows_per_page: u64,
}

/// Reads one page of the invitations of an organisation.
pub async fn page(store: &Store, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Page<ListedInvitation>> {
    let backend = store.reader().get_database_backend();
    let (cursor, is_backwards) = query.page.clone().start();
    let statement = statement(backend, query, now)?;
    let rows = store.reader().query_all_raw(statement).await?;
    let rows = rows.iter().map(listed).collect::<anyhow::Result<_>>()?;
    Ok(Page::of(rows, query.rows_per_page, cursor.is_some(), is_backwards))
}

/// The query plan of a page, one line per step, for tests of the indexes.
pub async fn plan(store: &Store, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Vec<String>> {
    let backend = store.reader().get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let statement = statement(backend, query, now)?;
    let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement };
    let lines = store.reader().query_all_raw(explained).await?;
    lines.iter().map(|line| Ok(line.try_get("", column)?)).collect()
}

fn statement(backend: DbBackend, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Statement> {
    let InvitationQuery { organisation, filter, prefix, page, rows_per_page } = query;
    let (cursor, is_backwards) = page.clone().start();
    // The collation of the index.
    let bytewise = by_bytes(backend);
    let (condition, order) = condition_and_order(filter);
    let mut values: Vec<Value> = vec![organisation.0.into(), now.0.into(), i64::try_from(rows_per_page + 1)?.into()];
    let (range, order) = if prefix.is_empty() {
        let (than, direction) = if is_backwards { (">", "ASC") } else { ("<", "DESC") };
        let range = match cursor {
            Some(InvitationCursor::At(at, id)) => {
                values.extend([at.0.into(), id.0.into()]);
                format!("AND (i.{order}, i.id) {than} ($4, $5)")
            }
            _ => String::new(),
        };
        (range, [format!("{order} {direction}"), format!("id {direction}")])
    } else {
        values.extend([prefix.into(), end_of(prefix).into()]);
        let (than, direction) = if is_backwards { ("<", "DESC") } else { (">", "ASC") };
        let mut range = format!("AND i.email{bytewise} >= $4 AND i.email{bytewise} < $5");
        if let Some(InvitationCursor::Email(email, id)) = cursor {
            values.extend([email.as_str().into(), id.0.into()]);
            write!(range, " AND (i.email{bytewise}, i.id) {than} ($6, $7)")?;
        }
        (range, [format!("email{bytewise} {direction}"), format!("id {direction}")])
    };
    let order_of = |table: &str| order.each_ref().map(|column| format!("{table}.{column}")).join(", ");
    let (inside, outside) = (order_of("i"), order_of("page"));
    // Only one message is read along the index for each invitation of the page.
    let newest_message = |column: &str| {
        format!(
            "(SELECT m.{column} FROM outbox_message m WHERE m.organisation_id = page.organisation_id
                AND m.recipient{bytewise} = page.email AND NOT m.is_decoy AND m.template IN ({TEMPLATES})
                AND m.created_at >= page.sent_at ORDER BY m.created_at DESC, m.id DESC LIMIT 1)"
        )
    };
    let (state, answer) = (newest_message("state"), newest_message("last_answer"));
    // `$2` appears also where no filter needs it: PostgreSQL has to know its type.
    let sql = format!(
        "SELECT page.*, a.welcome AS welcome, p.account_id IS NOT NULL AS has_password,
            a.deactivated_at IS NOT NULL AS is_deactivated, {state} AS message_state, {answer} AS message_answer
         FROM (SELECT i.* FROM invitation i WHERE i.organisation_id = $1 AND CAST($2 AS BIGINT) > 0 {condition} {range}
            ORDER BY {inside} LIMIT $3) page
         LEFT JOIN account a ON a.id = page.account_id LEFT JOIN password p ON p.account_id = page.account_id
         ORDER BY {outside}"
    );
    Ok(Statement::from_sql_and_values(backend, sql, values))
}

fn listed(row: &QueryResult) -> anyhow::Result<ListedInvitation> {
    let progress: Option<String> = row.try_get("", "welcome")?;
    let state: Option<String> = row.try_get("", "message_state")?;
    let last_answer: Option<String> = row.try_get("", "message_answer")?;
    Ok(ListedInvitation {
        invitation: invitation::Model::from_query_result(row, "")?.try_into()?,
        onboarding: progress.and_then(|progress| progress.parse().ok()),
        has_password: row.try_get("", "has_password")?,
        is_deactivated: row.try_get("", "is_deactivated")?,
        delivery: state.map(|state| InvitationDelivery { state: state_of(&state, last_answer.is_some()), last_answer }),
    })
}

/// The invitations without an account whose address begins with `prefix`, at most `most`.
pub async fn without_account(
    store: &Store,
    organisation: OrganisationId,
    prefix: &str,
    most: u64,
) -> anyhow::Result<Vec<InvitationId>> {
    let mut sql = Sql::new(store.reader());
    let (organisation, most) = (sql.bind(organisation.0), sql.bind(i64::try_from(most)?));
    let (from, to) = (sql.bind(prefix), sql.bind(end_of(prefix)));
    let (email, account) = (format!("email{}", sql.by_bytes()), sql.not_by("account_id"));
    sql.push(&format!(
        "SELECT id FROM invitation WHERE organisation_id = {organisation} AND {email} >= {from} AND {email} < {to}
         AND {account} IS NULL ORDER BY {email}, id LIMIT {most}"
    ));
    let rows = sql.all(store.reader()).await?;
    rows.iter().map(|row| Ok(InvitationId(row.try_get("", "id")?))).collect()
}

impl InvitationCursor {
    /// The cursor of an invitation in the list of this filter or, with `is_search`, in a search.
    pub fn of(invitation: &Invitation, filter: InvitationFilter, is_search: bool) -> Self {
        if is_search {
            return InvitationCursor::Email(invitation.email.clone(), invitation.id);
        }
        let at = match filter {
            InvitationFilter::Open | InvitationFilter::Expired => invitation.milestones.expires_at,
            _ => invitation.created_at,
        };
        InvitationCursor::At(at, invitation.id)
    }
}
