//! Texts of the list of messages and their delivery.

use super::{TOO_MANY, TOO_MANY_TEXT};
use crate::words::Word;
pub use crate::words::sentences::admin::messages::*;

/// Title and text in place of the list.
pub const fn nothing(is_searched: bool, is_too_many: bool) -> (Word, Word) {
    match (is_searched, is_too_many) {
        (_, true) => (TOO_MANY, TOO_MANY_TEXT),
        (true, false) => (NOT_FOUND, NOT_FOUND_TEXT),
        (false, false) => (NONE_YET, NONE_TEXT),
    }
}

/// The name of a message. `template` is the name of its template.
pub fn name(template: &str) -> Word {
    match template {
        "sign_in_code" => NAME_SIGN_IN_CODE,
        "sign_up_code" => NAME_SIGN_UP_CODE,
        "already_registered" => NAME_ALREADY_REGISTERED,
        "address_reserved" => NAME_ADDRESS_RESERVED,
        "proof_code" => NAME_PROOF_CODE,
        "new_email_code" => NAME_NEW_EMAIL_CODE,
        "email_changed" => NAME_EMAIL_CHANGED,
        "account_changed" => NAME_ACCOUNT_CHANGED,
        "changed_by_admin" => NAME_CHANGED_BY_ADMIN,
        "sign_in_locked" => NAME_SIGN_IN_LOCKED,
        "recovery_link" => NAME_RECOVERY_LINK,
        "confirm_reset" => NAME_CONFIRM_RESET,
        "temporary_password" => NAME_TEMPORARY_PASSWORD,
        "account_deactivated" => NAME_ACCOUNT_DEACTIVATED,
        "password_changed" => NAME_PASSWORD_CHANGED,
        "new_sign_in" => NAME_NEW_SIGN_IN,
        "invitation" => NAME_INVITATION,
        "email_confirmed" => NAME_EMAIL_CONFIRMED,
        "first_password" => NAME_FIRST_PASSWORD,
        "invitation_wanted" => NAME_INVITATION_WANTED,
        _ => NAME_OTHER,
    }
}
