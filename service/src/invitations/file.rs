//! Reads a file of people to invite: CSV (RFC 4180), also with the separators that spreadsheets use instead. Checks it
//! line by line before the import. Changes nothing.

use super::NewInvitation;
use super::corrections::{Corrections, corrected};
use super::send::{read_email, read_name, read_number, read_role};
use super::sheet::{COLUMNS, LineFields, LineKey, Sheet};
use crate::prelude::*;
use domain::invitation::InviteError;
use domain::refusal::InvitationRefusal;
use domain::visible::is_blank;
use domain::{GroupId, GroupName};
use std::collections::{HashMap, HashSet};
use store::folding::fold;
use store::{groups, invitations};

/// Addresses in one query.
const AT_ONCE: usize = 500;
/// What separates the names of groups in their column.
const BETWEEN_GROUPS: char = '|';

/// A valid line of the file.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line number as in an editor, counted from 1 with the header.
    pub number: u64,
    pub new: NewInvitation,
    /// As the file has them.
    pub fields: LineFields,
}

/// A line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line number as in an editor, counted from 1 with the header.
    pub number: u64,
    pub reasons: Vec<InviteError>,
    /// As the file has them.
    pub fields: LineFields,
    /// What corrections name the line by.
    pub key: LineKey,
    /// The admin chose to leave the line out.
    pub is_skipped: bool,
}

/// The lines of a file, checked. Empty lines are left out.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// The text with the corrections in it.
    pub text: String,
    /// Whether the file has each of the `COLUMNS`.
    pub has_column: [bool; COLUMNS.len()],
    pub good: Vec<Line>,
    pub bad: Vec<BadLine>,
}

/// Checks who in a file can be invited, and why the others cannot. Refuses with `InvitationRefusal::CannotInvite` a
/// file that is too large or is not such a file.
pub async fn preview(app: &Arc<AppContext>, admin: AsAdmin<'_>, text: &str) -> Result<Preview, Failure> {
    preview_corrected(app, admin, text, Corrections::default()).await
}

/// Does the same with a file whose lines an admin has corrected.
pub async fn preview_corrected(
    app: &Arc<AppContext>,
    admin: AsAdmin<'_>,
    text: &str,
    corrections: Corrections,
) -> Result<Preview, Failure> {
    let admin = admin.signed_in();
    // A large file takes a while, so it must not block a thread of the async runtime.
    let (reading, text) = (app.clone(), text.to_owned());
    let groups = groups::all(&app.store, admin.organisation.id).await?;
    let groups = groups.into_iter().map(|group| (fold(group.name.as_str()), group.id)).collect();
    let read = tokio::task::spawn_blocking(move || read(&reading, &groups, &text, &corrections));
    let read = read.await.map_err(|error| Failure::Broken(error.into()))?;
    let checked = read.map_err(|unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit)))?;
    let now = app.clock.now();
    let mut unfit = HashMap::new();
    for lines in checked.good.chunks(AT_ONCE) {
        let emails: Vec<&str> = lines.iter().map(|(line, _)| line.new.email.as_str()).collect();
        unfit.extend(invitations::read_unfit(&app.store, admin.organisation.id, &emails, now).await?);
    }
    Ok(checked.finish(&unfit))
}

/// The lines of a file before the database was asked about their addresses.
struct Checked {
    text: String,
    has_column: [bool; COLUMNS.len()],
    good: Vec<(Line, Identity)>,
    bad: Vec<BadLine>,
}

/// What a line needs to become a bad one.
struct Identity {
    key: LineKey,
    is_skipped: bool,
}

impl Checked {
    /// Moves the lines that cannot be invited to the bad ones.
    fn finish(self, unfit: &HashMap<String, InviteError>) -> Preview {
        let Checked { text, has_column, good, mut bad } = self;
        let mut fit = Vec::with_capacity(good.len());
        for (line, Identity { key, is_skipped }) in good {
            match unfit.get(line.new.email.as_str()) {
                Some(reason) => {
                    let Line { number, fields, .. } = line;
                    bad.push(BadLine { number, reasons: vec![*reason], fields, key, is_skipped });
                }
                None => fit.push(line),
            }
        }
        bad.sort_by_key(|line| line.number);
        Preview { text, has_column, good: fit, bad }
    }
}

/// Checks what does not need the database. `groups` are those of the organisation, by their folded names.
fn read(
    app: &AppContext,
    groups: &HashMap<String, GroupId>,
    text: &str,
    corrections: &Corrections,
) -> Result<Checked, InviteError> {
    let original = Sheet::read(text)?;
    let (text, skipped) = corrected(&original, corrections)?;
    let sheet = Sheet::read(&text)?;
    let mut checked = Checked {
        has_column: sheet.places.map(|place| place.is_some()),
        good: Vec::new(),
        bad: Vec::new(),
        text: String::new(),
    };
    let mut seen = HashSet::new();
    for (index, (record, key)) in sheet.records.iter().zip(sheet.keys()).enumerate() {
        if record.cells.iter().all(is_blank) {
            continue;
        }
        let (number, fields, is_skipped) = (record.line, sheet.fields(record), skipped.contains(&index));
        let read = match record.cells.len() > sheet.columns {
            true => Err(vec![InviteError::NotALine]),
            false => read_line(app, groups, &fields),
        };
        let read = read.and_then(|new| match seen.insert(new.email.clone()) {
            true => Ok(new),
            false => Err(vec![InviteError::Twice]),
        });
        match read {
            Ok(new) => checked.good.push((Line { number, new, fields }, Identity { key, is_skipped })),
            Err(reasons) => checked.bad.push(BadLine { number, reasons, fields, key, is_skipped }),
        }
    }
    checked.text = text;
    Ok(checked)
}

/// Reads the fields of a line. Returns all that is wrong with them.
fn read_line(
    app: &AppContext,
    groups: &HashMap<String, GroupId>,
    [name, email, phone, role, names]: &LineFields,
) -> Result<NewInvitation, Vec<InviteError>> {
    let find = |name: &str| {
        let name: GroupName = name.parse().ok()?;
        groups.get(&fold(name.as_str())).copied()
    };
    let names = names.split(BETWEEN_GROUPS).filter(|name| !is_blank(name));
    let groups = names.map(|name| find(name).ok_or(InviteError::NoSuchGroup)).collect::<Result<_, _>>();
    match (read_email(email), read_name(name), read_number(app, phone, ""), read_role(role), groups) {
        (Ok(email), Ok(name), Ok(phone), Ok(role), Ok(groups)) => {
            Ok(NewInvitation { email, name, phone, role, groups })
        }
        (email, name, phone, role, groups) => {
            let wrong = [name.err(), email.err(), phone.err(), role.err(), groups.err()];
            Err(wrong.into_iter().flatten().collect())
        }
    }
}
