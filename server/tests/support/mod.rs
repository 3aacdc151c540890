//! A whole house for one test: its own database, clock, chance, mail, and browsers that knock at the real router.

mod answer;
mod browser;
mod clock;
mod database;
mod mail;
mod postgres;
mod random;
mod texts;
mod world;

pub use answer::Answer;
pub use browser::{Browser, Style};
pub use clock::TestClock;
pub use database::{Database, Kind, TestDatabase};
pub use mail::{Mood, TestMail};
pub use random::SeededRandom;
pub use texts::TestTexts;
pub use world::{OWNER, STRANGER, TENANT, World, wrong};
