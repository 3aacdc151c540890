//! The `portico key` commands: the keys that sign what applications are told.

use crate::{settings::RawSettings, startup};
use clap::{Args, Subcommand};
use domain::AuditEventKind;
use domain::signing_key::{KeyState, SigningAlgorithm};
use serde_json::{Value, json};
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_signing_keys::ListedSigningKey;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// List the published keys
    List(List),
    /// Publish the next key of each algorithm, which starts to sign after 24 hours. This also happens automatically
    /// every 90 days
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub struct List {
    /// List only the keys of this algorithm
    #[arg(long, value_name = "ES256|RS256|EdDSA", value_parser = signing_algorithm)]
    algorithm: Option<SigningAlgorithm>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Rotate {
    /// Change only the keys of this algorithm. If it has none, create the first one, which signs immediately
    #[arg(long, value_name = "ES256|RS256|EdDSA", value_parser = signing_algorithm)]
    algorithm: Option<SigningAlgorithm>,
    /// For an emergency, such as a stolen key: withdraw all keys and sign with new ones immediately. Applications that
    /// cache the keys may reject what the new ones sign for up to ten minutes
    #[arg(long)]
    now: bool,
}

impl KeyCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            KeyCommand::List(List { algorithm, json }) => {
                let mut keys = operator.signing_keys().await?;
                keys.retain(|key| algorithm.is_none_or(|only| key.algorithm == only.name()));
                if json {
                    println!("{:#}", keys.iter().map(as_json).collect::<anyhow::Result<Value>>()?);
                    return Ok(());
                }
                for key in &keys {
                    println!("{}", line(key)?);
                }
            }
            KeyCommand::Rotate(Rotate { algorithm, now }) => {
                rotate(operator, raw, algorithm, now).await?;
                let of_what = algorithm.map_or("all algorithms", SigningAlgorithm::name);
                let detail = if now { format!("{of_what}, at once") } else { of_what.to_owned() };
                operator.record_key_change(AuditEventKind::SigningKeysRotated, &detail).await?;
            }
        }
        Ok(())
    }
}

async fn rotate(
    operator: Operator<'_>,
    raw: &RawSettings,
    algorithm: Option<SigningAlgorithm>,
    now: bool,
) -> anyhow::Result<()> {
    let keys = startup::keys_of(raw, operator.store).await?;
    if !now {
        for key in operator.rotate_signing_keys(&keys, algorithm).await? {
            let from = if key.state == KeyState::Next { rfc3339(key.until)? } else { "now".to_owned() };
            println!("{} key {} is published. It signs from {from} on.", key.algorithm, key.id);
        }
        return Ok(());
    }
    for key in operator.replace_signing_keys(&keys, algorithm).await? {
        println!("{} key {} now signs.", key.algorithm, key.id);
    }
    let of_what = algorithm.map(|algorithm| format!(" of {}", algorithm.name())).unwrap_or_default();
    println!(
        "All other keys{of_what} are withdrawn.\nFor up to ten minutes, applications that cache the keys may reject \
         what Portico signs, and accept what a withdrawn key has signed."
    );
    Ok(())
}

/// Reads the name of an algorithm.
pub fn signing_algorithm(text: &str) -> Result<SigningAlgorithm, String> {
    SigningAlgorithm::of(text).ok_or_else(|| SigningAlgorithm::NAMES.join(", "))
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
