//! Splits a file of people into its records: CSV (RFC 4180), also with the separators that spreadsheets use instead.

use domain::invitation::{InviteError, LARGEST_FILE, MOST_LINES};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;

/// Bytes of the digest by which a line is named.
const KEY_BYTES: usize = 6;

/// The name of a line, made from its content, so that it stays the same when lines before it are added or removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LineKey(pub String);

impl LineKey {
    /// `which` tells lines with the same content apart.
    fn of(cells: &csv::StringRecord, which: u32) -> Self {
        let mut digest = Sha256::new();
        digest.update(which.to_be_bytes());
        for cell in cells {
            digest.update((cell.len() as u64).to_be_bytes());
            digest.update(cell);
        }
        LineKey(hex::encode(digest.finalize().iter().copied().take(KEY_BYTES).collect::<Vec<_>>()))
    }
}

/// What separates columns: a comma, or what spreadsheets write instead where the comma is the decimal separator.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// The beginning of an optional first line that says what separates columns.
const SAYS: &str = "sep=";
/// The columns of a file. All but the address may be missing.
pub const COLUMNS: [&str; 5] = ["name", "email", "phone", "role", "groups"];

/// The fields of a line, in the order of `COLUMNS`. A field whose column is missing is empty.
pub type LineFields = [String; COLUMNS.len()];

/// A file, split into its records.
pub(super) struct Sheet<'a> {
    /// As it was posted, with the same line ends everywhere.
    pub text: Cow<'a, str>,
    pub separator: u8,
    /// How many columns the header has.
    pub columns: usize,
    /// The position of each of the `COLUMNS`.
    pub places: [Option<usize>; COLUMNS.len()],
    pub records: Vec<Record>,
}

/// A record of a file, also an empty one.
pub(super) struct Record {
    pub cells: csv::StringRecord,
    /// The line number as in an editor, counted from 1 with the header.
    pub line: u64,
    /// Where it begins in the text, without the empty lines before it, and where the next one begins at the earliest.
    pub bytes: (usize, usize),
}

impl<'a> Sheet<'a> {
    pub fn read(text: &'a str) -> Result<Self, InviteError> {
        if text.len() > LARGEST_FILE {
            return Err(InviteError::TooLarge);
        }
        // Spreadsheets begin a file with a byte order mark. Line ends become the same, because lines are counted by
        // them.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = match text.contains('\r') {
            true => Cow::from(text.replace("\r\n", "\n").replace('\r', "\n")),
            false => Cow::from(text),
        };
        let (said, rest) = said_separator(&text);
        let separator = said.unwrap_or_else(|| separator(&rest));
        // How much longer the text is than what is read.
        let before = text.len().saturating_sub(rest.len());
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(rest.as_bytes());
        let header = reader.headers().map_err(|_| InviteError::NoHeader)?;
        let (places, columns) = (places(header)?, header.len());
        let mut records = Vec::new();
        let mut cells = csv::StringRecord::new();
        while reader.read_record(&mut cells).map_err(|_| InviteError::NotALine)? {
            if records.len() >= MOST_LINES {
                return Err(InviteError::TooLarge);
            }
            let (from, line) = begin(&cells, &rest).ok_or(InviteError::NotALine)?;
            let to = usize::try_from(reader.position().byte()).map_err(|_| InviteError::NotALine)?;
            records.push(Record { cells: cells.clone(), line, bytes: (before + from, before + to.min(rest.len())) });
        }
        drop(reader);
        drop(rest);
        Ok(Sheet { text, separator, columns, places, records })
    }

    /// The fields of a record.
    pub fn fields(&self, record: &Record) -> LineFields {
        self.places.map(|place| place.and_then(|place| record.cells.get(place)).unwrap_or_default().to_owned())
    }

    /// What corrections name each record by.
    pub fn keys(&self) -> impl Iterator<Item = LineKey> {
        let mut before = HashMap::new();
        self.records.iter().map(move |record| {
            let first = LineKey::of(&record.cells, 0);
            let same: &mut u32 = before.entry(first.clone()).or_default();
            let key = if *same == 0 { first } else { LineKey::of(&record.cells, *same) };
            *same += 1;
            key
        })
    }
}

/// The separator of a first line like `sep=;`, which some spreadsheets write, and the text with an empty line instead,
/// so that the line numbers stay right.
fn said_separator(text: &str) -> (Option<u8>, Cow<'_, str>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_matches([' ', '"']);
    let said = first.get(..SAYS.len()).filter(|start| start.eq_ignore_ascii_case(SAYS)).map(|_| &first[SAYS.len()..]);
    match said.map(str::as_bytes) {
        Some([separator]) => (Some(*separator), format!("\n{rest}").into()),
        // Probably a tab, which is easily lost at the end of a line.
        Some([]) => (Some(b'\t'), format!("\n{rest}").into()),
        _ => (None, text.into()),
    }
}

/// The separator that occurs most in the header. The names of the columns contain none.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
    let many = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // `max_by_key` returns the last of equals, so the comma comes last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| many(*separator)).unwrap_or(b',')
}

/// Where a record begins, in bytes and in lines, without the empty lines before it.
fn begin(record: &csv::StringRecord, text: &str) -> Option<(usize, u64)> {
    let position = record.position()?;
    let from = usize::try_from(position.byte()).ok()?;
    let empty = text.as_bytes().get(from..)?.iter().take_while(|byte| **byte == b'\n').count();
    Some((from + empty, position.line() + empty as u64))
}

/// The position of each column. All but the address may be missing.
fn places(header: &csv::StringRecord) -> Result<[Option<usize>; COLUMNS.len()], InviteError> {
    let places = COLUMNS.map(|name| header.iter().position(|column| column.eq_ignore_ascii_case(name)));
    if places[1].is_some() { Ok(places) } else { Err(InviteError::NoHeader) }
}
