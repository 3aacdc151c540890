//! Texts of the invitation pages, before the account exists.

pub use super::sentences::invitation::*;
use domain::Seconds;

pub fn by_password(good_for: Seconds) -> String {
    confirmed::by_password_hours(good_for.0 / 3600)
}

pub fn expired_text(organisation: &str, good_for: Seconds) -> String {
    expired::text_days(good_for.0 / 86_400, organisation)
}
