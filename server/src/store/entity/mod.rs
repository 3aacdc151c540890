//! Tables as sea-orm sees them.

pub mod account;
pub mod account_word;
pub mod audit_event;
pub mod authenticator;
pub mod challenge;
pub mod code;
pub mod email_undo;
pub mod half_sign_in;
pub mod invitation;
pub mod known_browser;
pub mod organisation;
pub mod organisation_logo;
pub mod outbox_message;
pub mod passkey;
pub mod passkey_request;
pub mod password;
pub mod password_choice;
pub mod password_failure;
pub mod recovery_code;
pub mod recovery_link;
pub mod recovery_sheet;
pub mod reserved_address;
pub mod session;
pub mod session_alarm;
pub mod sign_up;
pub mod temporary_password;
