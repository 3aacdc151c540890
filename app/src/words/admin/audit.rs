//! Texts of the audit log.

use super::{TOO_MANY, TOO_MANY_TEXT};
use crate::words::Word;
pub use crate::words::sentences::admin::audit::*;

/// Title and text in place of the list.
pub const fn nothing(is_searched: bool, is_too_many: bool) -> (Word, Word) {
    match (is_searched, is_too_many) {
        (_, true) => (TOO_MANY, TOO_MANY_TEXT),
        (true, false) => (NOT_FOUND, NOT_FOUND_TEXT),
        (false, false) => (NONE_YET, NONE_TEXT),
    }
}

/// The header line of the file. It is the same in every language, because programs read it.
pub const COLUMNS: [&str; 9] =
    ["at", "what", "detail", "whom", "who", "ip_address", "browser", "sentence", "application"];
