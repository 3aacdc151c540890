//! Keeps the values of a form of the organisation's settings in a cookie while the admin reauthenticates, or after a
//! refusal without script, so that the page still has them.

use super::page::reauthenticate;
use crate::prelude::*;
use domain::Fields;
use service::account::AsAdmin;

/// The names of the forms in the cookie. The form of the origins has the name of its field.
pub const BRANDING: &str = "branding";
pub const POLICY: &str = "policy";

impl WebRequest {
    /// The kept values of the form `name`, if the cookie belongs to that form.
    pub(super) fn kept_form(&self, admin: AsAdmin<'_>, name: &str, fields: &[&str]) -> Option<Fields> {
        self.form.as_ref().filter(|kept| cookies::is_form(kept, &name_of(admin, name))).map(|kept| kept.only(fields))
    }

    /// Keeps the values until the form is saved.
    pub(super) fn keep_form(&self, admin: AsAdmin<'_>, name: &str, fields: &Fields) {
        if let Some(cookie) = cookies::form(&name_of(admin, name), fields) {
            self.set_cookie(cookie);
        }
    }

    /// Refuses the form without naming a field: the screen finds it by validating the same values with the same
    /// function.
    pub(super) fn keep_and_refuse(&self, admin: AsAdmin<'_>, name: &str, fields: &Fields) -> Answer<Redirect> {
        if self.is_plain {
            self.keep_form(admin, name, fields);
        }
        Err(Refusal::InvalidForm.into())
    }

    /// If the admin has to reauthenticate, keeps the values and redirects to reauthentication, which leads back to
    /// `next`. Returns any other failure; the page of a form without script still has the values then.
    pub(super) fn keep_and_reauthenticate(
        &self,
        admin: AsAdmin<'_>,
        failure: Failure,
        name: &str,
        fields: &Fields,
        next: impl Into<AdminRoute>,
    ) -> Answer<Redirect> {
        if self.is_plain || matches!(failure, Failure::Refused(Refusal::ReauthenticationRequired)) {
            self.keep_form(admin, name, fields);
        }
        reauthenticate(failure, next)
    }
}

/// The name under which a form is kept. It contains the organisation, so that an admin who signs in to another
/// organisation in this browser does not get the values.
fn name_of(admin: AsAdmin<'_>, name: &str) -> String {
    format!("{name}@{}", admin.signed_in().organisation.id)
}
