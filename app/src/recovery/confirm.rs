//! `/reset/TOKEN`: confirms a password reset. Opening the page changes nothing; its button does.

use super::{ConfirmReset, NewPasswordScreen};
use crate::{
    submission::Submission,
    ui::{Refused, SubmitButton},
    words::recovery::{choose, reset},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn Confirm(screen: NewPasswordScreen, email: String) -> impl IntoView {
    let confirming = Submission::of::<ConfirmReset>();
    confirming.follow();
    let on_submit = move |event: SubmitEvent| confirming.send_on(&event);
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{reset::TITLE}</h1>
                <p>{choose::FOR} " " <strong class="address">{email}</strong> ". " {reset::WILL_SEND}</p>
            </div>
            <Refused error=Signal::derive(move || confirming.error())/>
            <form class="stack" method="post" action=ConfirmReset::url() on:submit=on_submit>
                <input type="hidden" name="token" value=screen.token/>
                <SubmitButton label=reset::CONFIRM busy=Signal::derive(move || confirming.is_busy())/>
            </form>
        </div>
    }
}
