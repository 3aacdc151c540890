//! The presets: the rules of four real products, and a stricter set.

use super::{FirstSignIn, Policy, Recovery, SecondFactor, SecondStep, SecondStepRule, SignUp};
use crate::{
    Method, PasswordRules, Seconds, WrongPassword,
    password::{LONGEST, Special, StrengthRule},
    session::SessionRules,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A named policy that an organisation can start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    Codes,
    Links,
    Invited,
    Temporary,
    Hardened,
}

/// The text names no preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a preset; there are: codes, links, invited, temporary, hardened")]
pub struct NotAPreset;

const LOCK: WrongPassword = WrongPassword::Lock { failures: 5, pause: Seconds::hours(1) };

impl Preset {
    /// All presets.
    pub const ALL: [Preset; 5] = [Preset::Codes, Preset::Links, Preset::Invited, Preset::Temporary, Preset::Hardened];

    /// The name in documents and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Codes => "codes",
            Preset::Links => "links",
            Preset::Invited => "invited",
            Preset::Temporary => "temporary",
            Preset::Hardened => "hardened",
        }
    }

    /// The policy of this preset.
    pub fn policy(self) -> Policy {
        Policy {
            preset: self,
            methods: self.methods().to_vec(),
            sign_up: match self {
                Preset::Codes | Preset::Links => SignUp::Open,
                Preset::Invited | Preset::Temporary | Preset::Hardened => SignUp::Invitation,
            },
            first_sign_in: match self {
                Preset::Temporary => FirstSignIn::TemporaryPassword,
                _ => FirstSignIn::InvitationCode,
            },
            password: self.password(),
            wrong_password: match self {
                Preset::Temporary => WrongPassword::SlowDown { longest: Seconds(60) },
                _ => LOCK,
            },
            recovery: match self {
                Preset::Codes | Preset::Links | Preset::Invited => Recovery::Link { good_for: Seconds::minutes(30) },
                Preset::Temporary => Recovery::TemporaryPassword,
                Preset::Hardened => Recovery::Link { good_for: Seconds::minutes(15) },
            },
            second_step: self.second_step(),
            session: match self {
                Preset::Codes | Preset::Links => SessionRules { idle: Seconds::days(7), absolute: Seconds::days(30) },
                Preset::Invited | Preset::Temporary => {
                    SessionRules { idle: Seconds::hours(24), absolute: Seconds::days(7) }
                }
                Preset::Hardened => SessionRules { idle: Seconds::hours(1), absolute: Seconds::hours(24) },
            },
        }
    }

    const fn methods(self) -> &'static [Method] {
        match self {
            Preset::Codes => &[Method::EmailCode, Method::TextCode, Method::Password],
            Preset::Links => &[Method::Password, Method::EmailCode],
            Preset::Hardened => &[Method::Passkey, Method::Password, Method::EmailCode],
            Preset::Invited | Preset::Temporary => &[Method::Password],
        }
    }

    fn second_step(self) -> SecondStep {
        let own = vec![SecondFactor::Passkey, SecondFactor::Authenticator];
        let (rule, ways) = match self {
            Preset::Codes | Preset::Links | Preset::Temporary => (SecondStepRule::Optional, own),
            Preset::Invited => (SecondStepRule::Required, vec![SecondFactor::Codes]),
            Preset::Hardened => (SecondStepRule::Required, own),
        };
        SecondStep { rule, ways, may_remember: self != Preset::Hardened }
    }

    const fn password(self) -> PasswordRules {
        let composed = PasswordRules {
            min_length: 8,
            max_length: LONGEST,
            needs_upper: true,
            needs_lower: true,
            needs_digit: true,
            special: Special::Any,
            strength: StrengthRule::Shown,
        };
        match self {
            Preset::Codes | Preset::Links => composed,
            Preset::Invited => PasswordRules {
                min_length: 16,
                max_length: 32,
                special: Special::Listed,
                strength: StrengthRule::Full,
                ..composed
            },
            Preset::Temporary => PasswordRules { min_length: 12, special: Special::None, ..composed },
            Preset::Hardened => PasswordRules {
                min_length: 15,
                max_length: LONGEST,
                needs_upper: false,
                needs_lower: false,
                needs_digit: false,
                special: Special::None,
                strength: StrengthRule::Three,
            },
        }
    }
}

impl FromStr for Preset {
    type Err = NotAPreset;

    fn from_str(text: &str) -> Result<Self, NotAPreset> {
        Preset::ALL.into_iter().find(|preset| preset.name() == text).ok_or(NotAPreset)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
