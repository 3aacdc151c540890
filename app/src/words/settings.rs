//! Texts of the settings.

pub use super::sentences::settings::*;

pub mod phone {
    //! Texts about the phone number.
    pub use crate::words::sentences::settings::phone::*;

    /// What happens to the current number when the user adds a new one.
    pub fn replaces(number: &str, is_verified: bool) -> String {
        if is_verified { replaces_verified(number) } else { replaces_unverified(number) }
    }
}

pub mod profile {
    //! Texts about name, language and time zone.
    pub use crate::words::sentences::settings::profile::*;

    /// Names the time zone that the user chose, or else that of the browser; `Europe/Isle_of_Man` with spaces.
    pub fn time_zone(chosen: Option<&str>, browser: Option<&str>) -> String {
        match (chosen, browser) {
            (Some(name), _) => name.replace('_', " "),
            (None, Some(name)) => same_as_browser_now(name.replace('_', " ")),
            (None, None) => SAME_AS_BROWSER.into(),
        }
    }
}

pub mod close {
    //! Texts about closing an account.
    pub use crate::words::sentences::settings::close::*;
    use crate::words::word::Word;

    pub const LOSSES: [Word; 3] = [LOSS_PROFILE, LOSS_SESSIONS, LOSS_WAY_IN];
}

pub mod passkeys {
    //! Texts about passkeys.
    pub use crate::words::sentences::settings::passkeys::*;

    /// When a passkey was added, and when it was last used.
    pub fn facts(when: &str, last: Option<&str>) -> String {
        last.map_or_else(|| added(when), |last| used(when, last))
    }
}

pub mod recovery_codes {
    //! Texts about recovery codes.
    pub use crate::words::sentences::settings::recovery_codes::*;

    /// How many codes are left, and what to do if there are none.
    pub fn remaining(codes: u32) -> String {
        if codes == 0 { NONE_LEFT.into() } else { left(codes) }
    }
}

pub mod sessions {
    //! Texts about sessions.
    pub use crate::words::sentences::settings::sessions::*;

    pub fn count(sessions: usize) -> String {
        browsers(u32::try_from(sessions).unwrap_or(u32::MAX))
    }
}
