//! `/admin/people/ID`: status, credentials, sessions and activity of an account, and what the admin can do with it.

#[cfg(feature = "ssr")]
use super::audit::came_from;
use super::confirm::GoButton;
use super::edit::{PersonSaved, WaitingAddress, WaitingEmail};
#[cfg(feature = "ssr")]
use super::groups::choices_of;
use super::groups::{GroupChoice, GroupsOfPerson};
use super::page::{AdminContext, AdminView, moment_or_none};
use super::status::{SecondStepStatus, Status, look_of};
#[cfg(feature = "ssr")]
use super::status::{second_step, status};
use crate::prelude::*;
#[cfg(feature = "ssr")]
use crate::settings::answers::cursor_in;
use crate::settings::{ActivityEntry, ActivityList, PasskeyView, SessionView};
use crate::words::admin::{self, people, person};
use crate::words::settings::{authenticator, passkeys, recovery_codes};
#[cfg(feature = "ssr")]
use domain::AccountId;
use domain::admin_act::{AdminActTopic, Severity};
#[cfg(feature = "ssr")]
use service::account::AsAdmin;
#[cfg(feature = "ssr")]
use store::{account_status::AccountStatus, accounts::Role, audit::AuditEvent};

/// `/admin/people/ID`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: String,
    /// The act that the admin just performed on this account.
    pub done: Option<AdminAct>,
    /// What the admin just saved of this account.
    pub saved: Option<PersonSaved>,
    pub name: Option<String>,
    pub email: String,
    /// The address that waits for its confirmation.
    pub waiting: Option<WaitingEmail>,
    pub phone: Option<(String, bool)>,
    pub is_admin: bool,
    pub is_self: bool,
    pub status: Status,
    pub joined: Moment,
    pub last_seen: Option<Moment>,
    /// When the current password was chosen. `None`: the account has no password.
    pub password_changed: Option<String>,
    pub second_step: SecondStepStatus,
    /// Since when an authenticator app is set up. `None`: there is none.
    pub authenticator: Option<String>,
    pub passkeys: Vec<PasskeyView>,
    /// Unused recovery codes.
    pub recovery_codes: u32,
    pub sessions: Vec<SessionView>,
    pub activity: Vec<ActivityEntry>,
    /// Link to the newest page; `None` on it.
    pub newest: Option<String>,
    pub older: Option<String>,
    /// Path of the page that changes name, number and address. `None`: they cannot be changed.
    pub edit: Option<String>,
    /// What the admin can do at present.
    pub acts: Vec<AdminAct>,
    /// All groups of the organisation. `None`: the account is closed and can be in no group.
    pub groups: Option<Vec<GroupChoice>>,
}

impl AdminView for PersonView {
    fn title(&self) -> String {
        person::called(self.name.as_deref(), &self.email)
    }

    fn lead(&self, _: &str) -> String {
        match &self.name {
            Some(_) => self.email.clone(),
            None => admin::LEAD_NO_NAME.into(),
        }
    }

    fn buttons(&self) -> Option<AnyView> {
        let path = self.edit.clone()?;
        Some(static_view(view! { <a class=QUIET href=path>{person::EDIT}</a> }))
    }

    fn draw(self, _: AdminContext) -> AnyView {
        static_view(view! { <PersonPage view=self/> })
    }
}

impl PersonView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, admin: AsAdmin<'_>, id: AccountId, query: &str) -> Answer<Self> {
        let before = cursor_in(query);
        let shown = service::admin::person(&web.cx.app, admin, id, before).await?;
        let reading = web.reading(admin.signed_in());
        let account = &shown.person.account;
        let groups = match shown.person.status {
            AccountStatus::Closed => None,
            AccountStatus::Active | AccountStatus::Deactivated => Some(choices_of(web, admin, id).await?),
        };
        let done = unless_refused(query, paths::DONE);
        let is_self = admin.signed_in().account.id == id;
        Ok(PersonView {
            id: id.to_string(),
            saved: done.as_deref().and_then(PersonSaved::of),
            done: done.and_then(|name| AdminAct::of(&name)),
            groups,
            name: account.name.clone(),
            email: account.email.to_string(),
            waiting: shown.pending_email.as_ref().map(|pending| WaitingEmail::of(pending, reading)),
            phone: account.phone.as_ref().map(|phone| (phone.number.to_string(), phone.is_verified)),
            is_admin: account.role == Role::Admin,
            is_self,
            edit: match is_self {
                true => Some(paths::SETTINGS_ACCOUNT.to_owned()),
                false => shown.is_editable.then(|| AdminRoute::Edit(id).path()),
            },
            status: status(shown.person.status, shown.locked_until, reading),
            joined: reading.moment(shown.person.created_at),
            last_seen: shown.last_seen.map(|at| reading.moment(at)),
            password_changed: shown.password_changed_at.map(|at| reading.in_words(at)),
            second_step: second_step(&shown.second_step),
            authenticator: shown.authenticator_since.map(|since| reading.in_words(since)),
            passkeys: shown.passkeys.iter().map(|passkey| PasskeyView::of(passkey, reading)).collect(),
            recovery_codes: shown.recovery_codes,
            sessions: shown
                .sessions
                .iter()
                .map(|session| SessionView::of(session, admin.signed_in(), reading))
                .collect(),
            newest: before.map(|_| AdminRoute::Person(id).path()),
            older: shown.events.older.map(|before| paths::person_before(id, &before.to_string())),
            activity: shown.events.events.into_iter().map(|event| entry(event, reading)).collect(),
            acts: shown.acts,
        })
    }
}

#[cfg(feature = "ssr")]
fn entry(event: AuditEvent, reading: Reading<'_>) -> ActivityEntry {
    ActivityEntry {
        what: event.activity,
        detail: event.detail,
        browser: came_from(&event.user_agent, event.operator.as_deref()),
        ip_address: event.client_address,
        at: reading.moment(event.at),
    }
}

#[component]
fn PersonPage(view: PersonView) -> impl IntoView {
    let done = view.done.map(person::done).or_else(|| view.saved.map(PersonSaved::words));
    let done = done.map(|title| view! { <JustDone title/> });
    let PersonView { id, is_self, acts, sessions, activity, newest, older, groups, .. } = view.clone();
    let groups = groups.map(|choices| static_view(view! { <GroupsOfPerson person=id choices/> }));
    view! {
        {done}
        {static_view(view! { <StatusSection view=view.clone()/> })}
        {static_view(view! { <Acts id=view.id.clone() acts is_self/> })}
        {static_view(view! { <Ways view/> })}
        {groups}
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
                            let text = format!("{} · ", session.ip_address);
                            let more = static_view(view! { <When moment=session.last_seen/> });
                            static_view(view! { <Row icon title=static_view(session.browser) text more actions=None/> })
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
fn StatusSection(view: PersonView) -> impl IntoView {
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
                <dd><When moment=view.joined/></dd>
                <dt>{person::LAST_SEEN}</dt>
                <dd>{moment_or_none(view.last_seen)}</dd>
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
    let waiting = view.waiting.map(|waiting| static_view(view! { <WaitingAddress person=view.id waiting/> }));
    let has_way = view.authenticator.is_some() || !view.passkeys.is_empty();
    let own: Vec<_> = match view.passkeys.is_empty() {
        true => vec![static_view(view! { <dd>{admin::NONE}</dd> })],
        false => view.passkeys.into_iter().map(passkey_in_words).collect(),
    };
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
                {waiting}
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

/// `Blue key: Added 3 weeks ago, not used yet`
fn passkey_in_words(passkey: PasskeyView) -> AnyView {
    let name = format!("{}: ", passkey.name);
    static_view(view! { <dd>{name} {passkey.facts()}</dd> })
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
