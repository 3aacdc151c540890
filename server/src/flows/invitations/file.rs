//! A file of people (CSV, RFC 4180, also with the separators of other spreadsheets), looked at line by line before anybody is invited. Changes nothing.

use super::{NewInvitation, read_new};
use crate::{failure::Failure, flows::account::AsAdmin, house::House, store::invitations};
use domain::{
    invitation::{LARGEST_FILE, MOST_LINES, Unfit},
    sign_in::SignInError,
    visible::is_blank,
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Addresses that are asked for at once.
const AT_ONCE: usize = 500;
/// What stands between columns: a comma or, where that is the decimal sign, what spreadsheets write instead.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// How a first line begins that says what stands between columns.
const SAYS: &str = "sep=";
const COLUMNS: [&str; 4] = ["name", "email", "phone", "role"];

/// A person of the file.
#[derive(Clone, Debug)]
pub struct Line {
    /// Counted as editors do, the header being the first.
    pub number: u64,
    pub new: NewInvitation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub number: u64,
    pub reason: Unfit,
}

/// Every line of a file.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub good: Vec<Line>,
    pub bad: Vec<BadLine>,
}

/// Says who of a file can be invited, and why the others cannot.
pub async fn preview(
    house: &Arc<House>,
    AsAdmin(admin): AsAdmin<'_>,
    text: &str,
) -> Result<Preview, Failure<SignInError>> {
    // A large file takes a while: not on a thread that others wait for.
    let (reading, text) = (house.clone(), text.to_owned());
    let read = tokio::task::spawn_blocking(move || read(&reading, &text));
    let read = read.await.map_err(|error| Failure::Broken(error.into()))?;
    let mut preview = read.map_err(|unfit| Failure::Refused(SignInError::CannotInvite(unfit)))?;
    let now = house.clock.now();
    let mut unfit = HashMap::new();
    for lines in preview.good.chunks(AT_ONCE) {
        let emails: Vec<&str> = lines.iter().map(|line| line.new.email.as_str()).collect();
        unfit.extend(invitations::read_unfit(&house.store, admin.organisation.id, &emails, now).await?);
    }
    preview.turn_away(|line| unfit.get(line.new.email.as_str()).copied());
    preview.bad.sort_by_key(|line| line.number);
    Ok(preview)
}

impl Preview {
    fn turn_away(&mut self, mut reason: impl FnMut(&Line) -> Option<Unfit>) {
        for line in std::mem::take(&mut self.good) {
            match reason(&line) {
                Some(reason) => self.bad.push(BadLine { number: line.number, reason }),
                None => self.good.push(line),
            }
        }
    }
}

/// What can be said of a file by itself.
fn read(house: &House, text: &str) -> Result<Preview, Unfit> {
    if text.len() > LARGEST_FILE {
        return Err(Unfit::TooLarge);
    }
    // Spreadsheets begin a file with it. One kind of line end, because lines are counted by it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let (said, text) = said_separator(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(said.unwrap_or_else(|| separator(&text)))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let places = places(reader.headers().map_err(|_| Unfit::NoHeader)?)?;
    let mut preview = Preview::default();
    let mut seen = HashSet::new();
    let columns = reader.headers().map_err(|_| Unfit::NoHeader)?.len();
    for (index, record) in reader.records().enumerate() {
        if index >= MOST_LINES {
            return Err(Unfit::TooLarge);
        }
        let Ok(record) = record else { return Err(Unfit::NotALine) };
        if record.iter().all(is_blank) {
            continue;
        }
        let number = line_of(&record, &text).unwrap_or(index as u64 + 2);
        let fields = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        let read = if record.len() > columns { Err(Unfit::NotALine) } else { read_new(house, fields, "") };
        match read {
            Ok(new) if !seen.insert(new.email.clone()) => preview.bad.push(BadLine { number, reason: Unfit::Twice }),
            Ok(new) => preview.good.push(Line { number, new }),
            Err(reason) => preview.bad.push(BadLine { number, reason }),
        }
    }
    Ok(preview)
}

/// What a first line like `sep=;` says, as some spreadsheets write it, and the text with an empty line in its place.
fn said_separator(text: &str) -> (Option<u8>, Cow<'_, str>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_matches([' ', '"']);
    let said = first.get(..SAYS.len()).filter(|start| start.eq_ignore_ascii_case(SAYS)).map(|_| &first[SAYS.len()..]);
    match said.map(str::as_bytes) {
        Some([separator]) => (Some(*separator), format!("\n{rest}").into()),
        // A tab at the end of a line is easily lost.
        Some([]) => (Some(b'\t'), format!("\n{rest}").into()),
        _ => (None, text.into()),
    }
}

/// The one that the first line has most of; the names of columns hold none of them.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
    let many = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // Of equals the last one counts, so the comma goes last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| many(*separator)).unwrap_or(b',')
}

/// The line where a record begins, empty ones before it not counted as its own.
fn line_of(record: &csv::StringRecord, text: &str) -> Option<u64> {
    let position = record.position()?;
    let rest = text.as_bytes().get(usize::try_from(position.byte()).ok()?..)?;
    Some(position.line() + rest.iter().take_while(|byte| **byte == b'\n').count() as u64)
}

/// Where each column stands; all but the address may be missing.
fn places(header: &csv::StringRecord) -> Result<[Option<usize>; 4], Unfit> {
    let places = COLUMNS.map(|name| header.iter().position(|column| column.eq_ignore_ascii_case(name)));
    if places[1].is_some() { Ok(places) } else { Err(Unfit::NoHeader) }
}
