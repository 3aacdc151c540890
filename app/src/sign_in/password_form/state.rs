//! The state of the password form: its errors, the lockout, and the wait before the next try.

use crate::{
    api_error::ApiError,
    sign_in::sign_in_forms::SignInForms,
    ui::{focus_first, focus_refused, focus_unless_elsewhere, is_live},
    words::{self, Sentence},
};
use domain::{
    Seconds, Timestamp,
    refusal::{FormField, PasswordRefusal, Refusal},
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

#[derive(Clone, Copy)]
pub struct Form {
    pub desk: SignInForms,
    pub email: NodeRef<Input>,
    pub password: NodeRef<Input>,
    pub email_error: Signal<Option<Sentence>>,
    pub password_error: Signal<Option<Sentence>>,
    /// Whether the password is locked, so that the user must wait or use another method.
    pub is_locked: Memo<bool>,
    next_at: Memo<Option<Timestamp>>,
    is_live: Signal<bool>,
}

const fn is_about_email(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email))
}

const fn is_about_password(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Password)
            | Refusal::Password(
                PasswordRefusal::Wrong { .. } | PasswordRefusal::NoMatch { .. } | PasswordRefusal::TemporaryExpired
            )
    )
}

impl Form {
    pub fn new(desk: SignInForms) -> Self {
        let form = desk.password;
        let is_locked = Memo::new(move |_| match form.error() {
            Some(ApiError::Refused(Refusal::TooManyAttempts { until })) => {
                until.is_none_or(|until| until > desk.clock.now())
            }
            _ => false,
        });
        let next_at = Memo::new(move |_| match form.error() {
            Some(ApiError::Refused(Refusal::Password(PasswordRefusal::NoMatch { next_at }))) => Some(next_at),
            _ => None,
        });
        Form {
            desk,
            email: NodeRef::new(),
            password: NodeRef::new(),
            email_error: form.beside(is_about_email),
            password_error: form.beside(is_about_password),
            is_locked,
            next_at,
            is_live: is_live(),
        }
    }

    pub fn above(self) -> Signal<Option<ApiError>> {
        self.desk.password.above(|error| is_about_email(error) || is_about_password(error))
    }

    /// The time until the next try is accepted. Zero without JavaScript: nothing would count it down, so the button
    /// stays enabled.
    pub fn wait(self) -> Seconds {
        match self.next_at.get() {
            Some(next_at) if self.is_live.get() => next_at.left_at(self.desk.clock.now()),
            _ => Seconds(0),
        }
    }

    /// The time until the next try, as of when the server rendered the page. `None` if there is no wait.
    pub fn wait_at_first(self) -> Option<Seconds> {
        let now = self.desk.gate.with_value(|gate| gate.now);
        self.next_at.get_untracked().map(|next_at| next_at.left_at(now)).filter(|&left| left > Seconds(0))
    }

    pub fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if untrack(|| self.wait()) == Seconds(0) && !self.is_locked.get_untracked() {
            self.desk.password.send_on(event);
        }
    }

    /// Focuses the refused field. A wrong password is cleared, but the email address stays, and so does a password that
    /// was not checked.
    pub fn follow_refusals(self) {
        let form = self.desk.password;
        focus_refused(self.email, self.email_error);
        focus_refused(self.password, self.password_error);
        focus_first(self.email);
        Effect::new(move |was_drawn: Option<()>| {
            let is_compared =
                form.error().is_some_and(|error| matches!(error, ApiError::Refused(error) if !is_about_email(&error)));
            if let (true, Some(()), Some(input)) = (is_compared, was_drawn, self.password.get_untracked()) {
                input.set_value("");
            }
            self.desk.keep_email(self.email);
        });
    }

    /// The text for screen readers: says when the wait is over.
    pub fn announcement(self) -> RwSignal<&'static str> {
        let spoken = RwSignal::new("");
        let is_waiting = Memo::new(move |_| self.is_locked.get() || self.wait() > Seconds(0));
        Effect::new(move |before: Option<bool>| {
            let now = is_waiting.get();
            if before.is_some_and(|before| before != now) {
                spoken.set(if now { "" } else { words::sign_in::TRY_NOW.text() });
                if let (false, Some(input)) = (now, self.password.get_untracked()) {
                    // The form becomes visible with the next frame.
                    request_animation_frame(move || focus_unless_elsewhere(&input));
                }
            }
            now
        });
        spoken
    }
}
