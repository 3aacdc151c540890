//! The list of people.

use crate::admin::{Status, StatusFilter};

pub const PLACEHOLDER: &str = "Name, email or phone";
pub const PERSON: &str = "Person";
pub const ROLE: &str = "Role";
pub const STATUS: &str = "Status";
pub const SECOND_STEP: &str = "Second step";
pub const ANY_STATUS: &str = "Any status";
pub const ANY_ROLE: &str = "Any role";
pub const ADMINS: &str = "Admins";
pub const MEMBERS: &str = "Members";
const ADMIN: &str = "Admin";
const MEMBER: &str = "Member";
const ACTIVE: &str = "Active";
const DEACTIVATED: &str = "Deactivated";
const CLOSED: &str = "Closed";

pub const fn role(is_admin: bool) -> &'static str {
    if is_admin { ADMIN } else { MEMBER }
}

pub fn status(status: &Status) -> String {
    match status {
        Status::Active => ACTIVE.to_owned(),
        Status::Locked { until } => format!("Locked until {until}"),
        Status::Deactivated => DEACTIVATED.to_owned(),
        Status::Closed => CLOSED.to_owned(),
    }
}

pub const fn filter(status: StatusFilter) -> &'static str {
    match status {
        StatusFilter::Active => ACTIVE,
        StatusFilter::Locked => "Locked",
        StatusFilter::Deactivated => DEACTIVATED,
        StatusFilter::Closed => CLOSED,
    }
}

/// `zone` says by whose clock.
pub fn last_seen(zone: &str) -> String {
    format!("Last seen ({zone})")
}

/// What stands in place of the list.
pub const fn nobody(is_searched: bool) -> (&'static str, &'static str) {
    if is_searched {
        ("Nobody was found", "Try the beginning of a name, an address or a phone number, or another status or role.")
    } else {
        ("Nobody is here yet", "Whoever gets an account stands in this list.")
    }
}

pub fn count(many: u32, is_more: bool) -> String {
    let number = thousands(many);
    match (many, is_more) {
        (0, _) => String::new(),
        (_, true) => format!("More than {number} people"),
        (1, false) => "1 person".to_owned(),
        (_, false) => format!("{number} people"),
    }
}

/// `10000` as `10,000`.
fn thousands(number: u32) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
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
