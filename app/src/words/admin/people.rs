//! Texts of the list of people.

pub use crate::words::sentences::admin::people::*;
use crate::words::{Word, by_name};
use domain::StatusFilter;

static STATUSES: [Word; StatusFilter::ALL.len()] = by_name(BY_KEY, "", StatusFilter::NAMES);

/// The label of a choice in the filter.
pub fn status(status: StatusFilter) -> Word {
    STATUSES[status as usize]
}

/// The header line of the file. It is the same in every language, because programs read it; the first five are those of
/// a file to import.
pub const COLUMNS: [&str; 8] = ["name", "email", "phone", "role", "groups", "status", "last_seen", "created"];

pub const fn role(is_admin: bool) -> Word {
    if is_admin { ADMIN } else { MEMBER }
}

/// Title and text in place of the list.
pub const fn nobody(is_searched: bool) -> (Word, Word) {
    if is_searched { (NOT_FOUND, NOT_FOUND_TEXT) } else { (NOBODY_YET, NOBODY_TEXT) }
}

pub fn count(many: u32, is_more: bool) -> String {
    match (many, is_more) {
        (0, _) => String::new(),
        (_, true) => more_than(number(many)),
        (1, false) => ONE_PERSON.into(),
        (_, false) => so_many(number(many)),
    }
}

/// Writes `10000` as `10,000`.
fn number(number: u32) -> String {
    if number < 1000 { number.to_string() } else { thousands(number / 1000, format_args!("{:03}", number % 1000)) }
}

#[cfg(test)]
mod tests {
    use super::count;
    use rstest::rstest;

    #[rstest]
    #[case(0, false, "")]
    #[case(1, false, "1 person")]
    #[case(999, false, "999 people")]
    #[case(2_018, false, "2,018 people")]
    #[case(10_000, true, "More than 10,000 people")]
    fn a_count_says_no_more_than_is_known(#[case] many: u32, #[case] is_more: bool, #[case] words: &str) {
        assert_eq!(count(many, is_more), words);
    }
}
