//! `/settings/security/password`: the current password, and the new one twice.

use super::current_password::{CurrentPassword, empty_refused, is_about_current_password};
use super::frame::NavSection;
use super::page::{SettingsContext, SettingsView};
#[cfg(feature = "ssr")]
use super::{answers::done, page::Done};
#[cfg(feature = "ssr")]
use crate::paths::SettingsRoute;
use crate::{prelude::*, words::settings::password};
#[cfg(feature = "ssr")]
use domain::Method;
use domain::{Password, PasswordRules};
#[cfg(feature = "ssr")]
use service::account::recently_authenticated;

/// `/settings/security/password`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordView {
    pub rules: PasswordRules,
    pub has_password: bool,
}

impl SettingsView for PasswordView {
    fn title(&self) -> &'static str {
        if self.has_password { password::CHANGE.text() } else { password::SET.text() }
    }

    fn lead(&self) -> String {
        let rules = words::password::rules(&self.rules.rules());
        format!("{rules} {}", password::EVERYWHERE.text())
    }

    fn section(&self) -> NavSection {
        NavSection::Security
    }

    fn draw(self, context: SettingsContext) -> AnyView {
        static_view(view! { <PasswordPage context view=self/> })
    }
}

impl PasswordView {
    /// Choosing a first password requires recent reauthentication.
    #[cfg(feature = "ssr")]
    pub fn load(web: &WebRequest, signed_in: &SignedIn) -> Answer<Self> {
        let has_password = signed_in.password_changed_at.is_some();
        if !signed_in.organisation.policy.offers(Method::Password) {
            return Err(Refusal::NotOffered.into());
        }
        if !has_password {
            recently_authenticated(&web.cx.app, signed_in)?;
        }
        Ok(PasswordView { rules: signed_in.organisation.policy.password, has_password })
    }
}

/// Sets a new password, typed twice. `current` is required if the account has a password.
#[server(endpoint = "change_password", input = PostUrl, output = Postcard)]
pub async fn change_password(
    #[server(default)] current: Password,
    password: Password,
    confirmation: Password,
) -> Result<Redirect, ApiError> {
    const SAVED: Done = Done::new("password");
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        match service::settings::change_password(&web.cx, &signed_in, current, [password, confirmation]).await {
            Ok(changed) => {
                web.renew_session(&changed);
                Ok(done(SettingsRoute::Security, SAVED))
            }
            Err(failure) => web.reauthenticate(failure, SettingsRoute::Password, None),
        }
    })
    .await
}

const SECRETS: [&str; 3] = [CURRENT_PASSWORD.input, PASSWORD.input, CONFIRMATION.input];

fn is_about_a_field(error: &Refusal) -> bool {
    is_about_current_password(error) || is_about_new_password(error)
}

#[component]
fn PasswordPage(context: SettingsContext, view: PasswordView) -> impl IntoView {
    let saving = Submission::of::<ChangePassword>();
    saving.redirect_on_success();
    let password = NewPassword::new(view.rules, &context.organisation);
    let clock = ServerClock::from_reading(context.now, context.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: password::PAUSED.text() };
    let about = StoredValue::new([context.email.clone(), context.name.unwrap_or_default()]);
    let rate = move || about.with_value(|[email, name]| password.rate(email, name));
    effect(rate);
    empty_refused(saving, &SECRETS, rate);
    let current = NodeRef::<Input>::new();
    let error = saving.field_error(is_about_current_password);
    let is_later = view.has_password;
    let new = static_view(view! { <ConfirmedPassword password saving is_later/> });
    let present = is_later.then(|| {
        focus_refused(current, error);
        focus_first(current);
        let is_about_new = saving.field_error(is_about_new_password).with_untracked(Option::is_some);
        let recovery = paths::recovery(&context.organisation);
        view! {
            <CurrentPassword input=current error autofocus=!is_about_new/>
            <p>
                <a class="target" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
            </p>
        }
    });
    let on_submit = move |event: SubmitEvent| {
        rate();
        password.send(saving, &event, &[(current, FormField::Password)]);
    };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.form_error(is_about_a_field) pause/>
            <form
                class="stack"
                method="post"
                action=ChangePassword::url()
                novalidate
                on:submit=on_submit
                on:input=move |_| rate()
            >
                <PasswordOwner email=context.email/>
                {present}
                {new}
            </form>
        </div>
    }
}
