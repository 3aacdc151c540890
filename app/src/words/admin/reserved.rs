//! Reserved addresses.

pub const ADDRESS: &str = "Address";
pub const WHY: &str = "Why";
pub const RESERVE: &str = "Reserve an address";
pub const RESERVE_BUTTON: &str = "Reserve";
pub const RELEASE: &str = "Release";
pub const RELEASE_TITLE: &str = "Release this address?";
pub const REASON: &str = "Reason";
pub const REASON_HINT: &str = "It stands in the audit log. At most 200 characters.";
pub const NOT_A_REASON: &str = "Enter a reason on one line, at most 200 characters";
pub const IN_USE: &str = "This address is reserved already, or somebody here has it.";
pub const NONE: &str = "No address is reserved";
pub const NONE_TEXT: &str =
    "An address is kept here when somebody changes it or closes their account, and when you reserve one.";
pub const CLOSED: &str = "Its account was closed";

/// `zone` says by whose clock.
pub fn since(zone: &str) -> String {
    format!("Since ({zone})")
}

/// `now` is the address that the account has.
pub fn changed(now: Option<&str>) -> String {
    match now {
        Some(now) => format!("Changed to {now}"),
        None => "Changed to another".to_owned(),
    }
}

pub fn by_admin(who: Option<&str>, reason: &str) -> String {
    match who {
        Some(who) => format!("Reserved by {who}: {reason}"),
        None => format!("Reserved: {reason}"),
    }
}
