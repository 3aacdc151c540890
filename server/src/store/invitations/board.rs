//! Pages of invitations, each by an index of its own: newest first, or by address where one is searched for.

use super::Invitation;
use crate::store::{Store, entity::invitation};
use domain::{
    EmailAddress, InvitationId, OrganisationId, Timestamp,
    invitation::InvitationFilter,
    welcome::{Progress, Step},
};
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult as _, QueryResult, Statement, Value};
use std::fmt::Write as _;

/// Where a page begins: after one of them, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// When it was made or, among open and expired ones, when it expires.
    At(Timestamp, InvitationId),
    Email(EmailAddress, InvitationId),
}

/// An invitation of a page.
#[derive(Clone, Debug)]
pub struct Listed {
    pub invitation: Invitation,
    /// Of whoever has signed in and is not through.
    pub welcome: Option<Progress>,
    pub has_password: bool,
    /// The account is closed to everybody.
    pub is_shut: bool,
}

impl Listed {
    /// The step that the person has before them.
    pub fn next(&self, takes_texts: bool, offers_password: bool) -> Step {
        let Some(welcome) = &self.welcome else { return Step::Profile };
        welcome.next(&welcome.steps(takes_texts, offers_password && !self.has_password))
    }
}

/// What a filter means, and what its order goes by.
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

/// What begins with `prefix`; every character of an address is below this one.
fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{7f}")
}

/// Which ones.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub organisation: OrganisationId,
    pub filter: InvitationFilter,
    /// What the address begins with, in lower case; empty: anything.
    pub prefix: &'a str,
    pub before: Option<&'a Before>,
    pub most: u64,
}

/// One page of an organisation's.
pub async fn page(store: &Store, wanted: Wanted<'_>, now: Timestamp) -> anyhow::Result<Vec<Listed>> {
    let backend = store.reader().get_database_backend();
    let statement = statement(backend, wanted, now)?;
    store.reader().query_all_raw(statement).await?.iter().map(listed).collect()
}

/// How the database finds a page, line by line, for whoever watches over its indexes.
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
    let Wanted { organisation, filter, prefix, before, most } = wanted;
    // As the index has it.
    let bytewise = if backend == DbBackend::Postgres { "COLLATE \"C\"" } else { "" };
    let (condition, order) = meaning(filter);
    let mut values: Vec<Value> = vec![organisation.0.into(), now.0.into(), i64::try_from(most)?.into()];
    let (range, order) = if prefix.is_empty() {
        let range = match before {
            Some(Before::At(at, id)) => {
                values.extend([at.0.into(), id.0.into()]);
                format!("AND (i.{order}, i.id) < ($4, $5)")
            }
            _ => String::new(),
        };
        (range, [format!("{order} DESC"), "id DESC".to_owned()])
    } else {
        values.extend([prefix.into(), end_of(prefix).into()]);
        let mut range = format!("AND i.email {bytewise} >= $4 AND i.email {bytewise} < $5");
        if let Some(Before::Email(email, id)) = before {
            values.extend([email.as_str().into(), id.0.into()]);
            write!(range, " AND (i.email {bytewise}, i.id) > ($6, $7)")?;
        }
        (range, [format!("email {bytewise}"), "id".to_owned()])
    };
    let order_of = |table: &str| order.each_ref().map(|column| format!("{table}.{column}")).join(", ");
    let (inside, outside) = (order_of("i"), order_of("page"));
    // `$2` is named also where no filter asks for it: PostgreSQL wants to know its type.
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

/// Where the page after an invitation begins.
impl Before {
    pub fn after(invitation: &Invitation, filter: InvitationFilter, is_search: bool) -> Self {
        if is_search {
            return Before::Email(invitation.email.clone(), invitation.id);
        }
        let at = match filter {
            InvitationFilter::Open | InvitationFilter::Expired => invitation.milestones.expires_at,
            _ => invitation.created_at,
        };
        Before::At(at, invitation.id)
    }
}
