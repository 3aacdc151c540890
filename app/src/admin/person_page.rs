//! `/admin/people/ID`: status, credentials, sessions and activity of an account, and what the admin can do with it.

use super::{PersonView, filters::GoButton, people_page::look_of};
use crate::{
    prelude::*,
    settings::{ActivityList, PasskeyView},
    words::{
        admin::{self, people, person},
        settings::{authenticator, passkeys, recovery_codes},
    },
};
use domain::{
    AdminAct,
    admin_act::{AdminActTopic, Severity},
};

#[component]
pub fn PersonPage(view: PersonView) -> impl IntoView {
    let done = view.done.map(|act| view! { <JustDone title=person::done(act)/> });
    let PersonView { is_self, acts, sessions, activity, newest, older, .. } = view.clone();
    view! {
        {done}
        {static_view(view! { <Standing view=view.clone()/> })}
        {static_view(view! { <Acts id=view.id.clone() acts is_self/> })}
        {static_view(view! { <Ways view/> })}
        <Section id="sessions" title=person::SESSIONS about=person::ABOUT_SESSIONS>
            <ul class="rows">
                {if sessions.is_empty() {
                    let icon = static_view(view! { <Laptop/> });
                    vec![static_view(view! { <Row icon title=static_view(person::NO_SESSIONS.text()) text="" actions=None/> })]
                } else {
                    sessions
                        .into_iter()
                        .map(|session| {
                            let icon = static_view(view! { <Laptop/> });
                            let text = format!("{} · {}", session.place, session.last_seen);
                            static_view(view! { <Row icon title=static_view(session.browser) text actions=None/> })
                        })
                        .collect()
                }}
            </ul>
        </Section>
        <Section id="activity" title=person::ACTIVITY about=person::ABOUT_ACTIVITY>
            <ActivityList entries=activity words=admin::activity::sentence/>
            <OlderNewer newest older/>
        </Section>
    }
}

#[component]
fn Standing(view: PersonView) -> impl IntoView {
    let (look, words) = look_of(&view.status);
    view! {
        <Section id="status" title=person::STATUS about=person::ABOUT_STATUS>
            <dl class="facts panel__body">
                <dt>{person::STATUS}</dt>
                <dd>
                    <span class=look>{words}</span>
                </dd>
                <dt>{person::ROLE}</dt>
                <dd>{people::role(view.is_admin)}</dd>
                <dt>{person::JOINED}</dt>
                <dd>{view.joined}</dd>
                <dt>{person::LAST_SEEN}</dt>
                <dd>{view.last_seen.unwrap_or_else(|| admin::NONE.into())}</dd>
            </dl>
        </Section>
    }
}

#[component]
fn Ways(view: PersonView) -> impl IntoView {
    let phone = match view.phone {
        None => admin::NONE.into(),
        Some((number, is_verified)) => {
            format!("{number} ({})", if is_verified { person::VERIFIED } else { person::NOT_VERIFIED })
        }
    };
    let password = match view.password_changed {
        None => person::NO_PASSWORD.into(),
        Some(when) => person::password_changed(&when),
    };
    let own = match view.passkeys.is_empty() {
        true => vec![view! { <dd>{String::from(admin::NONE)}</dd> }],
        false => view.passkeys.iter().map(|passkey| view! { <dd>{in_words(passkey)}</dd> }).collect(),
    };
    let has_way = view.authenticator.is_some() || !view.passkeys.is_empty();
    let codes = has_way.then(|| {
        view! {
            <dt>{recovery_codes::TITLE}</dt>
            <dd>{recovery_codes::left(view.recovery_codes)}</dd>
        }
    });
    view! {
        <Section id="ways" title=person::WAYS about=person::ABOUT_WAYS>
            <dl class="facts panel__body">
                <dt>{person::EMAIL}</dt>
                <dd>{view.email}</dd>
                <dt>{person::PHONE}</dt>
                <dd>{phone}</dd>
                <dt>{person::PASSWORD}</dt>
                <dd>{password}</dd>
                <dt>{person::SECOND_STEP}</dt>
                <dd>{view.second_step.label()}</dd>
                <dt>{authenticator::APP}</dt>
                <dd>{view.authenticator.map_or_else(|| admin::NONE.into(), authenticator::on)}</dd>
                <dt>{passkeys::SECTION}</dt>
                {own}
                {codes}
            </dl>
        </Section>
    }
}

/// `Blue key: Added 1 November 2026, not used yet`
fn in_words(PasskeyView { name, added, used, .. }: &PasskeyView) -> String {
    format!("{name}: {}", passkeys::facts(added, used.as_deref()))
}

/// Each link opens a confirmation page. Only the button there changes anything.
#[component]
fn Acts(id: String, acts: Vec<AdminAct>, is_self: bool) -> impl IntoView {
    let is_none = acts.is_empty();
    let rows: Vec<_> = acts
        .into_iter()
        .map(|act| {
            let path = paths::act_on_person(&id, act);
            let icon = match act.topic() {
                AdminActTopic::Account => static_view(view! { <Person/> }),
                AdminActTopic::Credentials => static_view(view! { <LockIcon/> }),
                AdminActTopic::Sessions => static_view(view! { <Laptop/> }),
            };
            let look = match act.severity() {
                Severity::Severe => "button button--danger-quiet button--small",
                Severity::Harmless | Severity::Disruptive => QUIET,
            };
            let button = static_view(view! { <GoButton path look label=person::label(act)/> });
            view! { <Row icon title=static_view(person::label(act).text()) text=person::about(act) actions=Some(button)/> }
        })
        .collect();
    let note = is_self.then(|| view! { <p class="panel__foot">{person::YOURSELF}</p> });
    view! {
        <Section id="acts" title=person::ACTS about=person::ABOUT_ACTS>
            {if is_none {
                static_view(view! { <p class="panel__body">{person::NO_ACTS}</p> })
            } else {
                static_view(view! { <ul class="rows">{rows}</ul> })
            }}
            {note}
        </Section>
    }
}
