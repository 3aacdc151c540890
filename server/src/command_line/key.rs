//! The `portico key` commands: the keys that sign what applications are told.

use super::listing::{Listing, Row, next_after};
use crate::{settings::RawSettings, startup};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use domain::AuditEventKind;
use domain::signing_key::{KeyState, SigningAlgorithm};
use serde_json::json;
use service::delivery::rfc3339;
use service::operator::Operator;
use service::operator_signing_keys::ListedSigningKey;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// List the published keys, the oldest first
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
    /// Begin after the key with this id
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[command(flatten)]
    listing: Listing,
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

impl List {
    /// There are so few keys that all of them are read.
    async fn run(self, operator: Operator<'_>) -> anyhow::Result<()> {
        let List { algorithm, after, listing } = self;
        let mut keys = operator.signing_keys().await?;
        keys.retain(|key| algorithm.is_none_or(|only| key.algorithm == only.name()));
        if let Some(after) = &after {
            let place = keys.iter().position(|key| key.id == *after);
            let place = place.with_context(|| format!("there is no such published key: {after}"))?;
            keys.drain(..=place);
        }
        let most = usize::try_from(listing.limit)?;
        let is_more = keys.len() > most;
        keys.truncate(most);
        let rows = keys.iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
        listing.print(&rows, next_after(&keys, is_more, |last| last.id.clone()));
        Ok(())
    }
}

impl KeyCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        match self {
            KeyCommand::List(list) => list.run(operator).await?,
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

fn row(key: &ListedSigningKey) -> anyhow::Result<Row> {
    let ListedSigningKey { id, algorithm, state, .. } = key;
    let (state, since, until) = (state.name(), rfc3339(key.since)?, rfc3339(key.until)?);
    let line = format!("{id}  {algorithm}  {state:<7}  since {since}  until {until}");
    let json = json!({ "id": id, "algorithm": algorithm, "state": state, "since": since, "until": until });
    Ok(Row { line, json })
}
