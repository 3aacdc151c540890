//! "This wasn't me", between its page and its flow.

use super::{RequestBackend, browser, in_words, view};
use crate::flows::not_me;
use app::{backend::Answer, go_to::GoTo, not_me::NotMeScreen, paths};

impl RequestBackend {
    pub(super) async fn alarm(&self, token: &str) -> Answer<NotMeScreen> {
        let alarm = self.answer(not_me::show(&self.house, token).await)?;
        Ok(NotMeScreen {
            organisation: view(alarm.organisation, alarm.is_default),
            token: token.to_owned(),
            account: alarm.account.email.masked(),
            at: in_words(alarm.session.created_at, alarm.account.time_zone.as_deref()),
            browser: browser(&alarm.session.user_agent),
            place: alarm.session.client_address,
            is_over: alarm.is_over,
        })
    }

    pub(super) async fn disowned(&self, token: &str) -> Answer<GoTo> {
        self.answer(not_me::end(&self.house, &self.visitor, token).await)?;
        Ok(GoTo::path(paths::not_me(token)))
    }
}
