//! `/settings/security`: password, passkeys, second step, sessions and recent activity.

use super::{
    SecurityView, SettingsScreen, activity_list::ActivityList, passkeys::Passkeys,
    second_step_section::SecondStepSection, sessions::Sessions,
};
use crate::{
    passkeys::tell_accepted,
    paths,
    ui::{LockIcon, QUIET, Row, Section, static_view},
    words::{self, activity, settings::password, welcome::reminder},
};
use leptos::prelude::*;

#[component]
pub fn SecurityPage(screen: SettingsScreen, view: SecurityView) -> impl IntoView {
    let recovery = paths::recovery(&screen.organisation);
    let rules = view.rules.map(|rules| words::password::rules(&rules.rules()));
    let changed = view.password_changed;
    // No section if the organisation offers no passwords and the account has none.
    let has_first = view.has_first_password;
    let about_password = (rules.is_some() || changed.is_some())
        .then(|| static_view(view! { <PasswordSection rules=rules.unwrap_or_default() changed has_first recovery/> }));
    let is_any = !view.activity.is_empty();
    Effect::new(move || {
        if let Some(accepted) = &view.accepted_passkeys {
            tell_accepted(accepted);
        }
    });
    view! {
        {about_password}
        {view.passkeys.map(|view| view! { <Passkeys view/> })}
        {view.second_step.map(|view| static_view(view! { <SecondStepSection view/> }))}
        <Sessions sessions=view.sessions has_more=view.has_more_sessions/>
        <Section id="activity" title=activity::SECTION about=activity::ABOUT>
            <ActivityList entries=view.activity/>
            {is_any
                .then(|| {
                    view! {
                        <div class="panel__foot">
                            <a class="target" href=paths::SETTINGS_ACTIVITY>{activity::ALL}</a>
                        </div>
                    }
                })}
        </Section>
    }
}

#[component]
fn PasswordSection(rules: String, changed: Option<String>, has_first: bool, recovery: String) -> impl IntoView {
    let has_password = changed.is_some();
    let (title, text, label) = match changed {
        Some(when) => (password::SECTION.text(), password::changed(&when), password::CHANGE.text()),
        None if has_first => (reminder::TITLE.text(), reminder::TEXT.into(), reminder::REPLACE.text()),
        None => (password::NONE.text(), password::NONE_TEXT.into(), password::SET.text()),
    };
    let actions = static_view(view! { <a class=QUIET href=paths::SETTINGS_PASSWORD>{label}</a> });
    let icon = static_view(view! { <LockIcon/> });
    let forgot = has_password.then(|| {
        view! {
            <div class="panel__foot">
                <a class="target" href=recovery>{password::FORGOT}</a>
            </div>
        }
    });
    view! {
        <Section id="password" title=password::SECTION about=rules>
            <ul class="rows">
                <Row icon title=static_view(title) text actions=Some(actions)/>
            </ul>
            {forgot}
        </Section>
    }
}
