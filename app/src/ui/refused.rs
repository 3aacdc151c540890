//! What stands above a form when the reason is not one of its fields: a pause with its clock, or a failure.

use super::{Notice, ServerClock, Tone, countdown::Wait, still};
use crate::{api_error::ApiError, words};
use domain::sign_in::SignInError;
use leptos::prelude::*;

/// What a pause says, and by which clock it ends.
#[derive(Clone, Copy)]
pub struct Pause {
    pub clock: ServerClock,
    pub label: &'static str,
    pub text: &'static str,
}

/// Without a `pause`, nothing here is ever asked for too often.
#[component]
pub fn Refused(
    error: Signal<Option<ApiError<SignInError>>>,
    #[prop(default = None, into)] pause: Option<Pause>,
) -> impl IntoView {
    let until = Memo::new(move |_| match error.get() {
        Some(ApiError::Refused(SignInError::TooManyAttempts { until })) => until,
        _ => None,
    });
    let is_over = Memo::new(move |_| match (until.get(), pause) {
        (Some(until), Some(pause)) => until <= pause.clock.now(),
        _ => false,
    });
    move || {
        error.get().filter(|_| !is_over.get()).map(|error| {
            let (title, text) = match &error {
                ApiError::Refused(refusal) => (words::refusal(refusal).into_owned(), String::new()),
                other => {
                    let (title, text) = words::failure(other);
                    let incident = words::incident(other).map(|incident| format!(" {} {incident}.", words::INCIDENT));
                    (title.to_owned(), format!("{text}{}", incident.unwrap_or_default()))
                }
            };
            // The server knows where to sign in, and leads back to the page.
            let sign_in = (error == ApiError::SignedOut).then(|| {
                view! { <a class="target" href="" rel="external">{words::sign_in::SIGN_IN}</a> }
            });
            let wait = until.get().zip(pause);
            let wait = wait.map(|(until, Pause { clock, label, text })| view! { <Wait until clock label text/> });
            still(
                view! { <div class="stack stack--loose"><Notice tone=Tone::Error title text/> {sign_in} {wait}</div> },
            )
        })
    }
}
