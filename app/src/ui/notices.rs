//! Notices above a form or a page: errors, warnings, and what was just done.

use super::countdown::Wait;
use super::icons::{CheckIcon, Exclamation};
use super::{ServerClock, effect, focus_unless_elsewhere, present_while, static_view};
use crate::{api_error::ApiError, words};
use domain::Refusal;
use leptos::{html::Div, prelude::*};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Error,
    Warning,
}

/// A notice of one or two sentences about the whole form. An error is announced at once and takes the focus. A warning
/// waits until screen readers are idle.
#[component]
pub fn Notice(tone: Tone, #[prop(into)] title: String, #[prop(into, optional)] text: String) -> impl IntoView {
    let notice = NodeRef::<Div>::new();
    let (class, role) = match tone {
        Tone::Error => ("notice notice--error", "alert"),
        Tone::Warning => ("notice notice--warning", "status"),
    };
    effect(move || {
        if let (Tone::Error, Some(notice)) = (tone, notice.get()) {
            let _ = notice.focus();
        }
    });
    view! {
        <div class=class role=role tabindex="-1" node_ref=notice>
            <Exclamation/>
            <p class="notice__title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p class="notice__text">{text}</p> })}
        </div>
    }
}

/// The texts of a rate limit or lockout, and the clock by which it ends.
#[derive(Clone, Copy)]
pub struct Pause {
    pub clock: ServerClock,
    pub label: &'static str,
    pub text: &'static str,
}

/// The error above a form, if it is not about a field: a rate limit or lockout with its countdown, or a failure.
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
                view! { <a class="target" href="" rel="external">{words::SIGN_IN_AGAIN}</a> }
            });
            let wait = until.get().zip(pause);
            let wait = wait.map(|(until, Pause { clock, label, text })| view! { <Wait until clock label text/> });
            static_view(
                view! { <div class="stack stack--loose"><Notice tone=Tone::Error title text/> {sign_in} {wait}</div> },
            )
        })
    }
}

/// A notice of what the user just did. It disappears when a form is submitted, so that it is never shown beside a
/// refusal. A reload does not show it again.
#[component]
pub fn JustDone(#[prop(into)] title: String) -> impl IntoView {
    let notice = NodeRef::<Div>::new();
    effect(move || {
        // Screen readers may not announce a status that is in the page from the start. Focus it instead.
        if let Some(notice) = notice.get() {
            focus_unless_elsewhere(&notice);
        }
    });
    effect(move || {
        let (window, path) = (window(), location().pathname().unwrap_or_default());
        if let Ok(history) = window.history() {
            let state = history.state().unwrap_or_default();
            let _ = history.replace_state_with_url(&state, "", Some(&path));
        }
    });
    let is_over = RwSignal::new(false);
    effect(move || {
        let listener = window_event_listener_untyped("submit", move |_| is_over.set(true));
        on_cleanup(move || listener.remove());
    });
    view! {
        <div
            class="notice notice--success"
            role="status"
            tabindex="-1"
            hidden=present_while(move || is_over.get())
            node_ref=notice
        >
            <CheckIcon/>
            <p class="notice__title">{title}</p>
        </div>
    }
}
