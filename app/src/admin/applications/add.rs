//! `/admin/applications/new`: adds an application. Its own page then says who may enter it; at first no one may.

#[cfg(feature = "ssr")]
use super::ApplicationDone;
use super::details::{DetailsFields, is_about_field};
#[cfg(feature = "ssr")]
use super::forms::{Form, posted};
use super::openid_connect::is_about_redirect;
#[cfg(feature = "ssr")]
use crate::admin::page::done;
use crate::admin::page::{AddForm, AdminContext, AdminView, ConsoleSection};
use crate::admin::settings_fields::{Checkbox, Line, error_beside};
use crate::prelude::*;
use crate::words::admin::applications;
use domain::policy::form::ON;
#[cfg(feature = "ssr")]
use domain::visible::is_blank;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;
#[cfg(feature = "ssr")]
use service::applications::NewApplication;

const FORWARD_AUTH: &str = "forward_auth";
const REDIRECT_URI: FieldIds =
    FieldIds { input: "redirect_uri", hint: "redirect-uri-hint", error: "redirect-uri-error" };
#[cfg(feature = "ssr")]
const FORM: Form = ("add-application", &["name", "start_address", FORWARD_AUTH, REDIRECT_URI.input]);

/// `/admin/applications/new`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddApplicationView {
    /// Values of the form, as typed before.
    pub fields: Fields,
}

impl AdminView for AddApplicationView {
    fn title(&self) -> String {
        applications::ADD.into()
    }

    fn lead(&self, _: &str) -> String {
        applications::LEAD_ADD.into()
    }

    fn section(&self) -> ConsoleSection {
        ConsoleSection::APPLICATIONS
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <AddPage fields=self.fields/> })
    }
}

impl AddApplicationView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, admin: AsAdmin<'_>) -> Answer<Self> {
        proven(&web.cx.app, admin)?;
        let empty = || Fields::from_iter([(FORWARD_AUTH.to_owned(), ON.to_owned())]);
        Ok(AddApplicationView { fields: web.kept_form(admin, FORM.0, FORM.1).unwrap_or_else(empty) })
    }
}

/// Adds an application. At first no one may enter it.
#[server(endpoint = "add_application", input = PostUrl, output = Postcard)]
pub async fn add_application(
    name: String,
    start_address: String,
    #[server(default)] forward_auth: String,
    #[server(default)] redirect_uri: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let new = NewApplication {
            name: &name,
            start_address: &start_address,
            is_forward_auth: forward_auth == ON,
            redirect_uri: Some(redirect_uri.as_str()).filter(|uri| !is_blank(uri)),
            is_public: false,
        };
        let added = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::create(&web.cx, proven, new).await,
            Err(failure) => Err(failure),
        };
        match added {
            Ok((id, _)) => {
                web.forget_kept_form();
                Ok(done(ApplicationsRoute::One(id), ApplicationDone::Added.name()))
            }
            Err(failure) => {
                let fields = posted(FORM, [&name, &start_address, &forward_auth, &redirect_uri]);
                web.keep_and_reauthenticate(admin, failure, FORM.0, &fields, ApplicationsRoute::Add)
            }
        }
    })
    .await
}

fn is_about_new(error: &Refusal) -> bool {
    is_about_field(error) || is_about_redirect(error)
}

#[component]
fn AddPage(fields: Fields) -> impl IntoView {
    let saving = Submission::of::<AddApplication>();
    saving.redirect_on_success();
    let is_on = fields.get(FORWARD_AUTH) == ON;
    let redirect_uri = fields.get(REDIRECT_URI.input).to_owned();
    view! {
        <AddForm
            saving
            action=AddApplication::url()
            is_about_field=is_about_new
            label=applications::ADD_BUTTON
            back=paths::ADMIN_APPLICATIONS
        >
            <DetailsFields fields saving/>
            <div class="field">
                <Checkbox name=FORWARD_AUTH label=applications::IS_FORWARD_AUTH is_on/>
                <p class="field__hint">{applications::IS_FORWARD_AUTH_HINT}</p>
            </div>
            <Line
                ids=REDIRECT_URI
                label=applications::REDIRECT_URI
                hint=applications::REDIRECT_URI_HINT
                value=redirect_uri
                longest="2000"
                mode="url"
                error=error_beside(REDIRECT_URI.input, saving, is_about_redirect)
            />
        </AddForm>
    }
}
