//! The names that nearly every story imports.

pub use super::{
    acts::{Person, challenge_in},
    answer::{Answer, INVALID_CODE, too_many, wrong_password},
    browser::{
        Browser,
        Style::{self, Client, Form},
    },
    clock_and_random::{SeededRandom, TestClock},
    database::{
        Database::{self, Postgres, Sqlite},
        Kind, TestDatabase,
    },
    device::{Device, app_code, key_of},
    line::{Line, Mode},
    log::Log,
    mail::{Mood, TestMail},
    people::{APPLICATION, NUMBER, PASSWORD},
    relay::{PASSWORD as RELAY_PASSWORD, Relay, USER as RELAY_USER},
    texts::TestTexts,
    world::{ADMIN, CODE, NEW_SIGN_IN, OWNER, PUBLIC_URL, STRANGER, TENANT, World, wrong},
};
pub use app::{
    ApiError::{self, Refused, SignedOut},
    admin::AdminPage,
    page::PageData,
    settings::SettingsPage,
};
pub use domain::{
    AuditEventKind, ChallengeId, Preset, Seconds, Timestamp,
    refusal::{CodeRefusal, FormField, PasswordRefusal, PhoneRefusal, Refusal},
};
pub use rstest::rstest;
pub use rstest_reuse::apply;
pub use store::accounts::Role;

pub(crate) use super::{matrix, threaded_matrix};
