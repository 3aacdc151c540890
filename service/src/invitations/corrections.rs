//! What an admin corrected in the lines of a file, and which of them are left out. The corrections are written into the
//! text of the file, so that nothing has to be kept between two checks.

use super::sheet::{COLUMNS, LineFields, LineKey, Record, Sheet};
use domain::invitation::InviteError;
use domain::visible::is_blank;
use std::collections::{HashMap, HashSet};

/// What an admin decided about the lines of a file that was checked before. What names a line that the file does not
/// have counts for nothing.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    /// The fields of a line as they were posted, in the order of `COLUMNS`. `None`: not posted.
    pub fields: HashMap<LineKey, [Option<String>; COLUMNS.len()]>,
    /// Lines that are left out if they cannot be imported.
    pub skipped: HashSet<LineKey>,
    /// All lines are left out that cannot be imported.
    pub skips_all: bool,
}

/// The text with the corrections in it, and the positions among all records of those that are left out.
pub(super) fn corrected(sheet: &Sheet<'_>, corrections: &Corrections) -> Result<(String, HashSet<usize>), InviteError> {
    let (mut text, mut copied) = (String::with_capacity(sheet.text.len()), 0);
    let mut skipped = HashSet::new();
    for (index, (record, key)) in sheet.records.iter().zip(sheet.keys()).enumerate() {
        if corrections.skips_all || corrections.skipped.contains(&key) {
            skipped.insert(index);
        }
        let changed = corrections.fields.get(&key).and_then(|fields| changed(sheet, record, fields));
        if let Some(cells) = changed {
            let (from, to) = record.bytes;
            let old = sheet.text.get(from..to).ok_or(InviteError::NotALine)?;
            text.push_str(sheet.text.get(copied..from).ok_or(InviteError::NotALine)?);
            text.push_str(&line(&cells, sheet.separator)?);
            // The line ends as before: the last one of a file may have no end.
            if old.ends_with('\n') {
                text.push('\n');
            }
            copied = to;
        }
    }
    text.push_str(sheet.text.get(copied..).ok_or(InviteError::NotALine)?);
    Ok((text, skipped))
}

/// The cells of a record with what was posted for it. `None`: that is the same.
fn changed(sheet: &Sheet<'_>, record: &Record, posted: &[Option<String>; COLUMNS.len()]) -> Option<Vec<String>> {
    let before: LineFields = sheet.fields(record);
    let mut cells: Vec<String> = record.cells.iter().map(str::to_owned).collect();
    // Too many cells are one of the errors. Once a field is corrected, they are taken to be corrected too.
    cells.resize(sheet.columns, String::new());
    let mut is_changed = false;
    for ((place, before), posted) in sheet.places.iter().zip(&before).zip(posted) {
        let (Some(place), Some(posted)) = (place, posted) else { continue };
        let posted = one_line(posted);
        if let Some(cell) = cells.get_mut(*place).filter(|_| posted != one_line(before)) {
            *cell = posted;
            is_changed = true;
        }
    }
    is_changed.then_some(cells)
}

/// An input holds one line, so the line ends of a cell are lost in it.
fn one_line(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !matches!(letter, '\r' | '\n')).collect();
    if is_blank(&text) { String::new() } else { text.trim().to_owned() }
}

/// A line of a file, without its end.
fn line(cells: &[String], separator: u8) -> Result<String, InviteError> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(cells).map_err(|_| InviteError::NotALine)?;
    let bytes = writer.into_inner().map_err(|_| InviteError::NotALine)?;
    let line = String::from_utf8(bytes).map_err(|_| InviteError::NotALine)?;
    Ok(line.trim_end_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// The text after these fields were posted for the record at `index`.
    fn after(text: &str, index: usize, posted: [Option<&str>; COLUMNS.len()]) -> String {
        let sheet = Sheet::read(text).unwrap();
        let key = sheet.keys().nth(index).unwrap();
        let fields = HashMap::from([(key, posted.map(|field| field.map(str::to_owned)))]);
        corrected(&sheet, &Corrections { fields, ..Corrections::default() }).unwrap().0
    }

    #[rstest]
    #[case::one_column("email\nx\ny", 1, [None, Some("y@a.example"), None, None, None], "email\nx\ny@a.example")]
    #[case::others_stay(
        "id;email;name\n\n1;x;\"A;\nB\"\n2;y;\n",
        0,
        [Some("A;B"), Some("x@a.example"), None, None, None],
        "id;email;name\n\n1;x@a.example;\"A;\nB\"\n2;y;\n"
    )]
    #[case::said_separator("sep=;\r\nemail;name\r\nx;Ann\r\n", 0, [Some("An;n"), None, None, None, None],
        "sep=;\nemail;name\nx;\"An;n\"\n")]
    #[case::too_few_and_too_many("email,name,role\nx\nA,B,C,D\n", 0, [None, None, None, Some("admin"), None],
        "email,name,role\nx,,admin\nA,B,C,D\n")]
    #[case::too_many("email,name\nA,B,C\n", 0, [Some("Bo"), Some("A"), None, None, None], "email,name\nA,Bo\n")]
    #[case::the_same("email,name\n x ,B,C\n", 0, [Some("B "), Some("x"), None, None, None], "email,name\n x ,B,C\n")]
    #[case::a_missing_column("email\nx\n", 0, [Some("Ann"), Some("x"), None, None, None], "email\nx\n")]
    fn a_correction_is_written_into_its_line(
        #[case] text: &str,
        #[case] index: usize,
        #[case] posted: [Option<&str>; COLUMNS.len()],
        #[case] corrected: &str,
    ) {
        assert_eq!(after(text, index, posted), corrected);
    }

    #[test]
    fn a_line_keeps_its_name_when_others_come_and_go() {
        let keys = |text: &str| Sheet::read(text).unwrap().keys().collect::<Vec<_>>();
        let before = keys("email\na\nx\nx\n");
        assert_eq!(before.iter().collect::<HashSet<_>>().len(), 3, "lines with the same content differ");
        assert_eq!(keys("email\nnew\n\nx\nx\n")[1..], before[1..]);
    }

    #[test]
    fn a_line_stays_skipped_while_it_is_corrected() {
        let sheet = Sheet::read("email\na\nx\n").unwrap();
        let key = sheet.keys().nth(1).unwrap();
        let fields = HashMap::from([(key.clone(), [None, Some("y".to_owned()), None, None, None])]);
        let corrections = Corrections { fields, skipped: HashSet::from([key]), skips_all: false };
        assert_eq!(corrected(&sheet, &corrections).unwrap(), ("email\na\ny\n".to_owned(), HashSet::from([1])));
        let all = Corrections { skips_all: true, ..Corrections::default() };
        assert_eq!(corrected(&sheet, &all).unwrap().1, HashSet::from([0, 1]));
    }
}
