//! The form for signing in with email address and password. Wrong passwords lead to a lockout or to a wait before the
//! next try. Both end by the server's clock.

mod state;

use super::{
    SignInWithPassword,
    other_ways::OtherWays,
    sign_in_forms::{HiddenInputs, SignInForms},
};
use crate::{
    paths,
    ui::{
        EMAIL, Field, FieldFoot, Kind, PASSWORD, PasswordInput, Pause, Refused, SubmitButton, static_view, there_while,
    },
    words,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use state::Form;

#[component]
pub fn PasswordForm(desk: SignInForms) -> impl IntoView {
    let form = Form::new(desk);
    form.follow_refusals();
    let spoken = form.announcement();
    let on_submit = move |event: SubmitEvent| {
        form.submit(&event);
    };
    let has_others = desk.gate.with_value(|gate| gate.methods.len() > 1);
    let text = if has_others { words::sign_in::PASSWORD_PAUSED } else { words::sign_in::ONLY_PASSWORD_PAUSED };
    let pause = Pause { clock: desk.clock, label: words::sign_in::UNTIL_PASSWORD.text(), text: text.text() };
    view! {
        <Refused error=form.above() pause/>
        {move || form.is_locked.get().then(|| static_view(view! { <OtherWays desk/> }))}
        <form
            class="stack"
            method="post"
            action=SignInWithPassword::url()
            novalidate
            hidden=there_while(move || form.is_locked.get())
            on:submit=on_submit
            on:input=move |_| desk.keep_email(form.email)
        >
            <HiddenInputs desk/>
            <Fields form/>
            <SubmitButton
                label=words::sign_in::SIGN_IN
                busy=Signal::derive(move || desk.password.is_busy())
                wait=Signal::derive(move || form.wait())
            />
        </form>
        <ForgotLink desk/>
        <span class="visually-hidden" role="status">{Signal::derive(move || spoken.get().to_owned())}</span>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let error = form.password_error;
    let is_password_first = error.with_untracked(Option::is_some);
    // For browsers without JavaScript. With it, the button shows a countdown instead.
    let wait = form.wait_at_first().map(words::sign_in::try_again_in);
    view! {
        <Field
            input=form.email
            ids=EMAIL.bare()
            kind=Kind::email(form.desk.autocomplete("username", "username webauthn"))
            label=words::sign_in::EMAIL_ADDRESS
            value=form.desk.email.get_untracked()
            autofocus=!is_password_first
            error=form.email_error
        />
        <div class="field">
            <PasswordInput
                input=form.password
                id=PASSWORD.input
                label=words::password::PASSWORD
                autocomplete="current-password"
                described_by=PASSWORD.described_by(error)
                invalid=Signal::derive(move || error.with(Option::is_some))
                autofocus=is_password_first
            />
            <FieldFoot ids=PASSWORD hint=Signal::stored(String::new()) error/>
            {wait.map(|wait| view! { <p class="field__hint without-script">{wait}</p> })}
        </div>
    }
}

#[component]
fn ForgotLink(desk: SignInForms) -> impl IntoView {
    let recovery = desk.gate.with_value(|gate| paths::recovery(&gate.organisation));
    view! {
        <p class="link-line">
            <a class="target" href=recovery>{words::sign_in::FORGOT_PASSWORD}</a>
        </p>
    }
}
