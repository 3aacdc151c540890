//! Parses the fields of a form, and keeps them in a cookie while the user reauthenticates or signs in again, so that
//! the page still has them afterwards. Secrets are never kept, and another account that signs in to the same browser
//! does not get the values.

use super::cookies;
use super::request::{Answer, WebRequest};
use crate::paths::{self, Route};
use crate::submission::FormDraft;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::refusal::{FormField, Refusal};
use domain::{ChallengeId, EmailAddress, Fields, Password, Slug};
use service::account::SignedIn;
use store::TokenHash;

/// Parses the slug of an organisation from a form field. Empty means the default organisation.
pub(crate) fn slug(text: &str) -> Answer<Option<Slug>> {
    let unknown = |_| Refusal::NoSuchOrganisation.into();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(unknown) }
}

/// Parses an email address from a form field.
pub(crate) fn email_address(text: &str) -> Answer<EmailAddress> {
    text.parse().map_err(|_| Refusal::InvalidField(FormField::Email).into())
}

/// Refuses what no policy accepts as a password. No attempt is counted then.
pub(crate) fn possible_password(password: Password) -> Answer<Password> {
    if password.is_possible() { Ok(password) } else { Err(Refusal::InvalidField(FormField::Password).into()) }
}

/// A parameter of a query string, unchecked.
pub fn parameter(query: &str, wanted: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// A parameter of a query string, unchecked. `None` if a form posted without script was refused and led back to its
/// page: the refusal is newer than what the parameter tells.
pub(crate) fn unless_refused(query: &str, wanted: &str) -> Option<String> {
    match parameter(query, paths::REFUSAL) {
        Some(_) => None,
        None => parameter(query, wanted),
    }
}

/// The challenge whose address or number the form of a page is filled with.
pub(crate) fn filling_challenge(query: &str) -> Option<ChallengeId> {
    unless_refused(query, paths::FILLED_FROM)?.parse().ok()
}

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";
const COUNTRY: &str = "country";
const TIME_ZONE: &str = "time_zone";
const ROLE: &str = "role";
const ADMIN: &str = "admin";

impl WebRequest {
    /// Keeps the values until the reauthentication page at `reauthentication` leads back to the form.
    pub(crate) fn keep_draft_until_reauthenticated(
        &self,
        signed_in: &SignedIn,
        reauthentication: &str,
        draft: &FormDraft,
    ) {
        self.keep_draft(&name_of(signed_in, reauthentication), draft, None);
    }

    /// Like `keep_draft_until_reauthenticated`, with the name and the value of a field that a draft does not have.
    pub(crate) fn keep_draft_with(
        &self,
        signed_in: &SignedIn,
        reauthentication: &str,
        draft: &FormDraft,
        field: (&str, &str),
    ) {
        self.keep_draft(&name_of(signed_in, reauthentication), draft, Some(field));
    }

    /// The value of the field that `keep_draft_with` kept.
    pub(crate) fn kept_with_draft(&self, signed_in: &SignedIn, reauthentication: &str, field: &str) -> Option<String> {
        let kept = self.form.as_ref()?;
        cookies::is_form(kept, &name_of(signed_in, reauthentication)).then(|| kept.get(field).to_owned())
    }

    /// Keeps the values of a form whose session has ended, until the account that signed in here last signs in again.
    pub(crate) fn keep_draft_until_signed_in(&self, draft: &FormDraft) {
        if let (Some(page), Some(browser)) = (reauthentication_of(&self.page), self.cx.known_browsers.first()) {
            self.keep_draft(&name_in(&browser.hash(), &page), draft, None);
        }
    }

    fn keep_draft(&self, name: &str, draft: &FormDraft, field: Option<(&str, &str)>) {
        let mut fields = Fields::default();
        fields.set(NAME, draft.name.as_str());
        fields.set(EMAIL, draft.email.as_str());
        fields.set(PHONE, draft.phone.as_str());
        fields.set(COUNTRY, draft.country.as_str());
        fields.set(ROLE, if draft.is_admin { ADMIN } else { "" });
        if let Some((name, value)) = field {
            fields.set(name, value);
        }
        if let Some(time_zone) = &draft.time_zone {
            fields.set(TIME_ZONE, time_zone.as_str());
        }
        if let Some(cookie) = cookies::form(name, &fields) {
            self.set_cookie(cookie);
            self.forget_draft();
        }
    }

    /// The values typed on the page to which the reauthentication page at `reauthentication` leads. The values of a
    /// form that was posted without script and refused are newer, so they take precedence.
    pub(crate) fn draft_of(&self, signed_in: &SignedIn, reauthentication: &str) -> FormDraft {
        match (&self.draft, self.kept_for(signed_in, reauthentication)) {
            (Some(draft), _) => draft.clone(),
            (None, Some(kept)) => read(kept),
            (None, None) => FormDraft::default(),
        }
    }

    /// Like `draft_of`. If nothing was typed there, what a link on the code screen fills the form with.
    pub(crate) async fn draft_or_filled(
        &self,
        signed_in: &SignedIn,
        reauthentication: &str,
        query: &str,
    ) -> Answer<FormDraft> {
        match self.draft_of(signed_in, reauthentication) {
            draft if draft == FormDraft::default() => self.draft_of_code(signed_in.organisation.id, query).await,
            draft => Ok(draft),
        }
    }

    /// Keeps what a link on the code screen fills the form of `page` with. Another code is sent now, and then this
    /// browser may no longer know the first challenge.
    pub(crate) async fn keep_filled_draft(&self, signed_in: &SignedIn, page: &str) -> Answer<()> {
        let (_, query) = page.split_once('?').unwrap_or_default();
        let draft = self.draft_of_code(signed_in.organisation.id, query).await?;
        if draft != FormDraft::default()
            && let Some(reauthentication) = reauthentication_of(page)
        {
            self.keep_draft_until_reauthenticated(signed_in, &reauthentication, &draft);
        }
        Ok(())
    }

    /// The kept values of the page to which the reauthentication page at `reauthentication` leads.
    fn kept_for(&self, signed_in: &SignedIn, reauthentication: &str) -> Option<&Fields> {
        let browser = signed_in.session.known_browser.as_ref();
        self.form.as_ref().filter(|kept| {
            cookies::is_form(kept, &name_of(signed_in, reauthentication))
                || browser.is_some_and(|browser| cookies::is_form(kept, &name_in(browser, reauthentication)))
        })
    }

    /// Forgets the kept values of one page. Those of another page stay.
    pub(crate) fn forget_kept_for(&self, signed_in: &SignedIn, reauthentication: &str) {
        if self.kept_for(signed_in, reauthentication).is_some() {
            self.forget_kept_form();
        }
    }

    pub(crate) fn forget_kept_form(&self) {
        if self.form.is_some() {
            self.set_cookie(cookies::forget(cookies::FORM));
        }
    }
}

fn name_of(signed_in: &SignedIn, reauthentication: &str) -> String {
    format!("{reauthentication}@{}", signed_in.account.id)
}

/// The name of a form that was posted after the session of its account had ended. Only that account knows the browser
/// by this token.
fn name_in(browser: &TokenHash, reauthentication: &str) -> String {
    format!("{reauthentication}@{}", BASE64_URL_SAFE_NO_PAD.encode(&browser.0))
}

/// The reauthentication page that leads to the page at a path. `None`: no form of that page has values to keep.
fn reauthentication_of(path_and_query: &str) -> Option<String> {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let return_to = parameter(query, paths::RETURN_TO);
    match Route::of(path)? {
        Route::Settings(page) => Some(paths::reauthentication(page, return_to.as_deref())),
        Route::Admin(page) => Some(paths::reauthentication_before(&page.path())),
        Route::Onboarding(Some(step)) => Some(paths::reauthentication_for_onboarding(step, return_to.as_deref())),
        _ => None,
    }
}

fn read(kept: &Fields) -> FormDraft {
    let field = |name| kept.get(name).to_owned();
    FormDraft {
        name: field(NAME),
        email: field(EMAIL),
        phone: field(PHONE),
        country: field(COUNTRY),
        time_zone: kept.iter().find(|(name, _)| *name == TIME_ZONE).map(|(_, value)| value.to_owned()),
        is_admin: kept.get(ROLE) == ADMIN,
        ..FormDraft::default()
    }
}
