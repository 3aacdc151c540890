//! Backups of the whole database, restoring them, and moving to another database. `store` has the rows. The form of a
//! backup is here, because restoring needs the secret key and writes the audit log. Files and their compression are
//! matters of the command line.

mod format;

pub use format::Summary;

use crate::clock::Clock;
use crate::delivery::rfc3339;
use crate::installation;
use crate::operator::Operator;
use crate::random::Random;
use crate::security::Keys;
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::AuditEventKind;
use format::{BackupReader, BackupWriter, Entry, FORMAT, Head, KeyCheck};
use std::io::{BufRead, Write};
use store::backup::{Cell, Present, Replacement, Snapshot, Table, known_migrations};
use store::{Sealed, Store};

const TEXT: &[u8] = b"portico backup";
const CONTEXT: &[u8] = b"backup";
/// How many rows are inserted at a time.
const BATCH: usize = 100;

/// Is told how many rows of a table are done.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64);

/// A backup that was opened and whose key is there.
pub struct OpenBackup<'a> {
    reader: BackupReader<'a>,
}

/// Writes everything that was committed before this began. Servers may go on writing meanwhile. Fails if the key is not
/// the one of the database.
pub async fn write(
    store: &Store,
    keys: &Keys,
    random: &dyn Random,
    clock: &dyn Clock,
    output: &mut dyn Write,
    progress: Progress<'_>,
) -> anyhow::Result<Summary> {
    let snapshot = Snapshot::begin(store).await?;
    installation::check_key(store, keys).await?;
    let sealed = keys.seal_row(TEXT, CONTEXT, random)?;
    let head = Head {
        portico_backup: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: rfc3339(clock.now())?,
        migrations: snapshot.migrations.clone(),
        key: KeyCheck { id: sealed.key_id, sealed: BASE64_STANDARD.encode(sealed.bytes) },
    };
    let mut writer = BackupWriter::begin(output, &head)?;
    for table in &snapshot.tables {
        writer.table(table)?;
        read_table(&snapshot, table, progress, async |batch| writer.rows(table, batch)).await?;
    }
    writer.end()
}

/// Gives the rows of a table to `take`, a batch at a time. Returns how many there were.
async fn read_table(
    snapshot: &Snapshot,
    table: &Table,
    progress: Progress<'_>,
    mut take: impl AsyncFnMut(Vec<Vec<Cell>>) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let (mut rows, mut count) = (snapshot.rows(table).await?, 0);
    loop {
        let batch = rows.next_batch().await?;
        if batch.is_empty() {
            return Ok(count);
        }
        count += batch.len() as u64;
        take(batch).await?;
        progress(&table.name, count);
    }
}

/// Opens a backup for restoring. Fails if it is none, if a newer version made it, or if its key is not in the ring.
pub fn open<'a>(input: &'a mut dyn BufRead, keys: &Keys) -> anyhow::Result<OpenBackup<'a>> {
    let reader = BackupReader::begin(input)?;
    let Head { version, migrations, key, .. } = &reader.head;
    ensure!(
        known_migrations().starts_with(migrations),
        "Portico {version} made the backup, and this version does not know its tables. Restore it with that version or \
         a newer one"
    );
    let bytes = BASE64_STANDARD.decode(&key.sealed).ok().context(format::DAMAGED)?;
    let opened = keys.open_row(&Sealed { key_id: key.id, bytes }, CONTEXT);
    opened.ok().context(
        "PORTICO_SECRET_KEY: the backup was made with another secret key. Set the key of the installation that made \
         it. To change the key, name the old one in PORTICO_PREVIOUS_SECRET_KEYS, and run portico secret rotate afterwards",
    )?;
    Ok(OpenBackup { reader })
}

impl OpenBackup<'_> {
    /// Restores it into the operator's database, which must be empty unless `may_replace` is set. Either everything is
    /// restored or nothing. Then the migrations run that are newer than the backup.
    pub async fn restore(
        mut self,
        operator: Operator<'_>,
        may_replace: bool,
        progress: Progress<'_>,
    ) -> anyhow::Result<Summary> {
        let Head { migrations, made_at, .. } = &self.reader.head;
        let made_at = made_at.clone();
        let present = match may_replace {
            true => Present::Replaced,
            false => Present::Refused("Use an empty one; portico restore --force replaces what is in it"),
        };
        let target = Replacement::begin(operator.store, migrations, present).await?;
        let summary = fill(&target, &mut self.reader, progress).await?;
        target.commit(operator.store).await?;
        let migrated = operator.store.migrate().await;
        migrated
            .context("the backup is restored, but its tables are those of an older version. Run: portico migrate")?;
        record(operator, AuditEventKind::BackupRestored, &made_at).await?;
        Ok(summary)
    }
}

/// Inserts what a backup contains.
async fn fill(target: &Replacement, reader: &mut BackupReader<'_>, progress: Progress<'_>) -> anyhow::Result<Summary> {
    let mut pending: Vec<Vec<Cell>> = Vec::with_capacity(BATCH);
    let mut current: Option<(Table, u64)> = None;
    loop {
        let entry = reader.next_entry(&target.tables)?;
        let is_row = matches!(entry, Entry::Row(_));
        if let Some((table, count)) = &mut current
            && (!is_row || pending.len() == BATCH)
            && !pending.is_empty()
        {
            *count += pending.len() as u64;
            target.insert(table, std::mem::take(&mut pending)).await?;
            progress(&table.name, *count);
        }
        match entry {
            Entry::Row(row) => pending.push(row),
            Entry::Table(table) => current = Some((table, 0)),
            Entry::End(summary) => return Ok(summary),
        }
    }
}

/// Copies everything from a database into the operator's, which must be empty. Changes nothing in the source.
pub async fn copy(source: &Store, operator: Operator<'_>, progress: Progress<'_>) -> anyhow::Result<Summary> {
    let snapshot = Snapshot::begin(source).await?;
    let present = Present::Refused("Move to a new, empty database");
    let target = Replacement::begin(operator.store, &snapshot.migrations, present).await?;
    let mut summary = Summary::default();
    for table in &snapshot.tables {
        let rows = read_table(&snapshot, table, progress, async |batch| target.insert(table, batch).await).await?;
        summary = Summary { tables: summary.tables + 1, rows: summary.rows + rows };
    }
    target.commit(operator.store).await?;
    record(operator, AuditEventKind::DatabaseMoved, &format!("{} rows", summary.rows)).await?;
    Ok(summary)
}

async fn record(operator: Operator<'_>, kind: AuditEventKind, detail: &str) -> anyhow::Result<()> {
    let transaction = operator.store.begin().await?;
    operator.record_installation(&transaction, kind, detail).await?;
    operator.store.commit(transaction).await
}
