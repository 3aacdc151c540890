//! Pages of invitations, newest first, or by address in a search. Each order has its own index.

use super::record::{Invitation, invitation};
use crate::{
    Store,
    paging::{Page, PageRequest},
    sql::by_bytes,
};
use domain::{
    EmailAddress, InvitationId, OrganisationId, Timestamp,
    invitation::InvitationFilter,
    welcome::{Asked, Progress, Step},
};
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult as _, QueryResult, Statement, Value};
use std::fmt::Write as _;

/// The cursor of a page: one invitation, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// For lists ordered by creation time or, of open and expired invitations, by expiry.
    At(Timestamp, InvitationId),
    /// For searches, which are ordered by address.
    Email(EmailAddress, InvitationId),
}

/// An invitation in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub invitation: Invitation,
    /// Onboarding progress of the account. `None`: there is no account, or onboarding is finished.
    pub welcome: Option<Progress>,
    pub has_password: bool,
    /// The account is deactivated.
    pub is_shut: bool,
}

impl Listed {
    /// The next onboarding step of the user, given what the organisation asks.
    pub fn next(&self, asked: Asked) -> Step {
        let Some(welcome) = &self.welcome else { return Step::Profile };
        let asked = Asked { password: asked.password && !self.has_password, ..asked };
        welcome.next(&welcome.steps(asked))
    }
}

/// The SQL condition of a filter, and the column of its order.
fn meaning(filter: InvitationFilter) -> (&'static str, &'static str) {
    const BY_AGE: &str = "created_at";
    const BY_END: &str = "expires_at";
    match filter {
        InvitationFilter::All => ("", BY_AGE),
        InvitationFilter::Open => ("AND i.stage = 'open' AND i.expires_at > $2", BY_END),
        InvitationFilter::Expired => ("AND i.stage = 'open' AND i.expires_at <= $2", BY_END),
        InvitationFilter::Confirmed => ("AND i.stage = 'confirmed'", BY_AGE),
        InvitationFilter::Waiting => ("AND i.stage = 'entered'", BY_AGE),
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
pub struct Wanted<'a> {
    pub organisation: OrganisationId,
    pub filter: InvitationFilter,
    /// The beginning of the address, in lower case; empty: any address.
    pub prefix: &'a str,
    pub turn: &'a PageRequest<Place>,
    pub most: u64,
}

/// Reads one page of the invitations of an organisation.
pub async fn page(store: &Store, wanted: Wanted<'_>, now: Timestamp) -> anyhow::Result<Page<Listed>> {
    let backend = store.reader().get_database_backend();
    let (place, is_backwards) = wanted.turn.clone().place();
    let statement = statement(backend, wanted, now)?;
    let rows = store.reader().query_all_raw(statement).await?;
    let rows = rows.iter().map(listed).collect::<anyhow::Result<_>>()?;
    Ok(Page::of(rows, wanted.most, place.is_some(), is_backwards))
}

/// The query plan of a page, one line per step, for tests of the indexes.
pub async fn plan(store: &Store, wanted: Wanted<'_>, now: Timestamp) -> anyhow::Result<Vec<String>> {
    let backend = store.reader().get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let statement = statement(backend, wanted, now)?;
    let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement };
    let lines = store.reader().query_all_raw(explained).await?;
    lines.iter().map(|line| Ok(line.try_get("", column)?)).collect()
}

fn statement(backend: DbBackend, wanted: Wanted<'_>, now: Timestamp) -> anyhow::Result<Statement> {
    let Wanted { organisation, filter, prefix, turn, most } = wanted;
    let (place, is_backwards) = turn.clone().place();
    // The collation of the index.
    let bytewise = by_bytes(backend);
    let (condition, order) = meaning(filter);
    let mut values: Vec<Value> = vec![organisation.0.into(), now.0.into(), i64::try_from(most + 1)?.into()];
    let (range, order) = if prefix.is_empty() {
        let (than, direction) = if is_backwards { (">", "ASC") } else { ("<", "DESC") };
        let range = match place {
            Some(Place::At(at, id)) => {
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
        if let Some(Place::Email(email, id)) = place {
            values.extend([email.as_str().into(), id.0.into()]);
            write!(range, " AND (i.email{bytewise}, i.id) {than} ($6, $7)")?;
        }
        (range, [format!("email{bytewise} {direction}"), format!("id {direction}")])
    };
    let order_of = |table: &str| order.each_ref().map(|column| format!("{table}.{column}")).join(", ");
    let (inside, outside) = (order_of("i"), order_of("page"));
    // `$2` appears also where no filter needs it: PostgreSQL has to know its type.
    let sql = format!(
        "SELECT page.*, a.welcome AS welcome, p.account_id IS NOT NULL AS has_password,
            a.deactivated_at IS NOT NULL AS is_shut
         FROM (SELECT i.* FROM invitation i WHERE i.organisation_id = $1 AND CAST($2 AS BIGINT) > 0 {condition} {range}
            ORDER BY {inside} LIMIT $3) page
         LEFT JOIN account a ON a.id = page.account_id LEFT JOIN password p ON p.account_id = page.account_id
         ORDER BY {outside}"
    );
    Ok(Statement::from_sql_and_values(backend, sql, values))
}

fn listed(row: &QueryResult) -> anyhow::Result<Listed> {
    let welcome: Option<String> = row.try_get("", "welcome")?;
    Ok(Listed {
        invitation: invitation::Model::from_query_result(row, "")?.try_into()?,
        welcome: welcome.and_then(|welcome| welcome.parse().ok()),
        has_password: row.try_get("", "has_password")?,
        is_shut: row.try_get("", "is_shut")?,
    })
}

impl Place {
    /// The cursor of an invitation in the list of this filter or, with `is_search`, in a search.
    pub fn of(invitation: &Invitation, filter: InvitationFilter, is_search: bool) -> Self {
        if is_search {
            return Place::Email(invitation.email.clone(), invitation.id);
        }
        let at = match filter {
            InvitationFilter::Open | InvitationFilter::Expired => invitation.milestones.expires_at,
            _ => invitation.created_at,
        };
        Place::At(at, invitation.id)
    }
}
