//! `/settings/account/profile`: name, language and time zone of the user.

use super::page::{SaveOrCancel, SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{answers::done, page::Done};
use crate::language::Language;
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::server::locale::tag_of;
use crate::words::settings::{self, profile};
#[cfg(feature = "ssr")]
use service::settings::named_with_offset;

/// `/settings/account/profile`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileView {
    /// What the field suggests, such as `Europe/Berlin (UTC+01:00)`.
    pub time_zones: Vec<String>,
    /// One of them, or what was typed. `None`: that of the browser.
    pub time_zone: Option<String>,
    /// A supported BCP 47 tag. `None` follows the browser.
    pub language: Option<String>,
}

impl SettingsView for ProfileView {
    fn title(&self) -> &'static str {
        profile::TITLE.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_PROFILE.into()
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <ProfilePage context view=self/> })
    }
}

impl ProfileView {
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Self {
        let typed = web.draft_of(signed_in, &paths::reauthentication(SettingsRoute::Profile, None));
        let now = web.cx.app.clock.now();
        ProfileView {
            time_zones: service::settings::time_zones(now),
            time_zone: match typed.time_zone {
                Some(typed) => Some(typed).filter(|typed| !typed.is_empty()),
                None => signed_in.account.time_zone.as_deref().map(|zone| named_with_offset(zone, now)),
            },
            language: signed_in.account.language.as_ref().map(ToString::to_string),
        }
    }
}

/// An unsupported `language` counts as none.
#[server(endpoint = "save_profile", input = PostUrl, output = Postcard)]
pub async fn save_profile(name: String, time_zone: String, language: String) -> Result<Redirect, ApiError> {
    const SAVED: Done = Done::new("profile");
    let draft = FormDraft { name: name.clone(), time_zone: Some(time_zone.clone()), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let language = Language::of(&language).map(tag_of);
        let time_zone = named_time_zone(&time_zone);
        service::settings::save_profile(&web.cx, &signed_in, &name, time_zone, language.as_ref()).await?;
        web.forget_draft();
        web.forget_kept_form();
        Ok(web.in_language(done(SettingsRoute::Account, SAVED), language.as_ref()))
    })
    .await
}

const LANGUAGE: &str = "language";

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Name))
}

#[component]
fn ProfilePage(context: SettingsContext, view: ProfileView) -> impl IntoView {
    let saving = Submission::of::<SaveProfile>();
    saving.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = saving.field_error(is_about_name);
    let time_zone_error = saving.field_error(is_about_time_zone);
    focus_refused(input, Signal::derive(move || error.get().or_else(|| time_zone_error.get())));
    focus_first(input);
    let is_first = error.get_untracked().is_some() || time_zone_error.get_untracked().is_none();
    let typed = context.draft.name;
    let value = if typed.is_empty() { context.name.unwrap_or_default() } else { typed };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(|error| is_about_name(error) || is_about_time_zone(error))/>
            <form
                class="stack"
                method="post"
                action=SaveProfile::url()
                novalidate
                on:submit=move |event: SubmitEvent| saving.send_on(&event)
            >
                <Field
                    input
                    ids=NAME
                    kind=Kind::NAME
                    label=words::sign_up::FULL_NAME
                    value
                    autofocus=is_first
                    error
                />
                <LanguageField chosen=view.language/>
                <TimeZoneField
                    time_zones=view.time_zones
                    chosen=view.time_zone.unwrap_or_default()
                    error=time_zone_error
                />
                <SaveOrCancel saving back=paths::SETTINGS_ACCOUNT/>
            </form>
        </div>
    }
}

#[component]
fn LanguageField(chosen: Option<String>) -> impl IntoView {
    let options: Vec<_> = Language::all()
        .map(|language| {
            let code = language.code();
            let is_chosen = chosen.as_deref() == Some(code);
            view! { <option value=code lang=code selected=is_chosen>{language.name()}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=LANGUAGE>{profile::LANGUAGE}</label>
            <span class="select">
                <select class="input" id=LANGUAGE name=LANGUAGE autocomplete="off">
                    <option value="" selected=chosen.is_none()>{profile::AS_BROWSER}</option>
                    {options}
                </select>
                <Down/>
            </span>
        </div>
    }
}
