//! Everything that a test needs: an application context with its own database, clock, randomness and mail, and browsers
//! that send requests to the real router.

mod acts;
mod answer;
mod app;
mod browser;
mod clock;
mod database;
mod device;
mod line;
mod mail;
mod people;
mod postgres;
mod random;
mod relay;
mod texts;
mod world;

pub use acts::Person;
pub use answer::{Answer, Refused};
pub use app::{app_code, key_of};
pub use browser::{Browser, Style};
pub use clock::TestClock;
pub use database::{Database, Kind, TestDatabase};
pub use device::Device;
pub use line::{Line, Mode};
pub use mail::{Mood, TestMail};
pub use people::{APPLICATION, PASSWORD};
pub use random::SeededRandom;
pub use relay::{PASSWORD as RELAY_PASSWORD, Relay, USER as RELAY_USER};
pub use texts::TestTexts;
pub use world::{ADMIN, CODE, NEW_SIGN_IN, OWNER, PUBLIC_URL, STRANGER, TENANT, World, wrong};
