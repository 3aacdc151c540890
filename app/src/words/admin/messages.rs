//! Messages and what became of them.

use crate::admin::MessageState;

pub const MESSAGE: &str = "Message";
pub const TO: &str = "To";
pub const STATE: &str = "State";
pub const TRIES: &str = "Tries";
pub const ANY_STATE: &str = "Any state";
pub const RECIPIENT: &str = "Recipient";
pub const PLACEHOLDER: &str = "Whole email address or phone number";
pub const UNREADABLE: &str = "Enter a whole email address, or a phone number like +12015550123";

/// `zone` says by whose clock.
pub fn when(zone: &str) -> String {
    format!("Written ({zone})")
}

pub const fn state(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "Queued",
        MessageState::Retried => "Retried",
        MessageState::Sent => "Sent",
        MessageState::Delivered => "Delivered",
        MessageState::Undelivered => "Not delivered",
        MessageState::Failed => "Failed",
        MessageState::GivenUp => "Given up",
    }
}

/// What stands in place of the list.
pub const fn nothing(is_searched: bool) -> (&'static str, &'static str) {
    if is_searched {
        ("No message was found", "Messages are kept here for 30 days after they left.")
    } else {
        ("No messages yet", "Every email and text that is written stands in this list.")
    }
}

/// What a message is called, by its template.
pub fn name(template: &str) -> &'static str {
    match template {
        "sign_in_code" => "Sign-in code",
        "sign_up_code" => "Code for a new account",
        "already_registered" => "There is an account already",
        "address_reserved" => "The address can't be used",
        "proof_code" => "Code before a change",
        "new_email_code" => "Code for a new address",
        "email_changed" => "Email address changed",
        "account_changed" => "Account changed",
        "changed_by_admin" => "Changed by an admin",
        "sign_in_locked" => "Password paused",
        "recovery_link" => "Link to a new password",
        "confirm_reset" => "Confirm a reset",
        "temporary_password" => "Temporary password",
        "account_deactivated" => "The account is deactivated",
        "password_changed" => "Password changed",
        "new_sign_in" => "Sign-in from a new browser",
        _ => "Message",
    }
}
