//! The console's pages about branding and policy. Refused input is kept in a cookie, so that the page still has it.

use super::addresses::{done, reauthenticate};
use crate::{
    admin::{BrandingDone, BrandingView, LogoProblem, PolicyDone, PolicyView},
    paths::AdminAddress,
    prelude::*,
};
use domain::{Branding, Fields, Preset, branding, policy::form, return_to::read_origins};
use service::{
    account::{AsAdmin, as_admin},
    admin::{self, proven},
};

/// The names of the forms in the cookie that keeps their values.
const BRANDING: &str = "branding";
const POLICY: &str = "policy";
const ORIGINS: &str = "origins";

impl WebRequest {
    pub(crate) fn branding_view(&self, admin: AsAdmin<'_>, query: &str) -> BrandingView {
        let organisation = &admin.signed_in().organisation;
        let kept = || {
            let mut fields = Fields::default();
            let branding = &organisation.branding;
            fields.set(branding::NAME, organisation.name.as_str());
            fields.set(branding::COLOR, branding.color.map(|color| color.to_string()).unwrap_or_default());
            fields.set(branding::SUPPORT, branding.support.as_ref().map(ToString::to_string).unwrap_or_default());
            fields
        };
        BrandingView {
            fields: self.typed_form(admin, BRANDING, &branding::FIELDS).unwrap_or_else(kept),
            logo_problem: unless_refused(query, paths::REFUSED).and_then(|name| LogoProblem::of(&name)),
            done: unless_refused(query, paths::DONE).and_then(|name| BrandingDone::of(&name)),
        }
    }

    pub(crate) async fn policy_view(&self, admin: AsAdmin<'_>, query: &str) -> Answer<PolicyView> {
        let organisation = &admin.signed_in().organisation;
        let looked_at = unless_refused(query, paths::PRESET).and_then(|name| Preset::of(&name));
        let kept = form::fields_of(&organisation.policy);
        let fields = match looked_at {
            Some(preset) => form::fields_of(&preset.policy()),
            None => self.typed_form(admin, POLICY, &form::names()).unwrap_or_else(|| kept.clone()),
        };
        let typed = self.typed_form(admin, ORIGINS, &[ORIGINS]).map(|typed| typed.get(ORIGINS).to_owned());
        let lacking = admin::lacking(&self.cx.app, admin).await?;
        Ok(PolicyView {
            is_saved: fields == kept,
            fields,
            looked_at,
            lacking,
            served: self.cx.app.served(),
            origins: typed.unwrap_or_else(|| organisation.return_origins.join("\n")),
            done: unless_refused(query, paths::DONE).and_then(|name| PolicyDone::of(&name)),
        })
    }

    pub(crate) async fn save_branding(&self, signed_in: &SignedIn, fields: &Fields) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let Ok(branding) = Branding::read(fields) else {
            return self.unfit(admin, BRANDING, &fields.only(&branding::FIELDS));
        };
        admin::save_branding(&self.cx, admin, &branding).await?;
        self.forget_kept_form();
        Ok(done(AdminAddress::Branding, BrandingDone::Saved.name()))
    }

    pub(crate) async fn remove_logo(&self, signed_in: &SignedIn) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        admin::set_logo(&self.cx, admin, None).await?;
        Ok(done(AdminAddress::Branding, BrandingDone::LogoRemoved.name()))
    }

    pub(crate) async fn save_policy(&self, signed_in: &SignedIn, fields: &Fields) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let fields = fields.only(&form::names());
        let Ok(policy) = form::read_served(&fields, self.cx.app.served()) else {
            return self.unfit(admin, POLICY, &fields);
        };
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return self.keep_and_reauthenticate(admin, failure, POLICY, &fields),
        };
        admin::save_policy(&self.cx, proven, &policy).await?;
        self.forget_kept_form();
        Ok(done(AdminAddress::Policy, PolicyDone::Saved.name()))
    }

    pub(crate) async fn save_origins(&self, signed_in: &SignedIn, origins: String) -> Answer<Redirect> {
        let admin = as_admin(signed_in)?;
        let fields = Fields::from_iter([(ORIGINS.to_owned(), origins)]);
        let Ok(origins) = read_origins(fields.get(ORIGINS)) else { return self.unfit(admin, ORIGINS, &fields) };
        let proven = match proven(&self.cx.app, admin) {
            Ok(proven) => proven,
            Err(failure) => return self.keep_and_reauthenticate(admin, failure, ORIGINS, &fields),
        };
        admin::save_origins(&self.cx, proven, &origins).await?;
        self.forget_kept_form();
        Ok(done(AdminAddress::Policy, PolicyDone::Origins.name()))
    }

    /// The kept values of the form `name`, if the cookie belongs to that form.
    fn typed_form(&self, admin: AsAdmin<'_>, name: &str, fields: &[&str]) -> Option<Fields> {
        self.form.as_ref().filter(|kept| cookies::is_form(kept, &name_of(admin, name))).map(|kept| kept.only(fields))
    }

    fn keep_form(&self, admin: AsAdmin<'_>, name: &str, fields: &Fields) {
        if let Some(cookie) = cookies::form(&name_of(admin, name), fields) {
            self.set_cookie(cookie);
        }
    }

    /// Refuses the form without naming a field: the screen finds it by validating the same values with the same
    /// function.
    fn unfit(&self, admin: AsAdmin<'_>, name: &str, fields: &Fields) -> Answer<Redirect> {
        if self.is_plain {
            self.keep_form(admin, name, fields);
        }
        Err(Refusal::InvalidForm.into())
    }

    fn keep_and_reauthenticate(
        &self,
        admin: AsAdmin<'_>,
        failure: Failure,
        name: &str,
        fields: &Fields,
    ) -> Answer<Redirect> {
        if matches!(failure, Failure::Refused(Refusal::ReauthenticationRequired)) {
            self.keep_form(admin, name, fields);
        }
        reauthenticate(failure, AdminAddress::Policy)
    }
}

/// The name under which a form is kept. It contains the organisation, so that an admin who signs in to another
/// organisation in this browser does not get the values.
fn name_of(admin: AsAdmin<'_>, name: &str) -> String {
    format!("{name}@{}", admin.signed_in().organisation.id)
}

/// A parameter of the query. `None` if a form posted without script was refused and led back to its page, because the
/// kept values are then newer than the query.
fn unless_refused(query: &str, name: &str) -> Option<String> {
    let is_refused = parameter(query, "__err").is_some();
    parameter(query, name).filter(|_| !is_refused)
}
