//! Where an authenticator's code or a recovery code is typed.

use super::{AnswerSecondStep, Remember, SecondStepScreen};
use crate::{
    paths::SecondStepAddress,
    submission::Submission,
    ui::{FieldFoot, FieldIds, Pause, Refused, ServerClock, SubmitButton, focus_first, focus_refused, while_true},
    words::{self, Word, second_step},
};
use domain::sign_in::SignInError;
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

const CODE: FieldIds = FieldIds { input: "code", hint: "", error: "code-error" };

fn is_about_code(error: &SignInError) -> bool {
    matches!(error, SignInError::InvalidCode)
}

/// How a kind of code is typed.
struct Typing {
    label: Word,
    mode: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    button: Word,
}

const AUTHENTICATOR: Typing = Typing {
    label: second_step::AUTHENTICATOR_CODE,
    mode: "numeric",
    autocomplete: "one-time-code",
    longest: "20",
    button: words::code::VERIFY,
};

const RECOVERY: Typing = Typing {
    label: second_step::RECOVERY_CODE,
    mode: "text",
    autocomplete: "off",
    longest: "64",
    button: words::sign_in::SIGN_IN,
};

#[component]
pub fn AnswerForm(screen: SecondStepScreen, way: SecondStepAddress) -> impl IntoView {
    let typing = if way == SecondStepAddress::RecoveryCode { RECOVERY } else { AUTHENTICATOR };
    let answering = Submission::of::<AnswerSecondStep>();
    answering.follow();
    let input = NodeRef::<Input>::new();
    let error = answering.beside(is_about_code);
    focus_first(input);
    focus_refused(input, error);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: second_step::PAUSED.text() };
    // A wrong one is good for nothing any more.
    Effect::new(move || {
        if let (true, Some(input)) = (error.with(Option::is_some), input.get_untracked()) {
            input.set_value("");
        }
    });
    view! {
        <Refused error=answering.above(is_about_code) pause/>
        <form
            class="stack"
            method="post"
            action=AnswerSecondStep::url()
            novalidate
            on:submit=move |event: SubmitEvent| answering.send_on(&event)
        >
            <input type="hidden" name="way" value=way.name()/>
            <div class="field">
                <label class="field__label" for=CODE.input>{typing.label}</label>
                <input
                    class="input"
                    id=CODE.input
                    name=CODE.input
                    type="text"
                    inputmode=typing.mode
                    autocomplete=typing.autocomplete
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength=typing.longest
                    required
                    autofocus
                    aria-describedby=CODE.described_by(error)
                    aria-invalid=while_true(move || error.with(Option::is_some))
                    node_ref=input
                />
                <FieldFoot ids=CODE hint=Signal::stored(String::new()) error/>
            </div>
            <Remember may_remember=screen.choices.may_remember/>
            <SubmitButton label=typing.button busy=Signal::derive(move || answering.is_busy())/>
        </form>
    }
}
