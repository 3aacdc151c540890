//! Texts of the pages about groups.

use crate::words::Word;
pub use crate::words::sentences::admin::groups::*;

/// Title and text in place of the list.
pub const fn nothing(is_searched: bool) -> (Word, Word) {
    if is_searched { (NOT_FOUND, NOT_FOUND_TEXT) } else { (NONE_YET, NONE_TEXT) }
}

/// Title and text in place of the members.
pub const fn nobody(is_searched: bool) -> (Word, Word) {
    if is_searched { (NO_MEMBER, NO_MEMBER_TEXT) } else { (NOBODY, NOBODY_TEXT) }
}
