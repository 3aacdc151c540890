//! What stands above a form when the reason is not one of its fields: a pause with its clock, or a failure.

use super::{Notice, ServerClock, Tone, Wait, still};
use crate::{api_error::ApiError, words};
use domain::sign_in::SignInError;
use leptos::prelude::*;

#[component]
pub fn Refused(
    error: Signal<Option<ApiError<SignInError>>>,
    clock: ServerClock,
    wait_label: &'static str,
    wait_text: &'static str,
) -> impl IntoView {
    move || {
        error.get().map(|error| {
            let until = match error {
                ApiError::Refused(SignInError::TooManyAttempts { until }) => until,
                _ => None,
            };
            let (title, text) = match &error {
                ApiError::Refused(refusal) => (words::refusal(refusal), ""),
                other => words::failure(other),
            };
            still(view! {
                <div class="stack stack--loose">
                    <Notice tone=Tone::Error title text/>
                    {until.map(|until| view! { <Wait until clock label=wait_label text=wait_text/> })}
                </div>
            })
        })
    }
}
