//! Texts of the invitation pages, before the account exists.

use super::Word;
pub use super::sentences::invitation::*;
use crate::invitation::InvitationPage;
use domain::Seconds;

/// The title of the browser tab.
pub const fn title(page: &InvitationPage) -> Word {
    match page {
        InvitationPage::Enter { .. } | InvitationPage::Used | InvitationPage::Unknown => PAGE_TITLE,
        InvitationPage::Confirmed { .. } => confirmed::TITLE,
        InvitationPage::Expired { .. } => PAGE_TITLE,
        InvitationPage::Asked => asked::TITLE,
    }
}

pub fn by_password(good_for: Seconds) -> String {
    confirmed::by_password_hours(good_for.0 / 3600)
}

pub fn expired_text(organisation: &str, good_for: Seconds) -> String {
    expired::text_days(good_for.0 / 86_400, organisation)
}
