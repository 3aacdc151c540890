//! The audit log.

use crate::words::Word;
pub use crate::words::sentences::admin::audit::*;

/// What stands in place of the list.
pub const fn nothing(is_searched: bool) -> (Word, Word) {
    if is_searched { (NOT_FOUND, NOT_FOUND_TEXT) } else { (NONE_YET, NONE_TEXT) }
}

/// The first line of the file; for programs, the same in every language.
pub const COLUMNS: [&str; 8] = ["at", "what", "detail", "whom", "who", "ip_address", "browser", "sentence"];
