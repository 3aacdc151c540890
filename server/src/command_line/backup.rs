//! `portico backup`, `portico restore` and `portico move`: files, compression, and what the operator is told. What a
//! backup contains is in `service::backup`.

use super::operator;
use crate::settings::{RawSettings, table::DATABASE_URL};
use crate::{causes, startup};
use anyhow::{Context as _, anyhow};
use clap::Args;
use domain::Secret;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::json;
use service::backup::{self, Summary};
use service::security::Keys;
use service::{clock::SystemClock, operator::Operator, random::SystemRandom};
use std::convert::Infallible;
use std::fs::File;
use std::io::{BufReader, BufWriter, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use store::{ServerLock, Store};
use tempfile::NamedTempFile;

/// How often a long table is reported, in rows.
const REPORTED: u64 = 10_000;

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write. One that is there is replaced when the backup is complete
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The file that `portico backup` wrote
    file: PathBuf,
    /// Replace everything that the database contains
    #[arg(long)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Move {
    /// The empty database to move to, like postgres://user@db.example/portico. Other users of this machine can see the
    /// arguments of commands: keep the password of PostgreSQL in the file ~/.pgpass
    #[arg(long, value_name = "URL", value_parser = secret)]
    to: Secret<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    /// Writes a file beside the one that is meant, so that a backup is complete or not there.
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let keys = startup::keys(raw)?;
        let store = Store::connect_existing(raw.database(false)?.url.expose()).await?;
        let name = || self.file.display().to_string();
        let cannot = || format!("{} cannot be written", name());
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let unfinished = tempfile::Builder::new().prefix(".portico-backup-").tempfile_in(folder);
        let unfinished = unfinished.with_context(cannot)?;
        let summary = write(&store, &keys, &unfinished).await.with_context(cannot)?;
        let bytes = unfinished.as_file().metadata().with_context(cannot)?.len();
        unfinished.persist(&self.file).map_err(|error| error.error).with_context(cannot)?;
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(cannot)?;
        store.close().await;
        let Summary { tables, rows } = summary;
        match self.json {
            true => println!("{:#}", json!({ "file": name(), "bytes": bytes, "tables": tables, "rows": rows })),
            false => println!("Wrote {rows} rows of {tables} tables to {}: {bytes} bytes.", name()),
        }
        Ok(())
    }
}

/// Writes a backup into a file that only its owner can read, and waits until the disk has it.
async fn write(store: &Store, keys: &Keys, file: &NamedTempFile) -> anyhow::Result<Summary> {
    let mut output = GzEncoder::new(BufWriter::new(file.as_file()), Compression::fast());
    let summary = backup::write(store, keys, &SystemRandom, &SystemClock, &mut output, &mut progress()).await?;
    output.finish()?.flush()?;
    file.as_file().sync_all()?;
    Ok(summary)
}

impl Restore {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let keys = startup::keys(raw)?;
        let name = || self.file.display().to_string();
        let file = File::open(&self.file).with_context(name)?;
        let mut input = BufReader::new(GzDecoder::new(file));
        let backup = backup::open(&mut input, &keys).with_context(name)?;
        let database = raw.database(false)?;
        let _lock = ServerLock::take(&database.url)?;
        let store = Store::connect(database.url.expose()).await?;
        store.demand_no_server().await?;
        let user = operator::name();
        let operator = Operator { store: &store, clock: &SystemClock, random: &SystemRandom, name: Some(&user) };
        let summary = backup.restore(operator, self.force, &mut progress()).await.with_context(name)?;
        store.close().await;
        match self.json {
            true => println!("{:#}", json!(summary)),
            false => println!("Restored {} rows of {} tables.", summary.rows, summary.tables),
        }
        Ok(())
    }
}

impl Move {
    pub async fn run(self, raw: &RawSettings) -> anyhow::Result<()> {
        let database = raw.database(false)?;
        let source = Store::connect_existing(database.url.expose()).await?;
        // What a server writes while its database moves would be lost.
        let _source_lock = ServerLock::take(&database.url)?;
        source.demand_no_server().await?;
        let _target_lock = ServerLock::take(&self.to).map_err(about_target)?;
        let target = Store::connect(self.to.expose()).await.map_err(about_target)?;
        target.demand_no_server().await.map_err(about_target)?;
        let user = operator::name();
        let operator = Operator { store: &target, clock: &SystemClock, random: &SystemRandom, name: Some(&user) };
        let summary = backup::copy(&source, operator, &mut progress()).await?;
        target.close().await;
        source.close().await;
        match self.json {
            true => println!("{:#}", json!(summary)),
            false => println!(
                "Moved {} rows of {} tables.\nNow set PORTICO_DATABASE_URL to the new database, and start the server. \
                 The old database is as it was.",
                summary.rows, summary.tables
            ),
        }
        Ok(())
    }
}

/// What is wrong with the database to move to, which an option names and no setting.
fn about_target(error: anyhow::Error) -> anyhow::Error {
    let told = causes::told(&error);
    match told.strip_prefix(DATABASE_URL.variable().as_str()) {
        Some(rest) => anyhow!("--to{rest}"),
        None => error.context("--to"),
    }
}

/// Tells a person at a terminal how far it is. A timer's log stays empty.
fn progress() -> impl FnMut(&str, u64) {
    let is_shown = std::io::stderr().is_terminal();
    let mut current = String::new();
    move |table: &str, rows: u64| {
        if is_shown && current != table {
            eprintln!("{table}");
            table.clone_into(&mut current);
        }
        if is_shown && rows.is_multiple_of(REPORTED) {
            eprintln!("{table}: {rows} rows");
        }
    }
}

fn secret(text: &str) -> Result<Secret<String>, Infallible> {
    Ok(Secret::new(text.to_owned()))
}
