//! One request to prove something, and the judgement of an attempt at it.
//! The store pays for a try before anything here compares: parallel guesses cannot share one.

use crate::{Timestamp, policy::CodeRules, sign_in::SignInError};

/// A code that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedCode {
    pub expires_at: Timestamp,
}

/// What decides about an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Tries paid since the newest code went out.
    pub tries: u8,
    /// When the newest code went out.
    pub sent_at: Timestamp,
    /// When the newest code stops being good.
    pub expires_at: Timestamp,
    /// Answered rightly already.
    pub is_consumed: bool,
}

impl Challenge {
    /// A challenge whose first code goes out at `now`.
    pub fn opened(rules: CodeRules, now: Timestamp) -> Self {
        Challenge { tries: 0, sent_at: now, expires_at: now + rules.good_for, is_consumed: false }
    }

    /// After a resend: new tries, a new life. The codes before keep their own time.
    pub fn reopened(&self, rules: CodeRules, now: Timestamp) -> Self {
        Challenge { is_consumed: self.is_consumed, ..Challenge::opened(rules, now) }
    }

    /// When a fresh code may be asked for.
    pub fn resend_at(&self, rules: CodeRules) -> Timestamp {
        self.sent_at + rules.resend_after
    }

    /// Why no attempt can succeed any more, if so. `None`: a try may be paid.
    pub fn closed(&self, rules: CodeRules, now: Timestamp) -> Option<SignInError> {
        if self.is_consumed || now >= self.expires_at {
            Some(SignInError::CodeExpired)
        } else if self.tries >= rules.tries {
            Some(SignInError::TooManyTries)
        } else {
            None
        }
    }

    /// The verdict on an attempt whose try is already counted in `self.tries`.
    /// `matching` is the issued code whose digits were typed, if any.
    pub fn judge(&self, rules: CodeRules, matching: Option<IssuedCode>, now: Timestamp) -> Result<(), SignInError> {
        match matching {
            _ if self.is_consumed || now >= self.expires_at => Err(SignInError::CodeExpired),
            Some(code) if now < code.expires_at => Ok(()),
            Some(_) => Err(SignInError::CodeExpired),
            None if self.tries >= rules.tries => Err(SignInError::TooManyTries),
            None => Err(SignInError::InvalidCode),
        }
    }
}

#[cfg(test)]
mod tests;
