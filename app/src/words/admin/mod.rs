//! Texts of the admin console.

pub mod activity;
pub mod applications;
pub mod audit;
pub mod branding;
pub mod groups;
pub mod invitations;
pub mod messages;
pub mod people;
pub mod person;
pub mod policy;
pub mod reserved;

pub use super::sentences::admin::{
    AUDIT_TITLE as AUDIT, GROUP, LEAD_AUDIT, LEAD_MESSAGES, LEAD_NO_NAME, LEAD_RELEASE, LEAD_RESERVE, LEAD_RESERVED,
    MESSAGES_TITLE as MESSAGES, NEXT, NONE, PAGES, PEOPLE_TITLE as PEOPLE, PREVIOUS, RESERVED_TITLE as RESERVED,
    SEARCH, TO_CONSOLE, TOO_MANY, TOO_MANY_TEXT, lead_people,
};
