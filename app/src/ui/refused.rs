//! The error above a form, if it is not about a field: a rate limit or lockout with its countdown, or a failure.

use super::{Notice, ServerClock, Tone, countdown::Wait, static_view};
use crate::{api_error::ApiError, words};
use domain::Refusal;
use leptos::prelude::*;

/// The texts of a rate limit or lockout, and the clock by which it ends.
#[derive(Clone, Copy)]
pub struct Pause {
    pub clock: ServerClock,
    pub label: &'static str,
    pub text: &'static str,
}

/// `pause` is `None` if the form has no rate limit.
#[component]
pub fn Refused(error: Signal<Option<ApiError>>, #[prop(default = None, into)] pause: Option<Pause>) -> impl IntoView {
    let until = Memo::new(move |_| match error.get() {
        Some(ApiError::Refused(Refusal::TooManyAttempts { until })) => until,
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
            // The empty link loads this page again. The server redirects to sign-in, which leads back here.
            let sign_in = (error == ApiError::SignedOut).then(|| {
                view! { <a class="target" href="" rel="external">{words::sign_in::SIGN_IN}</a> }
            });
            let wait = until.get().zip(pause);
            let wait = wait.map(|(until, Pause { clock, label, text })| view! { <Wait until clock label text/> });
            static_view(
                view! { <div class="stack stack--loose"><Notice tone=Tone::Error title text/> {sign_in} {wait}</div> },
            )
        })
    }
}
