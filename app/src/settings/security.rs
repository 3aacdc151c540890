//! `/settings/security`: password, passkeys, second step, sessions, applications with access and recent activity.

use super::access::{Access, AccessEntry};
use super::activity::{ActivityEntry, ActivityList};
use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
use super::passkeys::{Passkeys, PasskeysView};
use super::second_step::{SecondStepSection, SecondStepView};
use super::sessions::{SessionView, Sessions};
use crate::passkeys::signal_accepted;
use crate::prelude::*;
use crate::words::activity;
use crate::words::onboarding::reminder;
use crate::words::settings::{self, password};

/// How many sessions, and how many events, the page shows.
#[cfg(feature = "ssr")]
const LATEST: u64 = 5;

/// `/settings/security`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecurityView {
    /// The account's passkeys as JSON for `signalAllAcceptedCredentials` of WebAuthn. `None`: passkeys do not work on
    /// this origin.
    pub accepted_passkeys: Option<String>,
    pub rules: Option<PasswordRules>,
    /// When the password was last changed, formatted. `None`: the user has not chosen one.
    pub password_changed: Option<String>,
    /// The account only has the temporary password that was sent to it, and the user has not chosen one yet.
    pub has_first_password: bool,
    /// `None`: the account has no passkeys and may not add any.
    pub passkeys: Option<PasskeysView>,
    /// `None`: the account has no second factor and may not set up an authenticator app.
    pub second_step: Option<SecondStepView>,
    /// The most recently used sessions.
    pub sessions: Vec<SessionView>,
    pub has_more_sessions: bool,
    /// The applications that the user has allowed something. There are few enough for one page.
    pub access: Vec<AccessEntry>,
    pub activity: Vec<ActivityEntry>,
}

impl SettingsView for SecurityView {
    fn title(&self) -> &'static str {
        settings::SECURITY.text()
    }

    fn lead(&self) -> String {
        settings::LEAD_SECURITY.into()
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn is_first(&self) -> bool {
        true
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <SecurityPage context view=self/> })
    }
}

impl SecurityView {
    #[cfg(feature = "ssr")]
    pub async fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        let zone = signed_in.account.zone();
        // These queries are independent, so they run concurrently.
        let ((sessions, more_sessions), access, (activity, _), own_passkeys, has_first_password) = tokio::try_join!(
            SessionView::load(web, signed_in, None, LATEST),
            AccessEntry::load(web, signed_in),
            ActivityEntry::load(web, signed_in, None, LATEST),
            web.own_passkeys(signed_in),
            web.has_first_password(signed_in),
        )?;
        let policy = &signed_in.organisation.policy;
        Ok(SecurityView {
            rules: policy.offers(Method::Password).then_some(policy.password),
            password_changed: signed_in.password_changed_at.map(|at| in_words(at, zone)),
            has_first_password,
            accepted_passkeys: web.accepted_passkeys(signed_in, &own_passkeys),
            passkeys: PasskeysView::of(web, signed_in, &own_passkeys),
            second_step: SecondStepView::of(signed_in),
            sessions,
            has_more_sessions: more_sessions.is_some(),
            access,
            activity,
        })
    }
}

#[component]
fn SecurityPage(context: SettingsContext, view: SecurityView) -> impl IntoView {
    let recovery = paths::recovery(&context.organisation);
    let organisation = context.organisation.name;
    let rules = view.rules.map(|rules| words::password::rules(&rules.rules()));
    let changed = view.password_changed;
    // No section if the organisation offers no passwords and the account has none.
    let has_first = view.has_first_password;
    let about_password = (rules.is_some() || changed.is_some())
        .then(|| static_view(view! { <PasswordSection rules=rules.unwrap_or_default() changed has_first recovery/> }));
    let is_any = !view.activity.is_empty();
    effect(move || {
        if let Some(accepted) = &view.accepted_passkeys {
            signal_accepted(accepted);
        }
    });
    view! {
        {about_password}
        {view.passkeys.map(|view| view! { <Passkeys view/> })}
        {view.second_step.map(|view| static_view(view! { <SecondStepSection view organisation/> }))}
        <Sessions sessions=view.sessions has_more=view.has_more_sessions/>
        <Access entries=view.access/>
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
