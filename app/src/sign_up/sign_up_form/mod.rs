//! The sign-up form. It only asks for what the organisation needs.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

mod state;

use super::{SignUp, SignUpScreen};
use crate::{
    typed::LastTyped,
    ui::{EMAIL, Field, Kind, NAME, NewPasswordField, Pause, PhoneField, Refused, SaveButton, ServerClock},
    words,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use state::Form;

#[component]
pub fn SignUpForm(screen: SignUpScreen) -> impl IntoView {
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT.text(), text: words::sign_in::PAUSED.text() };
    let typed = screen.typed.clone();
    // Restores the address when the user comes back from the code screen or from another page.
    let LastTyped(last) = expect_context();
    if !typed.email.is_empty() {
        last.set(typed.email);
    }
    let countries = screen.countries.clone();
    let form = Form::new(screen);
    form.follow_outcome();
    let on_submit = move |event: SubmitEvent| {
        form.submit(&event);
    };
    let keep = move || last.set(form.typed_email());
    let on_input = move |_| {
        form.look();
        keep();
    };
    Effect::new(keep);
    // Without JavaScript the server renders the page again, with the first refused field in focus.
    let [at_email, at_phone, at_password] = untrack(|| form.refused_fields());
    let phone = (!countries.is_empty()).then(|| {
        let (input, country, value, error) = (form.phone, form.country, typed.phone, form.phone_error);
        view! { <PhoneField input country countries value is_optional=true autofocus=at_phone error/> }
    });
    let password = form.password.map(|password| {
        let error = form.password_error;
        view! { <NewPasswordField password label=words::password::PASSWORD autofocus=at_password error/> }
    });
    view! {
        <Refused error=form.above() pause/>
        <form
            class="stack"
            method="post"
            action=SignUp::url()
            novalidate
            on:submit=on_submit
            on:input=on_input
        >
            <input type="hidden" name="organisation" value=form.organisation()/>
            <input type="hidden" name="return_to" value=form.return_to()/>
            <Field
                input=form.name
                ids=NAME
                kind=Kind::NAME
                label=words::sign_up::FULL_NAME
                value=typed.name
                autofocus=!(at_email || at_phone || at_password)
                error=form.name_error
            />
            <Field
                input=form.email
                ids=EMAIL
                kind=Kind::email("email")
                label=words::sign_in::EMAIL_ADDRESS
                value=last.get_untracked()
                hint=words::sign_up::EMAIL_HINT
                autofocus=at_email
                error=form.email_error
            />
            {phone}
            {password}
            <SaveButton
                label=words::sign_up::CREATE
                busy=Signal::derive(move || form.submission.is_busy())
                password=form.password
            />
        </form>
    }
}
