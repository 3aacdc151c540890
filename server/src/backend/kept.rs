//! What somebody typed before they had to prove who they are: there again when they come back to the page. Never a secret, and
//! nobody else's who signs in to the same browser.

use super::RequestBackend;
use crate::{flows::account::SignedIn, http::cookies};
use app::typed::Typed;
use domain::Fields;

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";
const COUNTRY: &str = "country";
const ROLE: &str = "role";

impl RequestBackend {
    /// Keeps it until the proof whose page is at `proof` leads back.
    pub(super) fn keep_until_proven(&self, signed_in: &SignedIn, proof: &str, typed: &Typed) {
        let role = if typed.is_admin { app::admin::ADMIN } else { app::admin::MEMBER };
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

    /// What was typed on the page that the proof at `proof` leads to. What a plain form was refused with is newer.
    pub(super) fn typed_before(&self, signed_in: &SignedIn, proof: &str) -> Typed {
        let kept = self.form.as_ref().filter(|kept| cookies::is_form(kept, &name_of(signed_in, proof)));
        match (&self.typed, kept) {
            (Some(typed), _) => typed.clone(),
            (None, Some(kept)) => read(kept),
            (None, None) => Typed::default(),
        }
    }

    pub(super) fn forget_form(&self) {
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
        is_admin: kept.get(ROLE) == app::admin::ADMIN,
        ..Typed::default()
    }
}
