//! `/settings/security/password`: the current password, and the new one twice.

use super::{
    ChangePassword, PasswordView, SettingsScreen,
    current_password::{CurrentPassword, is_about_current_password},
};
use crate::{
    paths,
    submission::Submission,
    ui::{
        ConfirmedPassword, NewPassword, PasswordOwner, Pause, Refused, ServerClock, focus_first, focus_refused,
        is_about_new_password, static_view,
    },
    words::{self, settings::password as words_here},
};
use domain::Refusal;
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

fn is_about_a_field(error: &Refusal) -> bool {
    is_about_current_password(error) || is_about_new_password(error)
}

#[component]
pub fn PasswordPage(screen: SettingsScreen, view: PasswordView) -> impl IntoView {
    let saving = Submission::of::<ChangePassword>();
    saving.follow();
    let password = NewPassword::new(view.rules);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT.text(), text: words_here::PAUSED.text() };
    let about = [screen.email.clone(), screen.name.unwrap_or_default(), screen.organisation.name.clone()];
    let about = StoredValue::new(about);
    let look = move || about.with_value(|about| password.look(&about.each_ref().map(String::as_str)));
    Effect::new(look);
    let current = NodeRef::<Input>::new();
    let error = saving.beside(is_about_current_password);
    let is_later = view.has_password;
    let new = static_view(view! { <ConfirmedPassword password saving is_later/> });
    let present = is_later.then(|| {
        focus_refused(current, error);
        focus_first(current);
        let is_about_new = saving.beside(is_about_new_password).with_untracked(Option::is_some);
        let recovery = paths::recovery(&screen.organisation);
        view! {
            <CurrentPassword input=current error autofocus=!is_about_new/>
            <p>
                <a class="target" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
            </p>
        }
    });
    let on_submit = move |event: SubmitEvent| {
        look();
        password.send(saving, &event);
    };
    view! {
        <div class="panel panel--form panel__body stack">
            <Refused error=saving.above(is_about_a_field) pause/>
            <form
                class="stack"
                method="post"
                action=ChangePassword::url()
                novalidate
                on:submit=on_submit
                on:input=move |_| look()
            >
                <PasswordOwner email=screen.email/>
                {present}
                {new}
            </form>
        </div>
    }
}
