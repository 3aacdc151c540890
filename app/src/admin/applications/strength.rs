//! The form that says how strongly people must have signed in to enter an application.

use super::forms::{STRENGTH, continue_after, element_id};
#[cfg(feature = "ssr")]
use super::forms::{answer, posted, read_id};
use crate::admin::settings_fields::{Line, Select, error_beside, ids};
use crate::prelude::*;
use crate::words::admin::applications;
#[cfg(feature = "ssr")]
use domain::application::Strength;
use domain::application::StrengthLevel;
use domain::refusal::ApplicationRefusal;
#[cfg(feature = "ssr")]
use service::account::as_admin;
#[cfg(feature = "ssr")]
use service::admin::proven;

const LEVEL: FieldIds = ids!("level");
const MINUTES: FieldIds = FieldIds { input: "minutes", hint: "minutes-hint", error: "minutes-error" };

/// Changes how strongly people must have signed in. If `minutes` is empty, a sign-in counts until its session ends.
#[server(endpoint = "save_application_strength", input = PostUrl, output = Postcard)]
pub async fn save_application_strength(
    application: String,
    level: String,
    minutes: String,
) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let admin = as_admin(&signed_in)?;
        let id = read_id(&application)?;
        let chosen = StrengthLevel::of(&level).ok_or(Refusal::NotFound)?;
        let saved = match (proven(&web.cx.app, admin), Strength::typed(chosen, &minutes)) {
            (Err(failure), _) => Err(failure),
            (Ok(_), Err(refusal)) => Err(Refusal::Application(refusal).into()),
            (Ok(proven), Ok(strength)) => service::applications::set_strength(&web.cx, proven, id, strength).await,
        };
        answer(&web, admin, saved, STRENGTH, id, &posted(STRENGTH, [&level, &minutes]))
    })
    .await
}

fn is_about_minutes(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::BadStrength))
}

#[component]
pub fn StrengthForm(application: String, fields: Fields) -> impl IntoView {
    let saving = Submission::of::<SaveApplicationStrength>();
    continue_after(saving, STRENGTH, &application);
    let levels = StrengthLevel::NAMES.into_iter().zip(applications::LEVELS.map(Word::text)).collect();
    let id = element_id(STRENGTH, &application);
    view! {
        <Section id="strength" title=applications::STRENGTH about=applications::ABOUT_STRENGTH>
            <form
                id=id
                class="panel__body stack"
                method="post"
                action=SaveApplicationStrength::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Refused error=saving.form_error(is_about_minutes)/>
                <input type="hidden" name="application" value=application/>
                <Select
                    ids=LEVEL
                    label=applications::LEVEL
                    options=levels
                    chosen=fields.get(LEVEL.input).to_owned()
                    error=Signal::stored(None)
                />
                <Line
                    ids=MINUTES
                    label=applications::WITHIN
                    hint=applications::WITHIN_HINT
                    value=fields.get(MINUTES.input).to_owned()
                    longest="6"
                    mode="numeric"
                    error=error_beside(MINUTES.input, saving, is_about_minutes)
                />
                <SubmitButton label=applications::SAVE busy=Signal::derive(move || saving.is_busy())/>
            </form>
        </Section>
    }
}
