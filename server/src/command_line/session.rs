//! The `portico session` commands.

use super::listing::{Listing, Row, id, next_after};
use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use domain::EmailAddress;
use serde_json::json;
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_sessions::Session;
use store::Cursor;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// List the sessions of an account, the last used first
    List(List),
    /// End one session, and the access of applications that was given in it
    End(End),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    at: AtOrganisation,
    /// The email address of the account
    #[arg(long)]
    email: EmailAddress,
    /// Begin after this session, as the page before says
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct End {
    #[command(flatten)]
    at: AtOrganisation,
    /// The id of the session, as `portico session list` prints it
    #[arg(value_parser = id)]
    id: Uuid,
}

impl SessionCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            SessionCommand::List(List { at, email, after, listing }) => {
                let at = at.read(operator, raw).await?;
                let (sessions, is_more) = operator.sessions(&at, &email, after, listing.limit).await?;
                let rows = sessions.iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
                listing.print(&rows, next_after(&sessions, is_more, |session| session.cursor().to_string()));
            }
            SessionCommand::End(End { at, id }) => {
                let at = at.read(operator, raw).await?;
                let email = operator.end_session(&at, id).await?;
                println!("The session of {email} in {at} has ended.");
            }
        }
        Ok(())
    }
}

fn row(session: &Session) -> anyhow::Result<Row> {
    let (session_id, last_seen) = (session.id.simple(), rfc3339(session.last_seen_at)?);
    let method = session.method.map(|method| method.name());
    let line = format!("{session_id}  {last_seen}  {}  {}", method.unwrap_or_default(), session.client_address);
    let json = json!({
        "id": session_id.to_string(),
        "created_at": rfc3339(session.created_at)?,
        "last_seen": last_seen,
        "method": method,
        "took_second_step": session.took_second_step,
        "client_address": session.client_address,
        "user_agent": session.user_agent,
        "cursor": session.cursor().to_string(),
    });
    Ok(Row { line, json })
}
