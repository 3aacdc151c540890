//! The groups of a person, on the page about the account.

#[cfg(feature = "ssr")]
use super::choices::{GROUPS, group_choices, ticked_groups};
use super::choices::{GroupChoice, GroupChoices};
#[cfg(feature = "ssr")]
use crate::admin::{edit::PersonSaved, page::done};
use crate::prelude::*;
use crate::words::admin::groups;
#[cfg(feature = "ssr")]
use domain::AccountId;
#[cfg(feature = "ssr")]
use service::account::{AsAdmin, as_admin};
#[cfg(feature = "ssr")]
use service::admin::proven;

/// The name under which the values of the form are kept.
#[cfg(feature = "ssr")]
fn form_of(person: AccountId) -> String {
    format!("groups-of-{person}")
}

/// All groups of the organisation. Those that the person is in are ticked, or those that were ticked before.
#[cfg(feature = "ssr")]
pub async fn choices_of(web: &WebRequest, admin: AsAdmin<'_>, person: AccountId) -> Answer<Vec<GroupChoice>> {
    let ticked: Vec<String> = match web.kept_form(admin, &form_of(person), &[GROUPS]) {
        Some(kept) => kept.get(GROUPS).split(',').map(str::to_owned).collect(),
        None => {
            let own = service::groups::of_person(&web.cx.app, admin, person).await?;
            own.iter().map(|group| group.id.to_string()).collect()
        }
    };
    group_choices(web, admin, &ticked).await
}

/// Replaces the groups that a person is in.
#[server(endpoint = "save_groups_of_person", input = PostUrl, output = Postcard)]
pub async fn save_groups_of_person(
    person: String,
    #[server(default)] groups: Vec<String>,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let person: AccountId = person.parse().map_err(|_| Refusal::NotFound)?;
        let wanted = ticked_groups(&groups)?;
        let saved = match proven(&web.cx.app, admin) {
            Ok(proven) => service::groups::set_of_person(&web.cx, proven, person, wanted).await,
            Err(failure) => Err(failure),
        };
        match saved {
            Ok(()) => {
                web.forget_kept_form();
                Ok(done(AdminRoute::Person(person), PersonSaved::Groups.name()))
            }
            Err(failure) => {
                let mut fields = Fields::default();
                fields.set(GROUPS, groups.join(","));
                web.keep_and_reauthenticate(admin, failure, &form_of(person), &fields, AdminRoute::Person(person))
            }
        }
    })
    .await
}

#[component]
pub fn GroupsOfPerson(person: String, choices: Vec<GroupChoice>) -> impl IntoView {
    let saving = Submission::of::<SaveGroupsOfPerson>();
    saving.redirect_on_success();
    let content = if choices.is_empty() {
        static_view(view! { <div class="panel__body"><GroupChoices choices/></div> })
    } else {
        static_view(view! {
            <form
                class="panel__body stack"
                method="post"
                action=SaveGroupsOfPerson::url()
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=Signal::derive(move || saving.error())/>
                <input type="hidden" name="person" value=person/>
                <GroupChoices choices/>
                <SubmitButton label=groups::SAVE_OF_PERSON busy=Signal::derive(move || saving.is_busy())/>
            </form>
        })
    };
    view! { <Section id="groups" title=groups::TITLE about=groups::ABOUT_OF_PERSON>{content}</Section> }
}
