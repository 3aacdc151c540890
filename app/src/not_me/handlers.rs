//! The page behind the "This wasn't me" link of a sign-in alert, and ending the session that the user reports there.

use crate::{
    not_me::NotMeScreen,
    paths,
    redirect::Redirect,
    server::{Answer, WebRequest, browser, in_words, view},
};
use service::sign_in_alert;

impl WebRequest {
    pub(crate) async fn not_me_screen(&self, token: &str) -> Answer<NotMeScreen> {
        let alert = self.answer(sign_in_alert::show(&self.cx.app, token).await)?;
        Ok(NotMeScreen {
            organisation: view(alert.organisation, alert.is_default),
            token: token.to_owned(),
            account: alert.account.email.masked(),
            at: in_words(alert.session.created_at, alert.account.time_zone.as_deref()),
            browser: browser(&alert.session.user_agent),
            place: alert.session.client_address,
            is_over: alert.is_over,
        })
    }

    pub(crate) async fn was_not_me(&self, token: &str) -> Answer<Redirect> {
        self.answer(sign_in_alert::report(&self.cx, token).await)?;
        Ok(Redirect::path(paths::not_me(token)))
    }
}
