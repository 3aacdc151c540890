//! The rules of Portico, shared by browser and server.
//! The crate is pure: no I/O, no clock and no randomness. Time is always an argument.

pub mod activity;
pub mod added_way;
pub mod admin_act;
pub mod application;
pub mod branding;
pub mod challenge;
pub mod color;
pub mod destination;
pub mod email_address;
pub mod fields;
pub mod group;
mod header_value;
pub mod ids;
pub mod invitation;
pub mod language;
pub mod limits;
pub mod lockout;
pub mod message_state;
pub mod method;
mod named;
pub mod onboarding;
pub mod one_time_code;
pub mod passkey;
pub mod password;
pub mod person_name;
pub mod phone_number;
pub mod policy;
pub mod recovery_code;
pub mod refusal;
pub mod return_to;
pub mod secret;
pub mod site_path;
pub mod slug;
pub mod status_filter;
pub mod support_contact;
pub mod temporary_password;
pub mod timestamp;
pub mod totp;
pub mod visible;

pub use activity::AuditEventKind;
pub use added_way::AddedWay;
pub use admin_act::AdminAct;
pub use branding::Branding;
pub use challenge::{Challenge, IssuedCode};
pub use color::Color;
pub use destination::{Channel, Destination};
pub use email_address::EmailAddress;
pub use fields::Fields;
pub use group::GroupName;
pub use ids::{
    AccountId, ApplicationId, ChallengeId, GroupId, ImportId, InvitationId, OrganisationId, PasskeyId,
    PasskeyRequestId, ReservationId,
};
pub use invitation::InvitationCode;
pub use language::LanguageTag;
pub use lockout::{Failures, WrongPassword};
pub use message_state::MessageState;
pub use method::{Credential, Method};
pub use one_time_code::OneTimeCode;
pub use passkey::PasskeyName;
pub use password::{Password, PasswordRules};
pub use person_name::PersonName;
pub use phone_number::PhoneNumber;
pub use policy::{Policy, Preset};
pub use recovery_code::RecoveryCode;
pub use refusal::Refusal;
pub use return_to::ReturnTo;
pub use secret::Secret;
pub use site_path::SitePath;
pub use slug::Slug;
pub use status_filter::StatusFilter;
pub use support_contact::SupportContact;
pub use temporary_password::TemporaryPassword;
pub use timestamp::{Seconds, Timestamp};
pub use totp::TotpSecret;
