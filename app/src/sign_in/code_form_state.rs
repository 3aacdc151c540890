//! The state of the code form, and what it does by itself: checking the code, leaving the page and polling the server.

use super::{CodeScreen, Delivery, ResendCode, VerifyCode};
use crate::page::{PageData, fetch_page};
use crate::prelude::*;
use crate::redirect::ShownPath;
use gloo_timers::callback::Timeout;
use leptos_router::hooks::use_navigate;

/// How long the cells stay green before the next page, in milliseconds.
const SHOW_SUCCESS: u32 = 320;
/// How long the button says that a new code was requested, in milliseconds.
const SENT_AGAIN: u32 = 4_000;

/// The primary button: the one thing that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primary {
    Verify,
    /// The code has expired or was entered wrongly too often.
    Resend,
    /// Another way to sign in: no code can be entered, and none can be requested for a while.
    OtherWay,
    /// This browser cannot answer the challenge any more.
    StartAgain,
}

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
    /// Finds the data of the code screen in the data of its page.
    open: fn(&PageData) -> Option<CodeScreen>,
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
            open: PageData::open::<CodeScreen>,
        }
    }

    /// This state in a page of another kind, from which `open` reads the code screen.
    pub fn inside(self, open: fn(&PageData) -> Option<CodeScreen>) -> Self {
        CodeFormState { open, ..self }
    }

    pub fn challenge(self) -> String {
        self.screen.with_untracked(|screen| screen.challenge.to_string())
    }

    /// Whether no code is accepted for a while, because of too many attempts.
    fn is_paused(self) -> bool {
        self.refusal.with(|refusal| match refusal {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until })) => {
                until.is_none_or(|until| until > self.clock.now())
            }
            _ => false,
        })
    }

    /// From when on another code may be requested: a minute after the last one, or later if too many were requested.
    pub fn resend_from(self) -> Timestamp {
        let resend_at = self.screen.with(|screen| screen.resend_at);
        match self.resend.error() {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until: Some(until) })) => until.max(resend_at),
            _ => resend_at,
        }
    }

    /// Whether a new code was refused, and not only because the last one is less than a minute old.
    fn is_resend_refused(self) -> bool {
        match self.resend.error() {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until: Some(until) })) => {
                until > self.screen.with(|screen| screen.resend_at) && until > self.clock.now()
            }
            Some(ApiError::Refused(Refusal::TooManyAttempts { until: None } | Refusal::Phone(_))) => true,
            _ => false,
        }
    }

    /// Whether the code cannot be entered any more, so that only a new one helps.
    pub fn is_over(self) -> bool {
        let is_used_up = self
            .refusal
            .with(|refusal| matches!(refusal, Some(ApiError::Refused(Refusal::Code(CodeRefusal::AttemptsUsedUp)))));
        is_used_up || self.left.get() == Seconds(0) || self.screen.with(|screen| screen.closed.is_some())
    }

    pub fn primary(self) -> Primary {
        let is_lost = |error: &ApiError| {
            matches!(error, ApiError::Refused(Refusal::NotThisBrowser | Refusal::NoCookies | Refusal::SignInOver))
        };
        let has_other_way = self.screen.with(|screen| !screen.others.is_empty());
        if self.verify.is_busy() {
            Primary::Verify
        } else if self.refusal.with(|refusal| refusal.as_ref().is_some_and(is_lost))
            || self.resend.error().is_some_and(|error| is_lost(&error))
        {
            Primary::StartAgain
        } else if has_other_way && (self.is_paused() || (self.is_over() && self.is_resend_refused())) {
            Primary::OtherWay
        } else if self.is_over() {
            Primary::Resend
        } else {
            Primary::Verify
        }
    }

    pub fn state(self) -> CodeState {
        if self.verify.is_done() {
            CodeState::Right
        } else if self.verify.is_pending.get() {
            CodeState::Checking
        } else if self.is_paused() || self.is_closed() || self.is_over() {
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
        untrack(|| self.resend_from().left_at(self.clock.now()) == Seconds(0) && !self.resend.is_pending.get())
    }

    /// Loads the data of the screen again. Sends no message.
    pub fn refresh(self) {
        let path = self.screen.with_untracked(|screen| paths::code(screen.challenge));
        spawn_local(async move {
            let page = fetch_page(path).await;
            let Some((known, resend_at)) = self.screen.try_with_untracked(|known| (known.now, known.resend_at)) else {
                return;
            };
            match ((self.open)(&page), page) {
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
        effect(move || match self.verify.outcome.get() {
            Some(Ok(to)) => {
                let navigate = navigate.clone();
                keep_alive(Timeout::new(SHOW_SUCCESS, move || to.follow(&navigate, Some(self.shown))));
            }
            Some(Err(error)) => {
                // An older code has expired, or the whole challenge is over. The server knows which.
                if matches!(error, ApiError::Refused(Refusal::Code(CodeRefusal::Expired))) {
                    self.refresh();
                }
                self.refusal.set(Some(error));
            }
            None => {}
        });
    }

    pub fn follow_resend(self) {
        effect(move || {
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
        effect(move || {
            if let Some(wait) = self.screen.with(CodeScreen::asks_again_in) {
                keep_alive(Timeout::new(wait, move || self.refresh()));
            }
        });
        effect(move || {
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
        effect(move || {
            // If the message is delayed or lost, the notice says so.
            let is_expected = best.get() == Delivery::Expected;
            let is_new = is_expected && self.screen.with_untracked(CodeScreen::is_just_requested);
            spoken.set(if is_new { words::code::BEING_SENT.into() } else { String::new() });
        });
        effect(move || {
            if let Some(words) = words::code::time_left(self.left.get())
                && !untrack(|| self.is_closed())
            {
                spoken.set(words.to_owned());
            }
        });
        effect(move || {
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
