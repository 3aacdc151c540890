//! The `portico message` commands. They never show what a message says.

use super::listing::{Listing, Row, id, next_after};
use super::organisation::AtOrganisation;
use crate::settings::RawSettings;
use clap::{Args, Subcommand};
use domain::{Destination, MessageState};
use serde_json::json;
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_messages::ListedMessage;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub enum MessageCommand {
    /// List the messages of an organisation, newest first
    List(List),
    /// Try a message that waits for its next attempt again now
    Retry(Retry),
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    at: AtOrganisation,
    /// Only messages in this state: queued, retried, sent, delivered, undelivered, failed or given-up
    #[arg(long, value_parser = message_state)]
    state: Option<MessageState>,
    /// Only messages to this email address or phone number
    #[arg(long, value_name = "EMAIL|NUMBER")]
    to: Option<Destination>,
    /// Begin after the message with this id
    #[arg(long, value_name = "ID", value_parser = id)]
    after: Option<Uuid>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct Retry {
    #[command(flatten)]
    at: AtOrganisation,
    /// The id of the message, as `portico message list` prints it
    #[arg(value_parser = id)]
    id: Uuid,
}

impl MessageCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            MessageCommand::List(List { at, state, to, after, listing }) => {
                let at = at.read(operator, raw).await?;
                let filter = (state, to.map(|to| to.to_string()));
                let page = operator.messages(&at, filter, after, listing.limit).await?;
                let rows = page.rows.iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
                listing.print(&rows, next_after(&page.rows, page.has_next, |last| last.id.simple().to_string()));
            }
            MessageCommand::Retry(Retry { at, id }) => {
                let at = at.read(operator, raw).await?;
                operator.retry_message(&at, id).await?;
                println!("The message {} is due now. A running server sends it within seconds.", id.simple());
            }
        }
        Ok(())
    }
}

fn message_state(text: &str) -> Result<MessageState, String> {
    MessageState::of(text).ok_or_else(|| format!("it is none of {}", MessageState::NAMES.join(", ")))
}

fn row(message: &ListedMessage) -> anyhow::Result<Row> {
    let (message_id, created_at) = (message.id.simple().to_string(), rfc3339(message.created_at)?);
    let state = message.state.name();
    let line = format!("{message_id}  {created_at}  {state}  {}  {}", message.template, message.recipient);
    let json = json!({
        "id": message_id,
        "template": message.template,
        "to": message.recipient,
        "state": state,
        "attempts": message.attempts,
        "created_at": created_at,
        "last_answer": message.last_answer,
    });
    Ok(Row { line, json })
}
