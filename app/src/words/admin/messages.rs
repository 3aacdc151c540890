//! Texts of the list of messages and their delivery.

use super::{TOO_MANY, TOO_MANY_TEXT};
pub use crate::words::sentences::admin::messages::*;
use crate::words::{Word, by_name};
use domain::MessageState;

static STATES: [Word; MessageState::ALL.len()] = by_name(BY_KEY, "", MessageState::NAMES);

pub fn state(state: MessageState) -> Word {
    STATES[state as usize]
}

/// Title and text in place of the list.
pub const fn nothing(is_searched: bool, is_too_many: bool) -> (Word, Word) {
    match (is_searched, is_too_many) {
        (_, true) => (TOO_MANY, TOO_MANY_TEXT),
        (true, false) => (NOT_FOUND, NOT_FOUND_TEXT),
        (false, false) => (NONE_YET, NONE_TEXT),
    }
}

/// The name of a message. `template` is the name of its template, which is the key of the sentence.
pub fn name(template: &str) -> Word {
    names::BY_KEY.iter().find(|(key, _)| *key == template).map_or(NAME_OTHER, |(_, word)| *word)
}
