//! The audit log.

pub const PERSON: &str = "Person";
pub const PLACEHOLDER: &str = "Whole email address";
pub const KIND: &str = "Kind";
pub const ANY_KIND: &str = "Any kind";
pub const FROM: &str = "From day";
pub const UNTIL: &str = "Until day";
pub const WHAT: &str = "What";
pub const WHOM: &str = "Whom";
pub const WHO: &str = "Who";
pub const WHERE: &str = "Where";
pub const EXPORT: &str = "Export CSV";
pub const UNREADABLE: &str = "Enter a whole email address, and days like 2026-11-22";
/// Where something came from that the operator did.
pub const COMMAND_LINE: &str = "Command line";
/// Who did it, where nobody is known to have.
pub const NOBODY: &str = "–";

/// `zone` says by whose clock.
pub fn when(zone: &str) -> String {
    format!("When ({zone})")
}

/// What stands in place of the list.
pub const fn nothing(is_searched: bool) -> (&'static str, &'static str) {
    if is_searched {
        ("Nothing was found", "Try another person, kind or time.")
    } else {
        ("Nothing here yet", "Whoever signs in, and whatever changes, is noted in this list.")
    }
}

/// The first line of the file.
pub const COLUMNS: [&str; 8] = ["at", "what", "detail", "whom", "who", "ip_address", "browser", "sentence"];
