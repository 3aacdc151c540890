//! The page behind the "This wasn't me" link of a sign-in alert, and ending the session that the user reports there.

use crate::{
    not_me::NotMeScreen,
    paths,
    redirect::Redirect,
    server::{Answer, WebRequest, browser, in_words, view},
};
use service::not_me;

impl WebRequest {
    pub(crate) async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen> {
        let alarm = self.answer(not_me::show(&self.cx.app, token).await)?;
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

    pub(crate) async fn was_not_me(&self, token: &str) -> Answer<Redirect> {
        self.answer(not_me::end(&self.cx, token).await)?;
        Ok(Redirect::path(paths::not_me(token)))
    }
}
