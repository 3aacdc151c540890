//! Keeps the values of a form in a cookie while the user reauthenticates, so that the page still has them afterwards.
//! Secrets are never kept, and another account that signs in to the same browser does not get the values.

use super::WebRequest;
use crate::{server::cookies, typed::Typed};
use domain::Fields;
use service::account::SignedIn;

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";
const COUNTRY: &str = "country";
const ROLE: &str = "role";

impl WebRequest {
    /// Keeps the values until the reauthentication page at `proof` leads back to the form.
    pub(crate) fn keep_until_proven(&self, signed_in: &SignedIn, proof: &str, typed: &Typed) {
        let role = if typed.is_admin { crate::admin::ADMIN } else { crate::admin::MEMBER };
        let fields = [
            (NAME, typed.name.as_str()),
            (EMAIL, &typed.email),
            (PHONE, &typed.phone),
            (COUNTRY, &typed.country),
            (ROLE, role),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        if let Some(cookie) = cookies::form(&name_of(signed_in, proof), &fields) {
            self.set_cookie(cookie);
            self.forget_typed();
        }
    }

    /// The values typed on the page to which the reauthentication page at `proof` leads. The values of a form that was
    /// posted without script and refused are newer, so they take precedence.
    pub(crate) fn typed_before(&self, signed_in: &SignedIn, proof: &str) -> Typed {
        let kept = self.form.as_ref().filter(|kept| cookies::is_form(kept, &name_of(signed_in, proof)));
        match (&self.typed, kept) {
            (Some(typed), _) => typed.clone(),
            (None, Some(kept)) => read(kept),
            (None, None) => Typed::default(),
        }
    }

    pub(crate) fn forget_form(&self) {
        if self.form.is_some() {
            self.set_cookie(cookies::forget(cookies::FORM));
        }
    }
}

fn name_of(signed_in: &SignedIn, proof: &str) -> String {
    format!("{proof}@{}", signed_in.account.id)
}

fn read(kept: &Fields) -> Typed {
    let field = |name| kept.get(name).to_owned();
    Typed {
        name: field(NAME),
        email: field(EMAIL),
        phone: field(PHONE),
        country: field(COUNTRY),
        is_admin: kept.get(ROLE) == crate::admin::ADMIN,
        ..Typed::default()
    }
}
