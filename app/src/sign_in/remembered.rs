//! "You signed in this way last time.", and the button that forgets it.

use super::{ForgetMethod, PasskeyPlace, sign_in_forms::SignInForms};
use crate::{submission::Submission, ui::there_while, words};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn Remembered(desk: SignInForms) -> impl IntoView {
    let first = desk.gate.with_value(|gate| gate.methods.first().copied());
    let is_passkey = desk.gate.with_value(|gate| gate.passkey == Some(PasskeyPlace::Remembered));
    let forget = Submission::of::<ForgetMethod>();
    let is_forgotten = Memo::new(move |_| forget.is_done());
    let is_elsewhere = Memo::new(move |_| !is_passkey && Some(desk.selected.get()) != first);
    let text = move || match forget.error() {
        Some(error) => words::failure(&error).0,
        None if is_forgotten.get() => words::sign_in::FORGOTTEN.text(),
        None => words::sign_in::REMEMBERED.text(),
    };
    let on_submit = move |event: SubmitEvent| {
        forget.send_on(&event);
    };
    view! {
        <form
            class="aside"
            method="post"
            action=ForgetMethod::url()
            hidden=there_while(move || is_elsewhere.get())
            on:submit=on_submit
        >
            <input type="hidden" name="organisation" value=desk.organisation()/>
            <span role="status">{Signal::derive(move || text().to_owned())}</span>
            <button type="submit" class="link-button" hidden=there_while(move || is_forgotten.get())>{words::sign_in::FORGET}</button>
        </form>
    }
}
