//! A new password, typed twice, and the button that saves it.

use super::{
    FieldFoot, NewPassword, NewPasswordField, PasswordInput, SubmitButton, field::CONFIRMATION, focus_first,
    focus_refused, until_edited,
};
use crate::{submission::Submission, words};
use domain::refusal::{PasswordRefusal, Refusal};
use leptos::prelude::*;

/// Whether a refusal is about one of the two fields.
pub fn is_about_new_password(error: &Refusal) -> bool {
    is_about_password(error) || is_about_confirmation(error)
}

fn is_about_password(error: &Refusal) -> bool {
    matches!(error, Refusal::Password(PasswordRefusal::Unsuitable(_)))
}

fn is_about_confirmation(error: &Refusal) -> bool {
    matches!(error, Refusal::Password(PasswordRefusal::ConfirmationDiffers))
}

/// The last part of a form that posts `password` and `confirmation`.
#[component]
pub fn ConfirmedPassword(
    password: NewPassword,
    saving: Submission,
    /// Whether the form starts with other fields.
    #[prop(optional)]
    is_later: bool,
    /// The label of the button.
    #[prop(default = words::password::SAVE.text(), into)]
    label: &'static str,
) -> impl IntoView {
    let confirmation = password.confirmation;
    let (error, confirmation_error) =
        (saving.field_error(is_about_password), saving.field_error(is_about_confirmation));
    focus_refused(password.input, error);
    focus_refused(confirmation, confirmation_error);
    let is_refused = error.with_untracked(Option::is_some);
    let at_confirmation = !is_refused && confirmation_error.with_untracked(Option::is_some);
    let at_password = if is_later { is_refused } else { !at_confirmation };
    if !is_later {
        focus_first(password.input);
    }
    let confirmation_error = until_edited(CONFIRMATION.input, confirmation_error);
    view! {
        <NewPasswordField password label=words::password::NEW_PASSWORD autofocus=at_password enter_key="next" error/>
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
        <SaveButton
            label
            busy=Signal::derive(move || saving.is_busy())
            password=Some(password)
        />
    }
}

/// Tells password managers which account the password of a form belongs to.
#[component]
pub fn PasswordOwner(email: String) -> impl IntoView {
    view! {
        <input
            class="visually-hidden"
            type="email"
            autocomplete="username"
            value=email
            readonly
            tabindex="-1"
            aria-hidden="true"
        />
    }
}

const WHY_OFF: &str = "password-why-off";

/// The submit button of a form with a new password. With `StrengthRule::Full`, the button is disabled until the bar is
/// full, and a hint says so. `password` is `None` if the form asks for none.
#[component]
pub fn SaveButton(
    #[prop(into)] label: &'static str,
    #[prop(into)] busy: Signal<bool>,
    #[prop(optional_no_strip)] password: Option<NewPassword>,
) -> impl IntoView {
    let why_off = password.is_some_and(NewPassword::waits_for_bar);
    view! {
        <div class="stack stack--tight">
            <SubmitButton
                label
                busy
                off=Signal::derive(move || password.is_some_and(NewPassword::is_off))
                described_by=why_off.then_some(WHY_OFF)
            />
            {why_off
                .then(|| {
                    view! { <p class="field__hint with-script" id=WHY_OFF>{words::password::WAITS_FOR_BAR}</p> }
                })}
        </div>
    }
}
