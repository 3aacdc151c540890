//! A challenge asks for a one-time code. This module judges the attempts to answer it.
//! The store counts an attempt before codes are compared, so that parallel guesses cannot share one attempt.

use crate::{Timestamp, policy::CodeRules, refusal::CodeRefusal};

/// A code that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedCode {
    /// From this time on the code is refused.
    pub expires_at: Timestamp,
}

/// The state of a challenge that decides about an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Attempts counted since the newest code was sent.
    pub attempts: u8,
    /// When the newest code was sent.
    pub sent_at: Timestamp,
    /// When the newest code expires.
    pub expires_at: Timestamp,
    /// A right code was entered already.
    pub is_consumed: bool,
}

impl Challenge {
    /// A new challenge whose first code is sent at `now`.
    pub fn opened(rules: CodeRules, now: Timestamp) -> Self {
        Challenge { attempts: 0, sent_at: now, expires_at: now + rules.good_for, is_consumed: false }
    }

    /// The challenge after a resend: attempts and lifetime start anew. Earlier codes keep their own expiry.
    pub fn reopened(&self, rules: CodeRules, now: Timestamp) -> Self {
        Challenge { is_consumed: self.is_consumed, ..Challenge::opened(rules, now) }
    }

    /// When the user may request another code.
    pub fn resend_at(&self, rules: CodeRules) -> Timestamp {
        self.sent_at + rules.resend_after
    }

    /// Why no attempt can succeed any more: `CodeRefusal::Expired` or `CodeRefusal::AttemptsUsedUp`. `None`: one may be
    /// counted.
    pub fn closed(&self, rules: CodeRules, now: Timestamp) -> Option<CodeRefusal> {
        if self.is_consumed || now >= self.expires_at {
            Some(CodeRefusal::Expired)
        } else if self.attempts >= rules.attempts {
            Some(CodeRefusal::AttemptsUsedUp)
        } else {
            None
        }
    }

    /// Judges an attempt that is already counted in `self.attempts`. `matching` is the issued code whose digits were
    /// typed, if any. Fails with `CodeRefusal::Expired`, `CodeRefusal::Invalid` or, when the last attempt was wrong,
    /// `CodeRefusal::AttemptsUsedUp`.
    pub fn judge(&self, rules: CodeRules, matching: Option<IssuedCode>, now: Timestamp) -> Result<(), CodeRefusal> {
        match matching {
            _ if self.is_consumed || now >= self.expires_at => Err(CodeRefusal::Expired),
            Some(code) if now < code.expires_at => Ok(()),
            Some(_) => Err(CodeRefusal::Expired),
            None if self.attempts >= rules.attempts => Err(CodeRefusal::AttemptsUsedUp),
            None => Err(CodeRefusal::Invalid),
        }
    }
}

#[cfg(test)]
mod tests;
