//! `portico audit export`: the audit log as lines of JSON, newest first.

use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use domain::{AuditEventKind, EmailAddress, Timestamp};
use serde_json::{Value, json};
use service::admin::{AuditEntry, ResolvedAuditFilter};
use service::delivery::{rfc3339, start_of_day};
use service::operator::Operator;
use service::operator_organisations::LogOf;
use std::io::Write as _;

/// Events that are read at a time.
const BATCH: u64 = 500;

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Print the audit log as lines of JSON, newest first
    Export(Export),
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    at: AtOrganisation,
    /// Print what belongs to no organisation: organisations that were added or deleted, and changes of keys. It is about
    /// no account, so leave out --organisation and --email
    #[arg(long, conflicts_with_all = ["organisation", "email"])]
    installation: bool,
    /// Only events that are about this account or were caused by it
    #[arg(long)]
    email: Option<EmailAddress>,
    /// Only events of this kind, like signed_in
    #[arg(long, value_parser = kind)]
    kind: Option<AuditEventKind>,
    /// Only events from this day on (UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = first_moment)]
    from: Option<Timestamp>,
    /// Only events up to the end of this day (UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = last_moment)]
    until: Option<Timestamp>,
}

impl AuditCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let AuditCommand::Export(Export { at, installation, email, kind, from, until }) = self;
        // The end of a day is the beginning of the next one.
        let is_turned = from.zip(until).is_some_and(|(from, until)| from >= until);
        ensure!(!is_turned, "--from is a later day than --until");
        let of = match installation {
            true => LogOf::Installation,
            false => LogOf::Organisation(at.read(operator, raw).await?),
        };
        let filter = ResolvedAuditFilter { people: None, application: None, activity: kind, from, until };
        let mut before = None;
        loop {
            let (entries, next) = operator.audit_log(&of, filter.clone(), email.as_ref(), (before, BATCH)).await?;
            let mut output = std::io::stdout().lock();
            for entry in &entries {
                writeln!(output, "{}", as_json(entry)?).context("the output cannot be written")?;
            }
            drop(output);
            match next {
                Some(_) => before = next,
                None => return Ok(()),
            }
        }
    }
}

fn kind(text: &str) -> Result<AuditEventKind, String> {
    AuditEventKind::of(text)
        .ok_or_else(|| format!("there is no such kind of event. The kinds are: {}", AuditEventKind::NAMES.join(", ")))
}

fn first_moment(day: &str) -> Result<Timestamp, String> {
    moment(day, 0)
}

fn last_moment(day: &str) -> Result<Timestamp, String> {
    moment(day, 1)
}

/// The beginning of a day in UTC, or of a later one.
fn moment(day: &str, later: i32) -> Result<Timestamp, String> {
    start_of_day(day, later, "UTC").ok_or_else(|| "it is not a day like 2026-11-30".to_owned())
}

fn as_json(entry: &AuditEntry) -> anyhow::Result<Value> {
    Ok(json!({
        "at": rfc3339(entry.cursor.at)?,
        "id": entry.cursor.id.simple().to_string(),
        "kind": entry.activity,
        "detail": entry.detail,
        "whom": entry.whom,
        "who": entry.who,
        "operator": entry.operator,
        "application": entry.application,
        "client_address": entry.client_address,
        "user_agent": entry.user_agent,
    }))
}
