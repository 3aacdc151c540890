//! Parses the fields of a form or of a query.

use super::Answer;
use crate::api_error::ApiError;
use domain::{
    EmailAddress, Password, Slug,
    refusal::{FormField, PasswordRefusal, Refusal},
};

/// Parses the slug of an organisation from a form field. Empty means the default organisation.
pub(crate) fn slug(text: &str) -> Answer<Option<Slug>> {
    let unknown = |_| ApiError::Refused(Refusal::NoSuchOrganisation);
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(unknown) }
}

/// Parses an email address from a form field.
pub(crate) fn address(text: &str) -> Answer<EmailAddress> {
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
