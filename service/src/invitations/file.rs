//! Reads a file of people to invite: CSV (RFC 4180), also with the separators that spreadsheets use instead. Checks it
//! line by line before the import. Changes nothing.

use super::{NewInvitation, read_new};
use crate::prelude::*;
use domain::invitation::{InviteError, LARGEST_FILE, MOST_LINES};
use domain::refusal::InvitationRefusal;
use domain::visible::is_blank;
use domain::{GroupId, GroupName};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use store::folding::fold;
use store::{groups, invitations};

/// Addresses in one query.
const AT_ONCE: usize = 500;
/// What separates columns: a comma, or what spreadsheets write instead where the comma is the decimal separator.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// The beginning of an optional first line that says what separates columns.
const SAYS: &str = "sep=";
const COLUMNS: [&str; 5] = ["name", "email", "phone", "role", "groups"];
/// What separates the names of groups in their column.
const BETWEEN_GROUPS: char = '|';

/// A valid line of the file.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line number as in an editor, counted from 1 with the header.
    pub number: u64,
    pub new: NewInvitation,
}

/// A line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line number as in an editor, counted from 1 with the header.
    pub number: u64,
    pub reason: InviteError,
}

/// The lines of a file, checked. Empty lines are left out.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub good: Vec<Line>,
    pub bad: Vec<BadLine>,
}

/// Checks who in a file can be invited, and why the others cannot. Refuses with `InvitationRefusal::CannotInvite` a
/// file that is too large or is not such a file.
pub async fn preview(app: &Arc<AppContext>, admin: AsAdmin<'_>, text: &str) -> Result<Preview, Failure> {
    let admin = admin.signed_in();
    // A large file takes a while, so it must not block a thread of the async runtime.
    let (reading, text) = (app.clone(), text.to_owned());
    let groups = groups::all(&app.store, admin.organisation.id).await?;
    let groups = groups.into_iter().map(|group| (fold(group.name.as_str()), group.id)).collect();
    let read = tokio::task::spawn_blocking(move || read(&reading, &groups, &text));
    let read = read.await.map_err(|error| Failure::Broken(error.into()))?;
    let mut preview = read.map_err(|unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))?;
    let now = app.clock.now();
    let mut unfit = HashMap::new();
    for lines in preview.good.chunks(AT_ONCE) {
        let emails: Vec<&str> = lines.iter().map(|line| line.new.email.as_str()).collect();
        unfit.extend(invitations::read_unfit(&app.store, admin.organisation.id, &emails, now).await?);
    }
    preview.turn_away(|line| unfit.get(line.new.email.as_str()).copied());
    preview.bad.sort_by_key(|line| line.number);
    Ok(preview)
}

impl Preview {
    fn turn_away(&mut self, mut reason: impl FnMut(&Line) -> Option<InviteError>) {
        for line in std::mem::take(&mut self.good) {
            match reason(&line) {
                Some(reason) => self.bad.push(BadLine { number: line.number, reason }),
                None => self.good.push(line),
            }
        }
    }
}

/// Checks what does not need the database. `groups` are those of the organisation, by their folded names.
fn read(app: &AppContext, groups: &HashMap<String, GroupId>, text: &str) -> Result<Preview, InviteError> {
    if text.len() > LARGEST_FILE {
        return Err(InviteError::TooLarge);
    }
    // Spreadsheets begin a file with a byte order mark. Line ends become the same, because lines are counted by them.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let (said, text) = said_separator(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(said.unwrap_or_else(|| separator(&text)))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let places = places(reader.headers().map_err(|_| InviteError::NoHeader)?)?;
    let mut preview = Preview::default();
    let mut seen = HashSet::new();
    let columns = reader.headers().map_err(|_| InviteError::NoHeader)?.len();
    for (index, record) in reader.records().enumerate() {
        if index >= MOST_LINES {
            return Err(InviteError::TooLarge);
        }
        let Ok(record) = record else { return Err(InviteError::NotALine) };
        if record.iter().all(is_blank) {
            continue;
        }
        let number = line_of(&record, &text).unwrap_or(index as u64 + 2);
        let fields = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        let read = if record.len() > columns { Err(InviteError::NotALine) } else { read_line(app, groups, fields) };
        match read {
            Ok(new) if !seen.insert(new.email.clone()) => {
                preview.bad.push(BadLine { number, reason: InviteError::Twice })
            }
            Ok(new) => preview.good.push(Line { number, new }),
            Err(reason) => preview.bad.push(BadLine { number, reason }),
        }
    }
    Ok(preview)
}

/// Reads the fields of a line, in the order of `COLUMNS`.
fn read_line(
    app: &AppContext,
    groups: &HashMap<String, GroupId>,
    [name, email, phone, role, names]: [&str; 5],
) -> Result<NewInvitation, InviteError> {
    let new = read_new(app, [name, email, phone, role], "")?;
    let names = names.split(BETWEEN_GROUPS).filter(|name| !is_blank(name));
    let find = |name: &str| {
        let name: GroupName = name.parse().ok()?;
        groups.get(&fold(name.as_str())).copied()
    };
    let groups = names.map(|name| find(name).ok_or(InviteError::NoSuchGroup)).collect::<Result<_, _>>()?;
    Ok(NewInvitation { groups, ..new })
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

/// The line where a record begins, without the empty lines before it.
fn line_of(record: &csv::StringRecord, text: &str) -> Option<u64> {
    let position = record.position()?;
    let rest = text.as_bytes().get(usize::try_from(position.byte()).ok()?..)?;
    Some(position.line() + rest.iter().take_while(|byte| **byte == b'\n').count() as u64)
}

/// The position of each column. All but the address may be missing.
fn places(header: &csv::StringRecord) -> Result<[Option<usize>; 5], InviteError> {
    let places = COLUMNS.map(|name| header.iter().position(|column| column.eq_ignore_ascii_case(name)));
    if places[1].is_some() { Ok(places) } else { Err(InviteError::NoHeader) }
}
