//! Groups: named sets of people of an organisation. They say who may enter an application, and applications are told
//! them.

use crate::header_value::header_value;
use crate::visible::{is_blank, line};
use std::{fmt, str::FromStr};

/// The most groups of an organisation. A person may be in all of them.
pub const MOST_GROUPS: usize = 1000;

const LONGEST: usize = 100;
const LONGEST_DESCRIPTION: usize = 200;
/// The longest list of groups in a header, in bytes. Many servers refuse a header of more than 8,192 bytes.
const LONGEST_HEADER: usize = 4096;
/// The last entry of a list of groups in a header that is not complete.
const AND_MORE: &str = "...";

/// 1 to 100 characters on one line, without surrounding spaces or invisible characters. It may contain spaces and
/// commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName(String);

/// The text cannot be the name of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a group's name has 1 to 100 characters on one line")]
pub struct NotAGroupName;

impl GroupName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupName {
    type Err = NotAGroupName;

    fn from_str(text: &str) -> Result<Self, NotAGroupName> {
        line(text, LONGEST).map(GroupName).ok_or(NotAGroupName)
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Reads the description of a group: one line of at most 200 characters, or nothing. `None`: it is neither.
pub fn read_description(text: &str) -> Option<String> {
    if is_blank(text) { Some(String::new()) } else { line(text, LONGEST_DESCRIPTION) }
}

/// The groups as the value of a header, in the given order, separated by `,`. In a name, `,`, `%` and everything that
/// is not printable ASCII is percent-encoded as UTF-8. The value has at most 4,096 bytes: if the list is longer, it
/// ends after the last whole name that fits, and `...` is its last entry. A group with the name `...` is `%2E%2E%2E`.
pub fn groups_header(groups: &[GroupName]) -> String {
    let names: Vec<String> = groups.iter().map(entry).collect();
    let all = names.join(",");
    if all.len() <= LONGEST_HEADER {
        return all;
    }
    let mut first = String::new();
    for name in names {
        if first.len() + name.len() + 1 + AND_MORE.len() > LONGEST_HEADER {
            break;
        }
        first.push_str(&name);
        first.push(',');
    }
    first + AND_MORE
}

fn entry(name: &GroupName) -> String {
    if name.as_str() == AND_MORE { "%2E%2E%2E".to_owned() } else { header_value(name.as_str(), b",") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(names: &[&str]) -> Vec<GroupName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_groups_name_is_one_short_line() {
        let name = |text: &str| text.parse::<GroupName>().map(|name| name.to_string());
        assert_eq!(name(" Sales, \u{202e}North\u{3000}"), Ok("Sales, North".to_owned()));
        for text in ["", "  ", "\u{200b}", "a\nb", &"é".repeat(101)] {
            assert_eq!(name(text), Err(NotAGroupName), "{text:?}");
        }
    }

    #[test]
    fn a_description_is_one_line_or_nothing() {
        assert_eq!(read_description(" Since 2026 \u{200b}").as_deref(), Some("Since 2026"));
        assert_eq!(read_description(" \u{feff}").as_deref(), Some(""));
        assert_eq!(read_description("a\nb"), None);
        assert_eq!(read_description(&"é".repeat(201)), None);
    }

    #[test]
    fn a_name_cannot_pretend_to_be_two_groups_or_the_end() {
        let header = groups_header(&groups(&["staff", "a,admin", "50 %2C", "Zürich", "..."]));
        assert_eq!(header, "staff,a%2Cadmin,50 %252C,Z%C3%BCrich,%2E%2E%2E");
        assert_eq!(groups_header(&[]), "");
    }

    #[test]
    fn a_list_that_is_too_long_has_whole_names_and_says_that_there_are_more() {
        // 64 names of 63 bytes and the commas between them are 4,095 bytes: one more letter fits, two do not.
        let (name, fits, too_long) = ("a".repeat(63), "b".repeat(64), "c".repeat(65));
        let mut names = vec![name.as_str(); 64];
        names[63] = &fits;
        assert_eq!(groups_header(&groups(&names)), names.join(","));
        names[63] = &too_long;
        assert_eq!(groups_header(&groups(&names)), format!("{},...", names[..63].join(",")));
    }

    proptest! {
        #[test]
        fn a_header_is_short_and_its_entries_are_the_first_groups(
            names in proptest::collection::vec("[a-z,%é. ]{1,100}", 0..120),
        ) {
            let groups: Vec<GroupName> = names.iter().filter_map(|name| name.parse().ok()).collect();
            let header = groups_header(&groups);
            prop_assert!(header.len() <= LONGEST_HEADER);
            let entries: Vec<&str> = header.split(',').filter(|entry| !entry.is_empty()).collect();
            let is_whole = entries.last() != Some(&AND_MORE);
            let first = if is_whole { &entries[..] } else { &entries[..entries.len() - 1] };
            let wanted: Vec<String> = groups.iter().take(first.len()).map(entry).collect();
            prop_assert_eq!(first, &wanted[..]);
            prop_assert!(!is_whole || first.len() == groups.len());
        }
    }
}
