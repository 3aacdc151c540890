//! `/new-password/TOKEN`, and `/choose-password` behind a temporary password: whose password it is, and the new one, twice.
//! Only the press of the button changes anything.

use super::{ChoosePassword, Link, NewPasswordScreen, SavePassword, confirm::Confirm};
use crate::{
    api_error::ApiError,
    paths,
    submission::Submission,
    ui::{
        CONFIRMATION, FieldFoot, GateLayout, NewPassword, NewPasswordField, PasswordInput, Pause, Refused, ServerClock,
        SubmitButton, WHY_OFF, focus_first, focus_refused, still,
    },
    words::{
        self,
        recovery::{self, link},
    },
};
use domain::{PasswordRules, password::PasswordProblem, sign_in::SignInError};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn NewPasswordPage(screen: NewPasswordScreen) -> impl IntoView {
    let home = paths::sign_in(&screen.organisation);
    let name = screen.organisation.name.clone();
    let content = match screen.link.clone() {
        Link::Open { email, rules } | Link::Choice { email, rules } => still(view! { <Choose screen email rules/> }),
        Link::Confirm { email } => still(view! { <Confirm screen email/> }),
        Link::Used => over(screen, [link::USED, link::WHEN_USED, link::ANOTHER]),
        Link::Confirmed => over(screen, [link::USED, link::WHEN_CONFIRMED, link::ANOTHER]),
        Link::Old => over(screen, [link::OLD, link::WHEN_OLD, link::ANOTHER]),
        Link::Unknown => over(screen, [link::UNKNOWN, link::WHEN_UNKNOWN, link::ANOTHER]),
        Link::NoChoice => over(screen, [link::NO_CHOICE, link::WHEN_NO_CHOICE, link::ANOTHER_PASSWORD]),
    };
    view! {
        <GateLayout organisation=name home>
            {content}
        </GateLayout>
    }
}

/// What says why there is nothing to choose here, and offers another way.
fn over(screen: NewPasswordScreen, [title, text, another]: [&'static str; 3]) -> AnyView {
    still(view! {
        <div class="card">
            <div class="card__head">
                <h1>{title}</h1>
                <p>{text}</p>
            </div>
            <div class="actions">
                <a class="button button--primary" href=paths::recovery(&screen.organisation)>{another}</a>
                <a class="button button--quiet" href=paths::sign_in(&screen.organisation)>{words::sign_in::SIGN_IN}</a>
            </div>
        </div>
    })
}

fn is_about_password(error: &SignInError) -> bool {
    matches!(error, SignInError::Password(_))
}

fn is_about_confirmation(error: &SignInError) -> bool {
    matches!(error, SignInError::PasswordsDiffer)
}

#[component]
fn Choose(screen: NewPasswordScreen, email: String, rules: PasswordRules) -> impl IntoView {
    let is_choice = matches!(screen.link, Link::Choice { .. });
    let (saving, action) = match is_choice {
        true => (Submission::of::<ChoosePassword>(), ChoosePassword::url()),
        false => (Submission::of::<SavePassword>(), SavePassword::url()),
    };
    saving.follow();
    let password = NewPassword::new(rules);
    let confirmation = NodeRef::<Input>::new();
    let (error, confirmation_error) = (saving.beside(is_about_password), saving.beside(is_about_confirmation));
    focus_refused(password.input, error);
    focus_refused(confirmation, confirmation_error);
    focus_first(password.input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::sign_in::UNTIL_NEXT, text: recovery::choose::PAUSED };
    let about = StoredValue::new([email.clone(), screen.organisation.name.clone()]);
    let look = move || about.with_value(|[email, organisation]| password.look(&[email, organisation]));
    Effect::new(look);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        look();
        if untrack(|| password.is_off()) {
            let _ = password.input.get_untracked().map(|input| input.focus());
        } else if !password.may_be_saved() {
            let problem = SignInError::Password(PasswordProblem::Rules);
            saving.outcome.set(Some(Err(ApiError::Refused(problem))));
        } else {
            saving.send_on(&event);
        }
    };
    let why_off = password.waits_for_bar();
    let at_confirmation = confirmation_error.with_untracked(Option::is_some);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::choose::TITLE}</h1>
                <p>
                    {recovery::choose::FOR} " " <strong class="address">{email.clone()}</strong> ". "
                    {recovery::choose::EVERYWHERE}
                </p>
            </div>
            <Refused error=saving.above(|error| is_about_password(error) || is_about_confirmation(error)) pause/>
            <form
                class="stack"
                method="post"
                action=action
                novalidate
                on:submit=on_submit
                on:input=move |_| look()
            >
                {(!is_choice).then(|| view! { <input type="hidden" name="token" value=screen.token/> })}
                // Tells password managers whose password it is.
                <input
                    class="visually-hidden"
                    type="email"
                    autocomplete="username"
                    value=email
                    readonly
                    tabindex="-1"
                    aria-hidden="true"
                />
                <NewPasswordField
                    password
                    label=words::password::NEW_PASSWORD
                    autofocus=!at_confirmation
                    error
                />
                <div class="field">
                    <PasswordInput
                        input=confirmation
                        id=CONFIRMATION.input
                        label=words::password::CONFIRM
                        autocomplete="new-password"
                        described_by=CONFIRMATION.described_by(confirmation_error)
                        invalid=Signal::derive(move || confirmation_error.with(Option::is_some))
                        autofocus=at_confirmation
                    />
                    <FieldFoot ids=CONFIRMATION hint=Signal::stored(String::new()) error=confirmation_error/>
                </div>
                <div class="stack stack--tight">
                    <SubmitButton
                        label=words::password::SAVE
                        busy=Signal::derive(move || saving.is_busy())
                        off=Signal::derive(move || password.is_off())
                        described_by=why_off.then_some(WHY_OFF)
                    />
                    {why_off
                        .then(|| {
                            view! { <p class="field__hint with-script" id=WHY_OFF>{words::password::WAITS_FOR_BAR}</p> }
                        })}
                </div>
            </form>
        </div>
    }
}
