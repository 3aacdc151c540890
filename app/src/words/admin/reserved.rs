//! Texts of the reserved addresses.

pub use crate::words::sentences::admin::reserved::*;

/// `now` is the current address of the account, if it has one.
pub fn changed(now: Option<&str>) -> String {
    match now {
        Some(now) => changed_to(now),
        None => CHANGED_AWAY.into(),
    }
}

pub fn by_admin(who: Option<&str>, reason: &str) -> String {
    match who {
        Some(who) => reserved_by(who, reason),
        None => reserved_for(reason),
    }
}
