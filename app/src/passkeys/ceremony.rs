//! A passkey ceremony: requests a challenge, calls the browser, posts the response.

use super::browser::{CeremonyKind, NoResponse, has_conditional_ui, run_ceremony, signal_unknown};
use super::{AskForPasskey, PasskeyChallenge, PasskeyPurpose, watch};
use crate::prelude::*;
use crate::submission::{call, decode};
use web_sys::UrlSearchParams;

/// Form fields that are posted with the browser's response.
pub type Fields = Vec<(&'static str, String)>;

#[derive(Clone, Copy)]
pub struct PasskeyCeremony {
    pub purpose: PasskeyPurpose,
    /// Posts the browser's response.
    pub submission: Submission,
    /// Whether a ceremony with the browser's own window is in progress.
    pub is_open: RwSignal<bool>,
    /// Why the browser gave no response, if the user should know.
    pub message: RwSignal<Option<Word>>,
    /// The last challenge that got a response: the server's options and the response. Both are JSON.
    answered: StoredValue<(String, String)>,
}

impl PasskeyCeremony {
    pub fn new(purpose: PasskeyPurpose, submission: Submission) -> Self {
        on_cleanup(watch::stop);
        let (is_open, message, answered) = (RwSignal::new(false), RwSignal::new(None), StoredValue::default());
        PasskeyCeremony { purpose, submission, is_open, message, answered }
    }

    pub fn is_busy(self) -> bool {
        self.is_open.get() || self.submission.is_busy()
    }

    /// Starts the ceremony, when the button was pressed. Does nothing while one is in progress.
    pub fn press(self, organisation: String, fields: Fields) {
        if untrack(|| self.is_busy()) {
            return;
        }
        watch::stop();
        self.is_open.set(true);
        self.message.set(None);
        self.submission.outcome.set(None);
        spawn_local(async move {
            let kind = if self.purpose.registers() { CeremonyKind::Registration } else { CeremonyKind::Authentication };
            let message = self.run(&organisation, fields.clone(), kind).await;
            let _ = self.is_open.try_set(false);
            if let Some(message) = message {
                let _ = self.message.try_set(Some(message));
                if self.purpose == PasskeyPurpose::SignIn && !self.is_open.is_disposed() {
                    self.start_conditional_ui(organisation, fields);
                }
            }
        });
    }

    /// Starts conditional UI, if the browser supports it: the browser offers passkeys in the email field.
    pub fn start_conditional_ui(self, organisation: String, fields: Fields) {
        spawn_local(async move {
            // In the meantime the user may have left the page or pressed the button.
            if has_conditional_ui().await && self.is_open.try_get_untracked() == Some(false) && !watch::is_open() {
                // The user pressed no button, so the page shows no message.
                let _ = self.run(&organisation, fields, CeremonyKind::ConditionalUi).await;
            }
        });
    }

    /// Tells the browser that the server does not know the passkey, if the last response was refused for that reason.
    pub fn signal_if_unknown(self) {
        if let Some(ApiError::Refused(Refusal::Passkey(PasskeyRefusal::Unknown))) = self.submission.error() {
            self.answered.with_value(|(options, answer)| signal_unknown(options, answer));
        }
    }

    /// Runs the ceremony. Returns the message for the user if the browser gave no response. Silently requests a new
    /// challenge if the old one expired, but not for a registration.
    async fn run(self, organisation: &str, fields: Fields, mut kind: CeremonyKind) -> Option<Word> {
        loop {
            let asked = match self.request_challenge(organisation).await {
                Ok(asked) => asked,
                Err(_) if kind == CeremonyKind::ConditionalUi => return None,
                Err(ApiError::Refused(Refusal::ReauthenticationRequired)) => {
                    // Without a response, the server redirects this post to reauthentication, and the page shows the
                    // typed values again afterwards.
                    self.reply(fields, &[]);
                    return None;
                }
                Err(error) => {
                    let _ = self.submission.outcome.try_set(Some(Err(error)));
                    return None;
                }
            };
            if self.is_open.is_disposed() || (kind == CeremonyKind::ConditionalUi && self.is_open.get_untracked()) {
                return None;
            }
            match run_ceremony(&asked.options, kind).await {
                Ok(answer) => {
                    let _ = self.answered.try_set_value((asked.options, answer.clone()));
                    self.reply(fields, &[("request", &asked.request), ("answer", &answer)]);
                    return None;
                }
                Err(NoResponse::OfferExpired) => {}
                Err(NoResponse::Late) if kind == CeremonyKind::Registration => return Some(words::passkey::TIMED_OUT),
                Err(NoResponse::Late) => kind = CeremonyKind::Authentication,
                Err(NoResponse::Stopped) => return None,
                Err(NoResponse::Message(word)) => return Some(word),
            }
        }
    }

    async fn request_challenge(self, organisation: &str) -> Result<PasskeyChallenge, ApiError> {
        let question = UrlSearchParams::new().map_err(|_| ApiError::Outdated)?;
        question.append("purpose", self.purpose.name());
        question.append("organisation", organisation);
        call(AskForPasskey::PATH, &question).await.and_then(decode)
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
