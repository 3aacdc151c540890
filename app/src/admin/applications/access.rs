//! The form that says who may enter an application.

use super::forms::{ACCESS, continue_after, element_id};
#[cfg(feature = "ssr")]
use super::forms::{answer, posted, read_id};
#[cfg(feature = "ssr")]
use crate::admin::groups::ticked_groups;
use crate::admin::groups::{GROUPS, GroupChoice, GroupChoices, ticked};
use crate::admin::settings_fields::{Checkbox, Lines, error_beside};
use crate::prelude::*;
use crate::words::admin::applications;
use domain::policy::form::ON;
use domain::refusal::ApplicationRefusal;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;

const EVERYONE: &str = "everyone";
const PEOPLE: FieldIds = FieldIds { input: "people", hint: "people-hint", error: "people-error" };

/// Replaces who may enter an application. `people` has one email address per line.
#[server(endpoint = "save_application_access", input = PostUrl, output = Postcard)]
pub async fn save_application_access(
    application: String,
    #[server(default)] everyone: String,
    #[server(default)] groups: Vec<String>,
    people: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let (id, chosen) = (read_id(&application)?, ticked_groups(&groups)?);
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => {
                let is_everyone = everyone == ON;
                service::applications::set_access(&web.cx, proven, id, is_everyone, &chosen, &people).await
            }
            Err(failure) => Err(failure),
        };
        let fields = posted(ACCESS, [&everyone, &groups.join(","), &people]);
        answer(&web, admin, saved, ACCESS, id, &fields)
    })
    .await
}

fn is_about_people(error: &Refusal) -> bool {
    use ApplicationRefusal::{NoSuchPerson, TooManyPeople};
    matches!(error, Refusal::Application(NoSuchPerson { .. } | TooManyPeople))
}

fn is_about_groups(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::NoSuchGroup))
}

fn is_about_field(error: &Refusal) -> bool {
    is_about_people(error) || is_about_groups(error)
}

#[component]
pub fn Access(
    application: String,
    fields: Fields,
    groups: Vec<GroupChoice>,
    /// The operator opened the application to all organisations.
    open_to_all: bool,
    /// The names of the organisations that the operator opened it to.
    organisations: Vec<String>,
) -> impl IntoView {
    let saving = Submission::of::<SaveApplicationAccess>();
    continue_after(saving, ACCESS, &application);
    let is_on = fields.get(EVERYONE) == ON;
    let groups_error = error_beside(EVERYONE, saving, is_about_groups);
    let open_to = match (open_to_all, organisations.is_empty()) {
        (true, _) => Some(applications::OPEN_TO_ALL.into()),
        (false, true) => None,
        (false, false) => Some(applications::open_to(organisations.join(", "))),
    };
    let open_to = open_to.map(|text: String| view! { <p class="soft">{text}</p> });
    let id = element_id(ACCESS, &application);
    view! {
        <Section id="access" title=applications::ACCESS about=applications::ABOUT_ACCESS>
            <form
                id=id
                class="panel__body stack"
                method="post"
                action=SaveApplicationAccess::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=saving.form_error(is_about_field)/>
                <input type="hidden" name="application" value=application/>
                <Checkbox name=EVERYONE label=applications::EVERYONE is_on/>
                {open_to}
                <GroupChoices choices=ticked(groups, fields.get(GROUPS))/>
                {move || {
                    groups_error.get().map(|sentence| {
                        static_view(view! { <FieldError input=EVERYONE id="groups-error" sentence/> })
                    })
                }}
                <Lines
                    ids=PEOPLE
                    label=applications::PEOPLE
                    hint=applications::PEOPLE_HINT
                    value=fields.get(PEOPLE.input).to_owned()
                    longest="255000"
                    error=error_beside(PEOPLE.input, saving, is_about_people)
                />
                <SubmitButton label=applications::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
