//! The forms on the page of an application. Each is saved on its own, and the others keep what is typed into them.

#[cfg(feature = "ssr")]
use super::ApplicationDone;
use crate::admin::groups::GROUPS;
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::settings_fields::{keep_others_after, take_unsaved};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::ApplicationId;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// A form: its name and the names of its fields.
pub type Form = (&'static str, &'static [&'static str]);

pub const DETAILS: Form = ("details", &["name", "start_address"]);
pub const ACCESS: Form = ("access", &["everyone", GROUPS, "people"]);
pub const STRENGTH: Form = ("strength", &["level", "minutes"]);
pub const FORWARD_AUTH: Form = ("forward-auth", &["origins", "header_style", "user_header", "path_rules"]);
pub const OPENID_CONNECT: Form = (
    "openid-connect",
    &[
        "redirect_uris",
        "sign_out_uris",
        "back_channel_uri",
        "authentication",
        "asks_consent",
        "is_lean",
        "id_token_algorithm",
        "no_pkce",
        "allows_offline",
        "allows_device",
        "allows_client_credentials",
        "access_minutes",
        "refresh_days",
    ],
);

const ALL: [Form; 5] = [DETAILS, ACCESS, STRENGTH, FORWARD_AUTH, OPENID_CONNECT];

/// The values of the forms: as saved, or as typed before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FormValues {
    pub details: Fields,
    pub access: Fields,
    pub strength: Fields,
    pub forward_auth: Fields,
    pub openid_connect: Fields,
}

impl FormValues {
    /// The values with those that were typed while another form of the page was saved.
    pub fn with_unsaved(self, application: &str) -> Self {
        let ids = ALL.map(|form| element_id(form, application));
        let [details, access, strength, forward_auth, openid_connect] =
            take_unsaved(ids.each_ref().map(String::as_str));
        FormValues {
            details: details.unwrap_or(self.details),
            access: access.unwrap_or(self.access),
            strength: strength.unwrap_or(self.strength),
            forward_auth: forward_auth.unwrap_or(self.forward_auth),
            openid_connect: openid_connect.unwrap_or(self.openid_connect),
        }
    }
}

/// The id of a form in the HTML. It contains the application, so that kept values do not appear in another application.
pub fn element_id((name, _): Form, application: &str) -> String {
    format!("{name}-{application}")
}

/// The ids of all forms in the HTML, each with the names of its fields.
pub fn all_forms(application: &str) -> Vec<(String, &'static [&'static str])> {
    ALL.map(|form| (element_id(form, application), form.1)).into()
}

/// Continues when a form is saved, and keeps what is typed into the others.
pub fn continue_after(saving: Submission, form: Form, application: &str) {
    let saved = element_id(form, application);
    let others = all_forms(application).into_iter().filter(|(id, _)| *id != saved);
    keep_others_after(saving, others.collect());
    saving.redirect_on_success();
}

/// The values that were posted, in the order of the form's fields.
#[cfg(feature = "ssr")]
pub fn posted<const N: usize>((_, names): Form, values: [&str; N]) -> Fields {
    names.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value.to_owned())).collect()
}

/// The kept values of a form, if it was refused or interrupted.
#[cfg(feature = "ssr")]
pub fn kept(web: &WebRequest, admin: AsAdmin<'_>, form: Form, id: ApplicationId) -> Option<Fields> {
    web.kept_form(admin, &element_id(form, &id.to_string()), form.1)
}

/// Answers a form: the page reports that it is saved, or still has the values.
#[cfg(feature = "ssr")]
pub fn answer(
    web: &WebRequest,
    admin: AsAdmin<'_>,
    saved: Result<(), Failure>,
    form: Form,
    id: ApplicationId,
    fields: &Fields,
) -> Answer<Redirect> {
    let page = ApplicationsRoute::One(id);
    match saved {
        Ok(()) => {
            web.forget_kept_form();
            Ok(done(page, ApplicationDone::Saved.name()))
        }
        Err(failure) => {
            let name = element_id(form, &id.to_string());
            web.keep_and_reauthenticate(admin, failure, &name, fields, page)
        }
    }
}

/// Parses the id of an application from a form.
#[cfg(feature = "ssr")]
pub fn read_id(text: &str) -> Answer<ApplicationId> {
    text.parse().map_err(|_| Refusal::NotFound.into())
}
