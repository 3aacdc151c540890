//! The `portico key` commands: the keys that sign what applications are told.

use crate::{settings::RawSettings, startup};
use clap::{Args, Subcommand};
use domain::signing_key::KeyState;
use serde_json::{Value, json};
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_signing_keys::ListedSigningKey;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// List the published keys
    List(List),
    /// Publish the next key, which signs after 24 hours; this also happens by itself every 90 days
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Rotate {
    /// For an emergency, such as a stolen key: withdraw all keys and sign with a new one at once. Applications that
    /// cache the keys may refuse what it signs for up to ten minutes
    #[arg(long)]
    now: bool,
}

impl KeyCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            KeyCommand::List(List { json: false }) => {
                for key in operator.signing_keys().await? {
                    println!("{}", line(&key)?);
                }
            }
            KeyCommand::List(List { json: true }) => {
                let keys = operator.signing_keys().await?;
                println!("{:#}", keys.iter().map(as_json).collect::<anyhow::Result<Value>>()?);
            }
            KeyCommand::Rotate(Rotate { now: false }) => {
                let key = operator.rotate_signing_key(&startup::keys(raw)?).await?;
                let from = if key.state == KeyState::Next { rfc3339(key.until)? } else { "now".to_owned() };
                println!("Key {} is published. It signs from {from} on.", key.id);
            }
            KeyCommand::Rotate(Rotate { now: true }) => {
                let key = operator.replace_signing_keys(&startup::keys(raw)?).await?;
                println!(
                    "Key {} signs from now on. All other keys are withdrawn.\nFor up to ten minutes, applications \
                     that cache the keys may refuse what Portico signs, and accept what a withdrawn key has signed.",
                    key.id
                );
            }
        }
        Ok(())
    }
}

fn line(key: &ListedSigningKey) -> anyhow::Result<String> {
    let ListedSigningKey { id, algorithm, state, since, until } = key;
    Ok(format!("{id}  {algorithm}  {:<7}  since {}  until {}", state.name(), rfc3339(*since)?, rfc3339(*until)?))
}

fn as_json(key: &ListedSigningKey) -> anyhow::Result<Value> {
    Ok(json!({
        "id": key.id,
        "algorithm": key.algorithm,
        "state": key.state.name(),
        "since": rfc3339(key.since)?,
        "until": rfc3339(key.until)?,
    }))
}
