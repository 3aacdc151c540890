//! The names that nearly every story imports.

pub use super::acts::{Person, challenge_in};
pub use super::answer::{Answer, INVALID_CODE, too_many, wrong_password};
pub use super::applications::{new_application, new_group};
pub use super::browser::Browser;
pub use super::browser::Style::{self, Client, Form};
pub use super::clock_and_random::{SeededRandom, TestClock};
pub use super::database::Database::{self, Postgres, Sqlite};
pub use super::database::{Kind, TestDatabase};
pub use super::device::{Device, app_code, key_of};
pub use super::line::{Line, Mode};
pub use super::log::Log;
pub use super::mail::{Mood, TestMail};
pub use super::oauth::{
    CHALLENGE, RelyingParty, Tokens, VERIFIER, form, parameters_of, verified_token, verify_id_token,
};
pub use super::people::{APPLICATION, NUMBER, PASSWORD};
pub use super::program::{portico, portico_on, portico_with, status_of};
pub use super::relay::{PASSWORD as RELAY_PASSWORD, Relay, USER as RELAY_USER};
pub use super::texts::TestTexts;
pub use super::world::{ADMIN, CODE, NEW_SIGN_IN, OWNER, PUBLIC_URL, STRANGER, TENANT, World, wrong};
pub use app::ApiError::{self, Refused, SignedOut};
pub use app::admin::AdminPage;
pub use app::page::PageData;
pub use app::settings::SettingsPage;
pub use domain::refusal::{CodeRefusal, FormField, PasswordRefusal, PhoneRefusal, Refusal};
pub use domain::{AuditEventKind, ChallengeId, Preset, Seconds, Timestamp};
pub use rstest::rstest;
pub use rstest_reuse::apply;
pub use store::accounts::Role;

pub(crate) use super::{matrix, threaded_matrix};
