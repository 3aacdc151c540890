//! The state of the code form, and what it does by itself: checking the code, leaving the page, polling the server, and
//! reading the code from an incoming text, in browsers that support WebOTP.

use super::{CodeScreen, Delivery, ResendCode, VerifyCode};
use crate::page::{PageData, fetch_page};
use crate::prelude::*;
use crate::redirect::ShownPath;
use gloo_timers::callback::Timeout;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Object, Promise, Reflect};
use web_sys::{AbortController, CredentialRequestOptions, Event};

/// How long the cells stay green before the next page, in milliseconds.
const SHOW_SUCCESS: u32 = 320;
/// How long the button says that a new code was requested, in milliseconds.
const SENT_AGAIN: u32 = 4_000;

/// The state that the parts of the form share.
#[derive(Clone, Copy)]
pub struct CodeFormState {
    pub screen: RwSignal<CodeScreen>,
    pub clock: ServerClock,
    pub verify: Submission,
    pub resend: Submission,
    /// Why the last code was refused, or why no code is accepted any more.
    pub refusal: RwSignal<Option<ApiError>>,
    pub input: NodeRef<Input>,
    pub sent_again: RwSignal<bool>,
    pub left: Memo<Seconds>,
    shown: ShownPath,
}

impl CodeFormState {
    pub fn new(screen: CodeScreen) -> Self {
        let clock = ServerClock::from_reading(screen.now, screen.received);
        let verify = Submission::of::<VerifyCode>();
        let refusal = untrack(|| verify.error()).or(screen.closed.map(|closed| Refusal::Code(closed).into()));
        let screen = RwSignal::new(screen);
        CodeFormState {
            screen,
            clock,
            verify,
            resend: Submission::of::<ResendCode>(),
            refusal: RwSignal::new(refusal),
            input: NodeRef::new(),
            sent_again: RwSignal::new(false),
            left: Memo::new(move |_| screen.with(|screen| screen.expires_at).left_at(clock.now())),
            shown: expect_context(),
        }
    }

    pub fn challenge(self) -> String {
        self.screen.with_untracked(|screen| screen.challenge.to_string())
    }

    pub fn state(self) -> CodeState {
        let is_paused = self.refusal.with(|refusal| match refusal {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until })) => {
                until.is_none_or(|until| until > self.clock.now())
            }
            _ => false,
        });
        if self.verify.is_done() {
            CodeState::Right
        } else if self.verify.is_pending.get() {
            CodeState::Checking
        } else if is_paused || self.is_closed() || self.left.get() == Seconds(0) {
            CodeState::Closed
        } else {
            CodeState::Open
        }
    }

    /// Whether the code is not accepted any more, however much of its time is left.
    pub fn is_closed(self) -> bool {
        self.refusal.with(|refusal| {
            matches!(
                refusal,
                Some(ApiError::Refused(
                    Refusal::Code(CodeRefusal::AttemptsUsedUp)
                        | Refusal::NotThisBrowser
                        | Refusal::NoCookies
                        | Refusal::SignInOver
                ))
            )
        })
    }

    /// The error under the boxes. A rate limit is shown above the form instead.
    pub fn field_error(self) -> Option<Sentence> {
        self.refusal.with(|refusal| match refusal {
            Some(ApiError::Refused(Refusal::TooManyAttempts { .. })) => None,
            Some(ApiError::Refused(error)) => Some(words::refusal(error)),
            _ => None,
        })
    }

    /// The error above the form: a rate limit or a failure.
    pub fn form_error(self) -> Option<ApiError> {
        let is_above = |error: &ApiError| match error {
            ApiError::Refused(refusal) => matches!(refusal, Refusal::TooManyAttempts { .. }),
            _ => true,
        };
        self.refusal.get().filter(is_above).or_else(|| self.resend.error())
    }

    pub fn submit(self) {
        if let (Some(input), CodeState::Open) = (self.input.get_untracked(), untrack(|| self.state())) {
            self.refusal.set(None);
            if let Some(form) = input.form() {
                self.verify.send(&form);
            }
        }
    }

    /// Whether a new code may be requested.
    pub fn may_resend(self) -> bool {
        let resend_at = self.screen.with_untracked(|screen| screen.resend_at);
        resend_at.left_at(untrack(|| self.clock.now())) == Seconds(0) && !self.resend.is_pending.get_untracked()
    }

    /// Loads the data of the screen again. Sends no message.
    pub fn refresh(self) {
        let path = self.screen.with_untracked(|screen| paths::code(screen.challenge));
        spawn_local(async move {
            let page = fetch_page(path).await;
            let Some((known, resend_at)) = self.screen.try_with_untracked(|known| (known.now, known.resend_at)) else {
                return;
            };
            match (page.open::<CodeScreen>(), page) {
                // This response is older than the data on the screen. The update without a change starts the next poll.
                (Some(fresh), _) if fresh.now < known => self.screen.update(|_| ()),
                (Some(fresh), _) => {
                    self.clock.set(fresh.now, fresh.received);
                    match fresh.closed {
                        None if resend_at != fresh.resend_at => self.refusal.set(None),
                        // The last attempt was used up in another tab.
                        Some(closed @ CodeRefusal::AttemptsUsedUp) if !untrack(|| self.is_closed()) => {
                            self.refusal.set(Some(Refusal::Code(closed).into()));
                        }
                        _ => {}
                    }
                    self.screen.set(fresh);
                }
                // The update without a change starts the next poll.
                (None, PageData::Failed(_)) => self.screen.update(|_| ()),
                // The code was used in another tab.
                (None, _) if !untrack(|| self.verify.is_busy()) => self.shown.renew(),
                (None, _) => {}
            }
        });
    }

    pub fn follow_verification(self) {
        let navigate = use_navigate();
        Effect::new(move || match self.verify.outcome.get() {
            Some(Ok(to)) => {
                let navigate = navigate.clone();
                keep_alive(Timeout::new(SHOW_SUCCESS, move || to.follow(&navigate, Some(self.shown))));
            }
            Some(Err(error)) => self.refusal.set(Some(error)),
            None => {}
        });
    }

    pub fn follow_resend(self) {
        Effect::new(move || {
            if let Some(Ok(_)) = self.resend.outcome.get() {
                self.refusal.set(None);
                self.sent_again.set(true);
                keep_alive(Timeout::new(SENT_AGAIN, move || {
                    let _ = self.sent_again.try_set(false);
                }));
                self.refresh();
                if let Some(input) = self.input.get_untracked() {
                    let _ = input.focus();
                }
            }
        });
    }

    /// Polls the server for as long as the delivery may change, and when the user returns to this tab.
    pub fn keep_fresh(self) {
        Effect::new(move || {
            if let Some(wait) = self.screen.with(CodeScreen::asks_again_in) {
                keep_alive(Timeout::new(wait, move || self.refresh()));
            }
        });
        Effect::new(move || {
            let listener = window_event_listener_untyped("visibilitychange", move |_| {
                if document().visibility_state() == web_sys::VisibilityState::Visible {
                    self.refresh();
                }
            });
            on_cleanup(move || listener.remove());
        });
    }

    /// The text for screen readers. It changes at a few moments only, not every second.
    pub fn announcement(self) -> RwSignal<String> {
        let spoken = RwSignal::new(String::new());
        let best = Memo::new(move |_| self.screen.with(CodeScreen::best_delivery));
        Effect::new(move || {
            // If the message is delayed or lost, the notice says so.
            let is_expected = best.get() == Delivery::Expected;
            let is_new = is_expected && self.screen.with_untracked(CodeScreen::is_just_requested);
            spoken.set(if is_new { words::code::BEING_SENT.into() } else { String::new() });
        });
        Effect::new(move || {
            if let Some(words) = words::code::time_left(self.left.get())
                && !untrack(|| self.is_closed())
            {
                spoken.set(words.to_owned());
            }
        });
        Effect::new(move || {
            // Cleared in between, so that screen readers announce the same text again.
            match (self.sent_again.get(), spoken.get_untracked() == words::code::SENT_AGAIN.text()) {
                (true, _) => spoken.set(words::code::SENT_AGAIN.into()),
                (false, true) => spoken.set(String::new()),
                (false, false) => {}
            }
        });
        spoken
    }
}

/// Aborts the request when the user leaves the page.
struct WaitingForText(AbortController);

impl Drop for WaitingForText {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the text and puts its code into the boxes, as if it were pasted.
pub fn fill_from_text(input: NodeRef<Input>) {
    Effect::new(move || {
        let Some(Ok(controller)) = is_supported().then(AbortController::new) else { return };
        let Some(text) = request_text(&controller) else { return };
        keep_alive(WaitingForText(controller));
        spawn_local(async move {
            let code = JsFuture::from(text).await.and_then(|credential| Reflect::get(&credential, &"code".into()));
            let code = code.ok().and_then(|code| code.as_string());
            if let (Some(code), Some(input), Ok(event)) =
                (code, input.try_get_untracked().flatten(), Event::new("input"))
            {
                input.set_value(&code);
                let _ = input.dispatch_event(&event);
            }
        });
    });
}

fn is_supported() -> bool {
    Reflect::has(&window(), &"OTPCredential".into()).unwrap_or(false)
}

fn request_text(controller: &AbortController) -> Option<Promise> {
    let transport = Object::new();
    Reflect::set(&transport, &"transport".into(), &Array::of1(&JsValue::from_str("sms"))).ok()?;
    let options = CredentialRequestOptions::new();
    options.set_signal(&controller.signal());
    Reflect::set(&options, &"otp".into(), &transport).ok()?;
    window().navigator().credentials().get_with_options(&options).ok()
}
