//! The forms of the second step: a code of an authenticator app, a recovery code or a passkey; and the setup of a
//! required first passkey or authenticator app.

use super::{AnswerSecondStep, AnswerWithPasskey, BeginSetUp, FinishSetUp, SecondStepScreen, SetUpPasskey};
use crate::passkeys::{CeremonyError, NewPasskeyForm, PasskeyCeremony, PasskeyPurpose};
use crate::paths::SecondStepRoute;
use crate::prelude::*;
use crate::settings::{AppKey, WaitingApp};
use crate::words::second_step;
use crate::words::settings::authenticator;
use web_sys::HtmlInputElement;

/// The id of the checkbox that skips the second step in this browser next time; also its name in the form post.
const REMEMBER: &str = "remember";

/// The checkbox "Don't ask again in this browser for 30 days", if the policy allows it.
#[component]
pub fn Remember(may_remember: bool) -> impl IntoView {
    may_remember.then(|| {
        static_view(view! {
            <label class="check" for=REMEMBER>
                <input type="checkbox" id=REMEMBER name=REMEMBER value="on"/>
                <span>{second_step::REMEMBER}</span>
            </label>
        })
    })
}

const RECOVERY_CODE: FieldIds = FieldIds { input: "code", hint: "", error: "code-error" };

fn is_about_code(error: &Refusal) -> bool {
    matches!(error, Refusal::Code(CodeRefusal::Invalid | CodeRefusal::ClockIsOff(_)))
}

#[component]
pub fn AnswerForm(screen: SecondStepScreen, way: SecondStepRoute) -> impl IntoView {
    let answering = Submission::of::<AnswerSecondStep>();
    answering.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = answering.field_error(is_about_code);
    focus_first(input);
    focus_refused(input, error);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: second_step::PAUSED.text() };
    // A rejected code is of no further use. Clear the field for the next one.
    effect(move || {
        if let (true, Some(input)) = (error.with(Option::is_some), input.get_untracked()) {
            input.set_value("");
        }
    });
    let (field, button) = match way {
        SecondStepRoute::RecoveryCode => {
            (static_view(view! { <RecoveryCodeField input error/> }), words::sign_in::SIGN_IN)
        }
        _ => (static_view(view! { <AuthenticatorCode input error/> }), words::code::VERIFY),
    };
    view! {
        <Refused error=answering.form_error(is_about_code) pause/>
        <form
            class="stack"
            method="post"
            action=AnswerSecondStep::url()
            novalidate
            on:submit=move |event: SubmitEvent| answering.send_on(&event)
        >
            <input type="hidden" name="way" value=way.segment()/>
            {field}
            <Remember may_remember=screen.choices.may_remember/>
            <SubmitButton label=button busy=Signal::derive(move || answering.is_busy())/>
        </form>
    }
}

#[component]
fn RecoveryCodeField(input: NodeRef<Input>, error: Signal<Option<Sentence>>) -> impl IntoView {
    let error = until_edited(RECOVERY_CODE.input, error);
    view! {
        <div class="field">
            <label class="field__label" for=RECOVERY_CODE.input>{second_step::RECOVERY_CODE}</label>
            <input
                class="input"
                id=RECOVERY_CODE.input
                name=RECOVERY_CODE.input
                type="text"
                enterkeyhint="go"
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

#[component]
pub fn AnswerByPasskey(may_remember: bool, pause: Pause) -> impl IntoView {
    let answering = Submission::of::<AnswerWithPasskey>();
    answering.redirect_on_success();
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::SecondStep, answering);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let ticked = document().get_element_by_id(REMEMBER).and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok());
        let remember = ticked.is_some_and(|tick| tick.checked());
        ceremony.press(String::new(), if remember { vec![(REMEMBER, "on".to_owned())] } else { Vec::new() });
    };
    view! {
        <Refused error=Signal::derive(move || answering.error()) pause/>
        <CeremonyError ceremony/>
        <p class="needs-script">{words::passkey::NEEDS_SCRIPT}</p>
        <form class="stack script-only" method="post" action=AnswerWithPasskey::url() on:submit=on_submit>
            <Remember may_remember/>
            <button type="submit" class="button button--primary button--wide" aria-busy=while_true(move || ceremony.is_busy())>
                <span>{second_step::OTHER_PASSKEY}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}

#[component]
pub fn FirstPasskey(name: String, pause: Pause) -> impl IntoView {
    let adding = Submission::of::<SetUpPasskey>();
    adding.redirect_on_success();
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::SetUp, adding);
    static_view(view! { <NewPasskeyForm ceremony name action=SetUpPasskey::url() pause/> })
}

#[component]
pub fn SetUpAuthenticator(app: Option<WaitingApp>) -> impl IntoView {
    match app {
        Some(app) => static_view(view! { <FirstCode app/> }),
        None => static_view(view! { <Begin/> }),
    }
}

/// Begins the setup again, because the one before was begun too long ago.
#[component]
fn Begin() -> impl IntoView {
    let beginning = Submission::of::<BeginSetUp>();
    beginning.redirect_on_success();
    view! {
        <Refused error=Signal::derive(move || beginning.error())/>
        <form
            class="stack"
            method="post"
            action=BeginSetUp::url()
            on:submit=move |event: SubmitEvent| beginning.send_on(&event)
        >
            <p>{authenticator::START_AGAIN}</p>
            <SubmitButton label=authenticator::SET_UP busy=Signal::derive(move || beginning.is_busy())/>
        </form>
    }
}

#[component]
fn FirstCode(app: WaitingApp) -> impl IntoView {
    let turning_on = Submission::of::<FinishSetUp>();
    turning_on.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = turning_on.field_error(is_about_code);
    focus_refused(input, error);
    focus_first(input);
    view! {
        <Refused error=turning_on.form_error(is_about_code)/>
        <div class="stack">
            <h2>{authenticator::STEP_SCAN}</h2>
            {static_view(view! { <AppKey app/> })}
            <h2>{authenticator::STEP_CODE}</h2>
            <form
                class="stack"
                method="post"
                action=FinishSetUp::url()
                novalidate
                on:submit=move |event: SubmitEvent| turning_on.send_on(&event)
            >
                <AuthenticatorCode input error/>
                <SubmitButton label=authenticator::TURN_ON busy=Signal::derive(move || turning_on.is_busy())/>
            </form>
        </div>
    }
}
