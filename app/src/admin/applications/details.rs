//! The form with the name and the start address of an application.

use super::forms::{DETAILS, continue_after, element_id};
#[cfg(feature = "ssr")]
use super::forms::{answer, posted, read_id};
use crate::admin::settings_fields::{Line, error_beside};
use crate::prelude::*;
use crate::words::admin::applications;
use domain::refusal::ApplicationRefusal;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;

const START: FieldIds = FieldIds { input: "start_address", hint: "start-address-hint", error: "start-address-error" };

/// Changes the name and the start address of an application.
#[server(endpoint = "save_application_details", input = PostUrl, output = Postcard)]
pub async fn save_application_details(
    application: String,
    name: String,
    start_address: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => service::applications::set_details(&web.cx, proven, id, &name, &start_address).await,
            Err(failure) => Err(failure),
        };
        answer(&web, admin, saved, DETAILS, id, &posted(DETAILS, [&name, &start_address]))
    })
    .await
}

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::BadName | ApplicationRefusal::TooMany))
}

fn is_about_start(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadStartAddress, OriginIsPortico, OriginTaken};
    matches!(error, Refusal::Application(BadStartAddress | OriginIsPortico | OriginTaken))
}

pub fn is_about_field(error: &Refusal) -> bool {
    is_about_name(error) || is_about_start(error)
}

/// The two fields, also for a new application.
#[component]
pub fn DetailsFields(fields: Fields, saving: Submission) -> impl IntoView {
    view! {
        <Line
            ids=NAME
            label=applications::NAME
            value=fields.get(NAME.input).to_owned()
            longest="100"
            error=error_beside(NAME.input, saving, is_about_name)
        />
        <Line
            ids=START
            label=applications::START
            hint=applications::START_HINT
            value=fields.get(START.input).to_owned()
            longest="2000"
            mode="url"
            error=error_beside(START.input, saving, is_about_start)
        />
    }
}

#[component]
pub fn Details(application: String, fields: Fields) -> impl IntoView {
    let saving = Submission::of::<SaveApplicationDetails>();
    continue_after(saving, DETAILS, &application);
    let id = element_id(DETAILS, &application);
    view! {
        <Section id="details" title=applications::DETAILS about=applications::ABOUT_DETAILS>
            <form
                id=id
                class="panel__body stack"
                method="post"
                action=SaveApplicationDetails::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=saving.form_error(is_about_field)/>
                <input type="hidden" name="application" value=application/>
                <DetailsFields fields saving/>
                <SubmitButton label=applications::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
