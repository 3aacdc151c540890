//! Redirects after the actions of a signed-in user, and other helpers that several pages of the settings share.

use super::frame::NavSection;
use super::page::Done;
use crate::paths::Route;
use crate::prelude::*;
use domain::ReturnTo;
use service::{codes::CodeSent, onboarding, settings::Changed, sign_in::return_to};
use store::{Cursor, challenges::Purpose};

/// How many sessions, or events, one page of their full list shows.
pub(super) const A_PAGE: u64 = 30;
const EMAIL_CHANGED: Done = Done::new("email");
const PHONE_VERIFIED: Done = Done::new("phone");

impl WebRequest {
    pub(crate) async fn has_first_password(&self, signed_in: &SignedIn) -> Answer<bool> {
        Ok(onboarding::has_first_password(&self.cx.app, signed_in).await?)
    }

    /// Sets the session cookie again, because a change of credentials has renewed the session token.
    pub(crate) fn renew_session(&self, changed: &Changed) {
        self.set_cookie(cookies::session(&changed.session, changed.kept));
    }

    /// Redirects to the code screen after a code was sent that confirms a change, and forgets the values of its form.
    pub(crate) fn change_code_sent(&self, sent: &CodeSent) -> Redirect {
        self.forget_kept_form();
        self.code_sent(sent)
    }

    /// After a code has confirmed a change: sets the cookie of the renewed session, and redirects.
    pub(crate) fn confirmed(&self, changed: Changed) -> Redirect {
        self.renew_session(&changed);
        match (changed.purpose, changed.next) {
            (Some(Purpose::Reauthentication | Purpose::NewPhone), Some(next)) => {
                Redirect::path(own_path(next.to_string()))
            }
            (Some(Purpose::NewEmail), _) => done(SettingsRoute::Account, EMAIL_CHANGED),
            (Some(Purpose::NewPhone), _) => done(SettingsRoute::Account, PHONE_VERIFIED),
            (None | Some(Purpose::Reauthentication | Purpose::SignIn | Purpose::SignUp | Purpose::SecondStep), _) => {
                to(SettingsRoute::Account)
            }
        }
    }

    /// If the user has to reauthenticate, keeps `draft` and redirects to reauthentication, which leads to `next`.
    /// Returns any other failure.
    pub(crate) fn reauthenticate(
        &self,
        failure: Failure,
        next: SettingsRoute,
        draft: Option<(&SignedIn, FormDraft)>,
    ) -> Answer<Redirect> {
        self.reauthenticate_at(failure, paths::reauthentication(next, None), draft)
    }

    /// Like `reauthenticate`, for a user who continues to `wanted` after the page `next`. `wanted` is not checked yet.
    pub(crate) fn reauthenticate_from(
        &self,
        signed_in: &SignedIn,
        failure: Failure,
        next: SettingsRoute,
        wanted: &str,
        draft: Option<FormDraft>,
    ) -> Answer<Redirect> {
        let return_to = return_to(&signed_in.organisation, wanted);
        let page = paths::reauthentication(next, return_to.as_ref().map(ReturnTo::as_str));
        self.reauthenticate_at(failure, page, draft.map(|draft| (signed_in, draft)))
    }

    /// If the user has to reauthenticate, keeps `draft` and redirects to `page`, which is the page for
    /// reauthentication. Returns any other failure.
    pub(crate) fn reauthenticate_at(
        &self,
        failure: Failure,
        page: String,
        draft: Option<(&SignedIn, FormDraft)>,
    ) -> Answer<Redirect> {
        match failure {
            Failure::Refused(Refusal::ReauthenticationRequired) => {
                if let Some((signed_in, draft)) = draft {
                    self.keep_draft_until_reauthenticated(signed_in, &page, &draft);
                }
                Ok(Redirect::path(page))
            }
            failure => Err(failure),
        }
    }
}

/// Redirects to `page`.
pub(crate) fn to(page: SettingsRoute) -> Redirect {
    Redirect::path(page.path().to_owned())
}

/// Redirects to `page`, which then reports what was done.
pub(crate) fn done(page: SettingsRoute, done: Done) -> Redirect {
    Redirect::path(paths::done(page, done.name()))
}

/// Redirects to `page`, from where the user continues to `wanted` if the organisation allows it.
pub(crate) fn coming_from(signed_in: &SignedIn, page: SettingsRoute, wanted: &str) -> Redirect {
    let return_to = return_to(&signed_in.organisation, wanted);
    Redirect::path(paths::coming_from(page, return_to.as_ref().map(ReturnTo::as_str)))
}

/// Where reauthentication leads: to `next` if that is allowed, otherwise to the first page of the settings.
pub(crate) fn own_path(next: String) -> String {
    if paths::may_follow_reauthentication(&next) { next } else { paths::SETTINGS_ACCOUNT.to_owned() }
}

/// Where the user goes who cancels the reauthentication that leads to `next`: to the page before it. Nothing has changed
/// there.
pub(crate) fn before(next: &str) -> String {
    let (page, query) = next.split_once('?').unwrap_or((next, ""));
    let is_inside = |wanted: &String| paths::is_onboarding(wanted) || paths::is_entry(wanted);
    match Route::of(page) {
        Some(Route::Settings(_)) => {
            let wanted = parameter(query, paths::RETURN_TO).filter(is_inside);
            wanted.unwrap_or_else(|| NavSection::before(next).path().to_owned())
        }
        Some(Route::Admin(page)) => page.without_reauthentication().path(),
        // The page that says what the application asks for.
        _ if paths::is_entry(next) => next.to_owned(),
        // The steps of the onboarding ask for reauthentication again.
        _ => paths::ACCOUNT.to_owned(),
    }
}

/// The cursor before which the requested page of a list starts. `None`: it is the first page.
pub(crate) fn cursor_in(query: &str) -> Option<Cursor> {
    parameter(query, paths::BEFORE)?.parse().ok()
}
