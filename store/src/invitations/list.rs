//! Pages of invitations, newest first, or by the matching word in a search. Each order has its own index.

use super::record::{Invitation, invitation};
use super::words::matching;
use crate::outbox_list::state_of;
use crate::paging::{Page, PageRequest};
use crate::prelude::*;
use crate::sql::Sql;
use domain::invitation::InvitationFilter;
use domain::onboarding::{Progress, RequestedSteps, Step};
use domain::{InvitationId, MessageState};
use sea_orm::QueryResult;

/// The cursor of a page: one invitation, in the order of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationCursor {
    /// For lists ordered by creation time or, of open and expired invitations, by expiry.
    At(Timestamp, InvitationId),
    /// For searches, which are ordered by the word that matched, then by address.
    Word { word: String, email: EmailAddress, id: InvitationId },
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
    /// The cursor from which the next and the previous page begin.
    pub cursor: InvitationCursor,
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

/// The SQL condition of a filter.
fn condition(sql: &mut Sql, filter: InvitationFilter, now: Timestamp) -> String {
    match filter {
        InvitationFilter::All => String::new(),
        InvitationFilter::Open => format!(" AND i.stage = 'open' AND i.expires_at > {}", sql.bind(now.0)),
        InvitationFilter::Expired => format!(" AND i.stage = 'open' AND i.expires_at <= {}", sql.bind(now.0)),
        InvitationFilter::Confirmed => " AND i.stage = 'confirmed'".to_owned(),
        InvitationFilter::SignedIn => " AND i.stage = 'entered'".to_owned(),
        InvitationFilter::Joined => " AND i.stage = 'joined'".to_owned(),
        InvitationFilter::Revoked => " AND i.stage = 'revoked'".to_owned(),
    }
}

/// Which page of invitations to read.
#[derive(Clone, Copy, Debug)]
pub struct InvitationQuery<'a> {
    pub organisation: OrganisationId,
    pub filter: InvitationFilter,
    /// Beginnings of words, as `account_words::searched` returns them. The first one decides the order of the list.
    /// None: any invitation.
    pub words: &'a [String],
    pub page: &'a PageRequest<InvitationCursor>,
    pub rows_per_page: u64,
}

impl InvitationQuery<'_> {
    /// The cursor, unless it is of another order, and whether to read backwards.
    fn start(&self) -> (Option<InvitationCursor>, bool) {
        let (cursor, is_backwards) = self.page.clone().start();
        let cursor = cursor.filter(|cursor| matches!(cursor, InvitationCursor::At(..)) == self.words.is_empty());
        (cursor.clone(), is_backwards && cursor.is_some())
    }

    /// The columns by which the list is ordered: of the invitation, or of its word.
    const fn order(&self) -> &'static [&'static str] {
        match (self.words, self.filter) {
            ([], InvitationFilter::Open | InvitationFilter::Expired) => &["expires_at", "id"],
            ([], _) => &["created_at", "id"],
            _ => &["word", "email", "invitation_id"],
        }
    }

    /// Lists are read newest first, and searches in the order of the alphabet.
    fn direction(&self) -> (&'static str, &'static str) {
        let (_, is_backwards) = self.start();
        if self.words.is_empty() == is_backwards { (">", "ASC") } else { ("<", "DESC") }
    }
}

/// Reads one page of the invitations of an organisation.
pub async fn page(store: &Store, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Page<ListedInvitation>> {
    let (cursor, is_backwards) = query.start();
    let rows = page_sql(store, query, now)?.all(store.lists()).await?;
    let rows = rows.iter().map(|row| listed(row, query.filter)).collect::<anyhow::Result<_>>()?;
    Ok(Page::of(rows, query.rows_per_page, cursor.is_some(), is_backwards))
}

/// The query plan of a page, one line per step, for tests of the indexes.
pub async fn plan(store: &Store, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Vec<String>> {
    page_sql(store, query, now)?.plan(store.reader()).await
}

/// The invitations of a page with the word that matched, in the order of the page.
fn rows_sql(sql: &mut Sql, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<String> {
    let (than, direction) = query.direction();
    let (table, word, from) = match query.words.split_first() {
        None => {
            let organisation = sql.bind(query.organisation.0);
            ("i", "CAST(NULL AS TEXT)", format!("FROM invitation i WHERE i.organisation_id = {organisation}"))
        }
        Some((first, others)) => ("w", "w.word", matching(sql, query.organisation, first, others)),
    };
    let condition = condition(sql, query.filter, now);
    let order: Vec<String> = query.order().iter().map(|column| format!("{table}.{column}")).collect();
    let cursor = match query.start().0 {
        None => String::new(),
        Some(InvitationCursor::At(at, id)) => format!("{}, {}", sql.bind(at.0), sql.bind(id.0)),
        Some(InvitationCursor::Word { word, email, id }) => {
            format!("{}, {}, {}", sql.bind(word), sql.bind(email.as_str()), sql.bind(id.0))
        }
    };
    let range = match cursor.as_str() {
        "" => String::new(),
        cursor => format!(" AND ({}) {than} ({cursor})", order.join(", ")),
    };
    let order = order.join(&format!(" {direction}, "));
    let limit = sql.bind(i64::try_from(query.rows_per_page + 1)?);
    Ok(format!("SELECT i.*, {word} AS word {from}{condition}{range} ORDER BY {order} {direction} LIMIT {limit}"))
}

fn page_sql(store: &Store, query: InvitationQuery<'_>, now: Timestamp) -> anyhow::Result<Sql> {
    let mut sql = Sql::new(store.reader());
    let bytewise = sql.by_bytes();
    let rows = rows_sql(&mut sql, query, now)?;
    let (_, direction) = query.direction();
    let order = match query.order() {
        [at, id] => format!("page.{at} {direction}, page.{id} {direction}"),
        _ => format!("page.word{bytewise} {direction}, page.email{bytewise} {direction}, page.id {direction}"),
    };
    // Only one message is read along the index for each invitation of the page.
    let newest_message = |column: &str| {
        format!(
            "(SELECT m.{column} FROM outbox_message m WHERE m.organisation_id = page.organisation_id
                AND m.recipient{bytewise} = page.email AND NOT m.is_decoy AND m.template IN ({TEMPLATES})
                AND m.created_at >= page.sent_at ORDER BY m.created_at DESC, m.id DESC LIMIT 1)"
        )
    };
    let (state, answer) = (newest_message("state"), newest_message("last_answer"));
    sql.push(&format!(
        "SELECT page.*, a.welcome AS welcome, p.account_id IS NOT NULL AS has_password,
            a.deactivated_at IS NOT NULL AS is_deactivated, {state} AS message_state, {answer} AS message_answer
         FROM ({rows}) page
         LEFT JOIN account a ON a.id = page.account_id LEFT JOIN password p ON p.account_id = page.account_id
         ORDER BY {order}"
    ));
    Ok(sql)
}

fn listed(row: &QueryResult, filter: InvitationFilter) -> anyhow::Result<ListedInvitation> {
    let invitation: Invitation = invitation::Model::from_query_result(row, "")?.try_into()?;
    let cursor = match row.try_get::<Option<String>>("", "word")? {
        Some(word) => InvitationCursor::Word { word, email: invitation.email.clone(), id: invitation.id },
        None => InvitationCursor::of(&invitation, filter),
    };
    let progress: Option<String> = row.try_get("", "welcome")?;
    let state: Option<String> = row.try_get("", "message_state")?;
    let last_answer: Option<String> = row.try_get("", "message_answer")?;
    Ok(ListedInvitation {
        invitation,
        cursor,
        onboarding: progress.and_then(|progress| progress.parse().ok()),
        has_password: row.try_get("", "has_password")?,
        is_deactivated: row.try_get("", "is_deactivated")?,
        delivery: state.map(|state| InvitationDelivery { state: state_of(&state, last_answer.is_some()), last_answer }),
    })
}

/// The invitations without an account that have words which begin like these, at most `most`.
pub async fn without_account(
    store: &Store,
    organisation: OrganisationId,
    words: &[String],
    most: u64,
) -> anyhow::Result<Vec<InvitationId>> {
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    let mut sql = Sql::new(store.lists());
    let from = matching(&mut sql, organisation, first, others);
    let most = sql.bind(i64::try_from(most)?);
    sql.push(&format!(
        "SELECT i.id {from} AND i.account_id IS NULL ORDER BY w.word, w.email, w.invitation_id LIMIT {most}"
    ));
    let rows = sql.all(store.lists()).await?;
    rows.iter().map(|row| Ok(InvitationId(row.try_get("", "id")?))).collect()
}

impl InvitationCursor {
    /// The cursor of an invitation in the list of this filter.
    fn of(invitation: &Invitation, filter: InvitationFilter) -> Self {
        let at = match filter {
            InvitationFilter::Open | InvitationFilter::Expired => invitation.milestones.expires_at,
            _ => invitation.created_at,
        };
        InvitationCursor::At(at, invitation.id)
    }
}
