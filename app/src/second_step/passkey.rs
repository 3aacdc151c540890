//! A passkey as the second step, and the setup of a required first passkey.

use super::{AnswerWithPasskey, Remember, SetUpPasskey};
use crate::{
    passkeys::{NewPasskeyForm, PasskeyCeremony, PasskeyPurpose, Said},
    submission::Submission,
    ui::{Pause, Refused, static_view, while_true},
    words::{self, second_step},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, wasm_bindgen::JsCast as _};
use web_sys::HtmlInputElement;

/// Name of the checkbox that skips the second step in this browser next time.
const REMEMBER: &str = "remember";

#[component]
pub fn AnswerByPasskey(may_remember: bool, pause: Pause) -> impl IntoView {
    let answering = Submission::of::<AnswerWithPasskey>();
    answering.follow();
    let run = PasskeyCeremony::new(PasskeyPurpose::SecondStep, answering);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let ticked = document().get_element_by_id(REMEMBER).and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok());
        let remember = ticked.is_some_and(|tick| tick.checked());
        run.press(String::new(), if remember { vec![(REMEMBER, "on".to_owned())] } else { Vec::new() });
    };
    view! {
        <Refused error=Signal::derive(move || answering.error()) pause/>
        <Said run/>
        <p class="needs-script">{words::passkey::NEEDS_SCRIPT}</p>
        <form class="stack script-only" method="post" action=AnswerWithPasskey::url() on:submit=on_submit>
            <Remember may_remember/>
            <button type="submit" class="button button--primary button--wide" aria-busy=while_true(move || run.is_busy())>
                <span class="button__label">{second_step::OTHER_PASSKEY}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}

#[component]
pub fn FirstPasskey(name: String, pause: Pause) -> impl IntoView {
    let adding = Submission::of::<SetUpPasskey>();
    adding.follow();
    let run = PasskeyCeremony::new(PasskeyPurpose::SetUp, adding);
    static_view(view! { <NewPasskeyForm run name action=SetUpPasskey::url() pause/> })
}
