//! The form of a backup, before it is compressed: lines of JSON. The first line says what made it. Then come the
//! tables, each with its columns and its rows. The last line has the counts, and a checksum of all lines before it.

use anyhow::{Context as _, bail, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{BufRead, Read as _, Write};
use store::backup::{Cell, Kind, Table};

/// The version of this form.
pub const FORMAT: u32 = 1;
/// No row is longer: a longer line is none of a backup, and is not read into memory.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;
pub const DAMAGED: &str = "the backup is damaged or cut off";
const NO_BACKUP: &str = "it is no backup of Portico, or it is damaged or cut off";

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Head {
    /// The version of the form.
    pub portico_backup: u32,
    /// The version of Portico that made it.
    pub version: String,
    pub made_at: String,
    pub migrations: Vec<String>,
    pub key: KeyCheck,
}

/// Only the secret key with which the backup was made opens `sealed`.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeyCheck {
    pub id: i32,
    /// Base64.
    pub sealed: String,
}

/// The last line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Trailer {
    /// The number of rows in each table.
    rows: BTreeMap<String, u64>,
    /// Of all lines before this one, with their line ends. Hexadecimal.
    sha256: String,
}

/// A line that begins a table.
#[derive(Debug, Serialize, Deserialize)]
struct TableLine {
    table: String,
    columns: Vec<String>,
}

/// How many rows there are in how many tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub tables: usize,
    pub rows: u64,
}

/// Writes a backup, line by line.
pub struct BackupWriter<'a> {
    output: &'a mut dyn Write,
    hash: Sha256,
    rows: BTreeMap<String, u64>,
}

impl<'a> BackupWriter<'a> {
    pub fn begin(output: &'a mut dyn Write, head: &Head) -> anyhow::Result<Self> {
        let mut writer = BackupWriter { output, hash: Sha256::new(), rows: BTreeMap::new() };
        writer.line(head)?;
        Ok(writer)
    }

    pub fn table(&mut self, table: &Table) -> anyhow::Result<()> {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        self.line(&TableLine { table: table.name.clone(), columns })?;
        self.rows.insert(table.name.clone(), 0);
        Ok(())
    }

    pub fn rows(&mut self, table: &Table, rows: Vec<Vec<Cell>>) -> anyhow::Result<()> {
        *self.rows.entry(table.name.clone()).or_default() += rows.len() as u64;
        rows.into_iter().try_for_each(|row| self.line(&row.into_iter().map(written).collect::<Vec<Value>>()))
    }

    pub fn end(mut self) -> anyhow::Result<Summary> {
        let sha256 = hex::encode(std::mem::take(&mut self.hash).finalize());
        let rows = std::mem::take(&mut self.rows);
        let summary = Summary { tables: rows.len(), rows: rows.values().sum() };
        self.line(&Trailer { rows, sha256 })?;
        Ok(summary)
    }

    fn line(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        self.output.write_all(&text).context("the backup cannot be written")
    }
}

/// What comes next in a backup.
pub enum Entry {
    /// The rows that follow belong to this table.
    Table(Table),
    Row(Vec<Cell>),
    /// Everything was read, and nothing is missing.
    End(Summary),
}

/// Reads a backup, line by line.
pub struct BackupReader<'a> {
    input: &'a mut dyn BufRead,
    hash: Sha256,
    pub head: Head,
    rows: BTreeMap<String, u64>,
    table: Option<Table>,
}

impl<'a> BackupReader<'a> {
    /// Reads the first line. Fails if it is no backup, or one of a newer form.
    pub fn begin(input: &'a mut dyn BufRead) -> anyhow::Result<Self> {
        let mut hash = Sha256::new();
        let line = next_line(input).ok().context(NO_BACKUP)?;
        let form: Value = serde_json::from_slice(&line).ok().context(NO_BACKUP)?;
        let form = form["portico_backup"].as_u64().context(NO_BACKUP)?;
        ensure!(form <= u64::from(FORMAT), "a newer version of Portico made the backup. Restore it with that version");
        let head: Head = serde_json::from_slice(&line).ok().context(NO_BACKUP)?;
        hash.update(&line);
        Ok(BackupReader { input, hash, head, rows: BTreeMap::new(), table: None })
    }

    /// Reads the next line. `expected` are the tables that a backup of this kind has.
    pub fn next_entry(&mut self, expected: &[Table]) -> anyhow::Result<Entry> {
        let line = next_line(self.input)?;
        if let (b'[', Some(table)) = (line[0], &self.table) {
            let row = row(&line, table).with_context(|| format!("{DAMAGED}: a row of {}", table.name))?;
            *self.rows.entry(table.name.clone()).or_default() += 1;
            self.hash.update(&line);
            return Ok(Entry::Row(row));
        }
        if let Ok(trailer) = serde_json::from_slice::<Trailer>(&line) {
            return self.check(&trailer, expected).map(Entry::End);
        }
        self.hash.update(&line);
        let TableLine { table: name, columns } = serde_json::from_slice(&line).ok().context(DAMAGED)?;
        let table = expected
            .iter()
            .find(|table| table.name == name && table.columns.iter().map(|column| &column.name).eq(columns.iter()));
        let table = table.with_context(|| format!("{DAMAGED}: its table {name} has other columns"))?.clone();
        ensure!(self.rows.insert(name, 0).is_none(), "{DAMAGED}: a table is there twice");
        self.table = Some(table.clone());
        Ok(Entry::Table(table))
    }

    fn check(&mut self, trailer: &Trailer, expected: &[Table]) -> anyhow::Result<Summary> {
        let found = Trailer {
            rows: std::mem::take(&mut self.rows),
            sha256: hex::encode(std::mem::take(&mut self.hash).finalize()),
        };
        ensure!(*trailer == found && found.rows.len() == expected.len(), "{DAMAGED}: its checksum is wrong");
        // Reading on to the end also checks the end of the compressed file.
        let left = self.input.fill_buf().ok().context(DAMAGED)?;
        ensure!(left.is_empty(), "{DAMAGED}: something follows its end");
        Ok(Summary { tables: found.rows.len(), rows: found.rows.values().sum() })
    }
}

/// The next line with its end, without which it was cut off.
fn next_line(input: &mut dyn BufRead) -> anyhow::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(LONGEST_LINE).read_until(b'\n', &mut line).ok().context(DAMAGED)?;
    ensure!(line.ends_with(b"\n"), DAMAGED);
    Ok(line)
}

fn written(cell: Cell) -> Value {
    match cell {
        Cell::Boolean(value) => value.into(),
        Cell::Number(value) => value.into(),
        Cell::Text(value) => value.into(),
        Cell::Bytes(value) => value.map(|bytes| BASE64_STANDARD.encode(bytes)).into(),
        Cell::Id(value) => value.map(|id| id.to_string()).into(),
    }
}

/// Reads a row. The error shows none of its values.
fn row(line: &[u8], table: &Table) -> anyhow::Result<Vec<Cell>> {
    let values: Vec<Value> = serde_json::from_slice(line).ok().context("it cannot be read")?;
    ensure!(values.len() == table.columns.len(), "it has a wrong number of columns");
    let cells = values.into_iter().zip(&table.columns);
    cells.map(|(value, column)| read(value, column.kind).with_context(|| column.name.clone())).collect()
}

fn read(value: Value, kind: Kind) -> anyhow::Result<Cell> {
    const WRONG: &str = "a value has a wrong form";
    Ok(match (kind, value) {
        (Kind::Boolean, Value::Null) => Cell::Boolean(None),
        (Kind::Number, Value::Null) => Cell::Number(None),
        (Kind::Text, Value::Null) => Cell::Text(None),
        (Kind::Bytes, Value::Null) => Cell::Bytes(None),
        (Kind::Id, Value::Null) => Cell::Id(None),
        (Kind::Boolean, Value::Bool(value)) => Cell::Boolean(Some(value)),
        (Kind::Number, Value::Number(value)) => Cell::Number(Some(value.as_i64().context(WRONG)?)),
        (Kind::Text, Value::String(value)) => Cell::Text(Some(value)),
        (Kind::Bytes, Value::String(value)) => Cell::Bytes(Some(BASE64_STANDARD.decode(value).ok().context(WRONG)?)),
        (Kind::Id, Value::String(value)) => Cell::Id(Some(value.parse().ok().context(WRONG)?)),
        _ => bail!(WRONG),
    })
}
