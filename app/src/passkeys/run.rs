//! One button's way: the server's question, the browser's window, the answer back to the server.

use super::{
    AskForPasskey, PasskeyAsked, PasskeyPurpose,
    browser::{Refusal, Way, answer, can_fill_in},
};
use crate::{
    api_error::ApiError,
    submission::Submission,
    ui::{Notice, Tone, still},
    words::Word,
};
use domain::sign_in::SignInError;
use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use std::cell::RefCell;
use web_sys::{AbortController, UrlSearchParams};

/// What is posted with the answer.
pub type Fields = Vec<(&'static str, String)>;

#[derive(Clone, Copy)]
pub struct Run {
    pub purpose: PasskeyPurpose,
    /// Takes the answer to the server.
    pub submission: Submission,
    /// Whether the browser is asked, with a window of its own.
    pub is_open: RwSignal<bool>,
    /// Why the browser had no answer.
    pub said: RwSignal<Option<Word>>,
}

impl Run {
    pub fn new(purpose: PasskeyPurpose, submission: Submission) -> Self {
        on_cleanup(|| {
            stop_offer();
        });
        Run { purpose, submission, is_open: RwSignal::new(false), said: RwSignal::new(None) }
    }

    pub fn is_busy(self) -> bool {
        self.is_open.get() || self.submission.is_busy()
    }

    /// The button was pressed.
    pub fn press(self, organisation: String, fields: Fields) {
        if untrack(|| self.is_busy()) {
            return;
        }
        let was_filling_in = stop_offer();
        self.is_open.set(true);
        self.said.set(None);
        self.submission.outcome.set(None);
        spawn_local(async move {
            let way = if self.purpose.makes_one() { Way::Make } else { Way::Use };
            let said = self.go(&organisation, fields.clone(), way).await;
            let _ = self.is_open.try_set(false);
            if let Some(said) = said {
                let _ = self.said.try_set(Some(said));
                if was_filling_in && !self.is_open.is_disposed() {
                    self.fill_in(organisation, fields);
                }
            }
        });
    }

    /// Lets the browser offer passkeys where an address is typed, if it can.
    pub fn fill_in(self, organisation: String, fields: Fields) {
        spawn_local(async move {
            // Whoever went on or pressed the button in the meantime is not asked twice.
            if !can_fill_in().await || self.is_open.try_get_untracked() != Some(false) {
                return;
            }
            let Ok(controller) = AbortController::new() else { return };
            let signal = controller.signal();
            OFFER.set(Some(controller));
            // Whoever pressed nothing is told nothing.
            let _ = self.go(&organisation, fields, Way::FillIn(signal)).await;
        });
    }

    /// Says why the browser had no answer, if that is so.
    async fn go(self, organisation: &str, fields: Fields, way: Way) -> Option<Word> {
        let is_quiet = matches!(way, Way::FillIn(_));
        let question = UrlSearchParams::new().ok()?;
        question.append("purpose", self.purpose.name());
        question.append("organisation", organisation);
        let asked: PasskeyAsked = match crate::call::call(AskForPasskey::PATH, &question).await {
            Ok(asked) => asked,
            Err(_) if is_quiet => return None,
            Err(ApiError::Refused(SignInError::ProofNeeded)) => {
                // Without an answer the form leads to the proof, and what stands in it is there again afterwards.
                self.reply(fields, &[]);
                return None;
            }
            Err(error) => {
                let _ = self.submission.outcome.try_set(Some(Err(error)));
                return None;
            }
        };
        match answer(&asked.options, way).await {
            Ok(answer) => {
                self.reply(fields, &[("request", &asked.request), ("answer", &answer)]);
                None
            }
            Err(Refusal::Stopped) => None,
            Err(Refusal::Said(word)) => Some(word),
        }
    }

    fn reply(self, fields: Fields, answer: &[(&str, &str)]) {
        let Ok(reply) = UrlSearchParams::new() else { return };
        for (name, value) in fields.iter().map(|(name, value)| (*name, value.as_str())).chain(answer.iter().copied()) {
            reply.append(name, value);
        }
        if !self.is_open.is_disposed() {
            self.submission.post(reply.into());
        }
    }
}

thread_local! {
    /// Stops the browser from offering passkeys for a field. A page has one such offer; the server has none.
    static OFFER: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Whether there was one.
fn stop_offer() -> bool {
    OFFER.take().map(|offer| offer.abort()).is_some()
}

/// Why the browser had no answer.
#[component]
pub fn Said(run: Run) -> impl IntoView {
    move || run.said.get().map(|word| still(view! { <Notice tone=Tone::Error title=word.text()/> }))
}
