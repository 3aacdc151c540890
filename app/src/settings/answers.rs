//! Where the actions of a signed-in user lead, and what the handlers of all pages of the settings need.

pub(super) use super::page::Done;
pub(super) use crate::{
    paths::SettingsAddress,
    server::{Answer, WebRequest, web_request},
    typed::Typed,
};
pub(super) use service::{
    account::{SignedIn, recently_authenticated},
    failure::Failure,
};

use crate::{
    ApiError, paths,
    redirect::Redirect,
    server::{cookies, parameter},
};
use domain::{Refusal, ReturnTo};
use service::{codes::CodeSent, settings::Changed, sign_in::return_to, welcome};
use store::{Cursor, challenges::Purpose};

/// Sessions, or events, on one page of their full lists.
pub(super) const A_PAGE: u64 = 30;
const EMAIL_CHANGED: Done = Done::new("email");
const PHONE_VERIFIED: Done = Done::new("phone");

impl WebRequest {
    pub(crate) async fn has_first_password(&self, signed_in: &SignedIn) -> Answer<bool> {
        self.answer(welcome::has_first_password(&self.cx.app, signed_in).await.map_err(Failure::Broken))
    }

    /// Sets the session cookie again, because the change renewed the session token.
    pub(crate) fn changed(&self, outcome: Result<Changed, Failure>) -> Answer<()> {
        let changed = self.answer(outcome)?;
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        Ok(())
    }

    pub(crate) fn code_sent(&self, outcome: Result<CodeSent, Failure>) -> Answer<Redirect> {
        let sent = self.answer(outcome)?;
        self.forget_form();
        Ok(self.sent(&sent))
    }

    /// After a code has confirmed a change: sets the cookie of the renewed session, and redirects.
    pub(crate) fn confirmed(&self, changed: Changed) -> Redirect {
        self.set_cookie(cookies::session(&changed.session, changed.kept));
        match (changed.purpose, changed.next) {
            (Some(Purpose::Proof | Purpose::NewPhone), Some(next)) => Redirect::path(own_path(next.to_string())),
            (Some(Purpose::NewEmail), _) => done(SettingsAddress::Account, EMAIL_CHANGED),
            (Some(Purpose::NewPhone), _) => done(SettingsAddress::Account, PHONE_VERIFIED),
            _ => to(SettingsAddress::Account),
        }
    }

    /// If the user has to reauthenticate, redirects there and then to `next`, and keeps `typed` until then. Returns any
    /// other error.
    pub(crate) fn to_proof(
        &self,
        error: ApiError,
        next: SettingsAddress,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<Redirect> {
        self.to_proof_at(error, paths::proof(next, None), typed)
    }

    /// Like `to_proof`, for a user who continues to `wanted` after the page `next`. `wanted` is not checked yet.
    pub(crate) fn to_proof_from(
        &self,
        signed_in: &SignedIn,
        error: ApiError,
        next: SettingsAddress,
        wanted: &str,
        typed: Option<Typed>,
    ) -> Answer<Redirect> {
        let return_to = return_to(&signed_in.organisation, wanted);
        let page = paths::proof(next, return_to.as_ref().map(ReturnTo::as_str));
        self.to_proof_at(error, page, typed.map(|typed| (signed_in, typed)))
    }

    /// If the user has to reauthenticate, keeps `typed` and redirects to `page`, which is the page for
    /// reauthentication. Returns any other error.
    pub(crate) fn to_proof_at(
        &self,
        error: ApiError,
        page: String,
        typed: Option<(&SignedIn, Typed)>,
    ) -> Answer<Redirect> {
        match error {
            ApiError::Refused(Refusal::ReauthenticationRequired) => {
                if let Some((signed_in, typed)) = typed {
                    self.keep_until_proven(signed_in, &page, &typed);
                }
                Ok(Redirect::path(page))
            }
            error => Err(error),
        }
    }
}

pub(crate) fn to(page: SettingsAddress) -> Redirect {
    Redirect::path(page.path().to_owned())
}

pub(crate) fn done(page: SettingsAddress, done: Done) -> Redirect {
    Redirect::path(paths::done(page, done.name()))
}

/// Redirects to `page`, from where the user continues to `wanted` if the organisation allows it.
pub(crate) fn coming_from(signed_in: &SignedIn, page: SettingsAddress, wanted: &str) -> Redirect {
    let return_to = return_to(&signed_in.organisation, wanted);
    Redirect::path(paths::coming_from(page, return_to.as_ref().map(ReturnTo::as_str)))
}

/// Where reauthentication leads: to `next` if that is allowed, otherwise to the first page of the settings.
pub(crate) fn own_path(next: String) -> String {
    if paths::takes_proof(&next) { next } else { paths::SETTINGS_ACCOUNT.to_owned() }
}

pub(crate) fn place_in(query: &str) -> Option<Cursor> {
    parameter(query, paths::BEFORE)?.parse().ok()
}
