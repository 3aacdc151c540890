//! Parses the fields of a form, and keeps them in a cookie while the user reauthenticates, so that the page still has
//! them afterwards. Secrets are never kept, and another account that signs in to the same browser does not get the
//! values.

use super::{
    cookies,
    request::{Answer, WebRequest},
};
use crate::submission::FormDraft;
use domain::{
    EmailAddress, Fields, Password, Slug,
    refusal::{FormField, PasswordRefusal, Refusal},
};
use service::account::SignedIn;

/// Parses the slug of an organisation from a form field. Empty means the default organisation.
pub(crate) fn slug(text: &str) -> Answer<Option<Slug>> {
    let unknown = |_| Refusal::NoSuchOrganisation.into();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(unknown) }
}

/// Parses an email address from a form field.
pub(crate) fn email_address(text: &str) -> Answer<EmailAddress> {
    text.parse().map_err(|_| Refusal::InvalidField(FormField::Email).into())
}

/// Refuses a new password that was not typed the same way twice.
pub(crate) fn same(password: Password, confirmation: &Password) -> Answer<Password> {
    if password.is_same(confirmation) {
        Ok(password)
    } else {
        Err(Refusal::Password(PasswordRefusal::ConfirmationDiffers).into())
    }
}

/// A parameter of a query string, unchecked.
pub fn parameter(query: &str, wanted: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";
const COUNTRY: &str = "country";
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
        let role = if draft.is_admin { ADMIN } else { "" };
        let fields = [
            (NAME, draft.name.as_str()),
            (EMAIL, &draft.email),
            (PHONE, &draft.phone),
            (COUNTRY, &draft.country),
            (ROLE, role),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        if let Some(cookie) = cookies::form(&name_of(signed_in, reauthentication), &fields) {
            self.set_cookie(cookie);
            self.forget_draft();
        }
    }

    /// The values typed on the page to which the reauthentication page at `reauthentication` leads. The values of a
    /// form that was posted without script and refused are newer, so they take precedence.
    pub(crate) fn draft_of(&self, signed_in: &SignedIn, reauthentication: &str) -> FormDraft {
        let kept = self.form.as_ref().filter(|kept| cookies::is_form(kept, &name_of(signed_in, reauthentication)));
        match (&self.draft, kept) {
            (Some(draft), _) => draft.clone(),
            (None, Some(kept)) => read(kept),
            (None, None) => FormDraft::default(),
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

fn read(kept: &Fields) -> FormDraft {
    let field = |name| kept.get(name).to_owned();
    FormDraft {
        name: field(NAME),
        email: field(EMAIL),
        phone: field(PHONE),
        country: field(COUNTRY),
        is_admin: kept.get(ROLE) == ADMIN,
        ..FormDraft::default()
    }
}
