//! The form for a code of an authenticator app or a recovery code.

use super::{AnswerSecondStep, Remember, SecondStepScreen};
use crate::{
    paths::SecondStepAddress,
    submission::Submission,
    ui::{
        AuthenticatorCode, FieldFoot, FieldIds, Pause, Refused, ServerClock, SubmitButton, focus_first, focus_refused,
        static_view, while_true,
    },
    words::{self, Sentence, second_step},
};
use domain::refusal::{CodeRefusal, Refusal};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

const RECOVERY_CODE: FieldIds = FieldIds { input: "code", hint: "", error: "code-error" };

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::Invalid | CodeRefusal::ClockIsOff(_)))
}

#[component]
pub fn AnswerForm(screen: SecondStepScreen, way: SecondStepAddress) -> impl IntoView {
    let answering = Submission::of::<AnswerSecondStep>();
    answering.follow();
    let input = NodeRef::<Input>::new();
    let error = answering.beside(is_about_code);
    focus_first(input);
    focus_refused(input, error);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: second_step::PAUSED.text() };
    // A rejected code is of no further use. Clear the field for the next one.
    Effect::new(move || {
        if let (true, Some(input)) = (error.with(Option::is_some), input.get_untracked()) {
            input.set_value("");
        }
    });
    let (field, button) = match way {
        SecondStepAddress::RecoveryCode => {
            (static_view(view! { <RecoveryCodeField input error/> }), words::sign_in::SIGN_IN)
        }
        _ => (static_view(view! { <AuthenticatorCode input error/> }), words::code::VERIFY),
    };
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
            {field}
            <Remember may_remember=screen.choices.may_remember/>
            <SubmitButton label=button busy=Signal::derive(move || answering.is_busy())/>
        </form>
    }
}

#[component]
fn RecoveryCodeField(input: NodeRef<Input>, error: Signal<Option<Sentence>>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=RECOVERY_CODE.input>{second_step::RECOVERY_CODE}</label>
            <input
                class="input"
                id=RECOVERY_CODE.input
                name=RECOVERY_CODE.input
                type="text"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                maxlength="64"
                required
                autofocus
                aria-describedby=RECOVERY_CODE.described_by(error)
                aria-invalid=while_true(move || error.with(Option::is_some))
                node_ref=input
            />
            <FieldFoot ids=RECOVERY_CODE hint=Signal::stored(String::new()) error/>
        </div>
    }
}
