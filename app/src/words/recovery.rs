//! Texts of the pages behind "Forgot password?".

pub use super::sentences::recovery::*;
use super::word::{Word, by_name};
use domain::{Method, Seconds};

pub const RESET: Word = RESET_BUTTON;

/// When another message may be requested: `You can ask for another message in 4:57.`
pub fn next_in(left: Seconds) -> String {
    another_in(left.clock())
}

static INSTEAD: [Word; Method::ALL.len()] = by_name(BY_KEY, "instead_", Method::NAMES);

/// A sentence about a method that signs in without the password.
pub fn instead(method: Method) -> &'static str {
    INSTEAD[method as usize].text()
}

pub mod sent {
    //! Texts of the page after the request. They do not reveal whether an account has the address.
    pub use crate::words::sentences::recovery::sent::*;
    use domain::Seconds;

    pub fn good_for(good_for: Seconds) -> String {
        link_is_good_for(good_for.0 / 60)
    }
}

pub mod reset {
    //! Texts of the reset with a temporary password.
    pub use crate::words::sentences::recovery::reset::*;
    use domain::Seconds;

    pub fn link_is_good_for(good_for: Seconds) -> String {
        link_good_for(good_for.0 / 60)
    }

    pub fn password_is_good_for(good_for: Seconds) -> String {
        password_good_for(good_for.0 / 60)
    }
}

pub mod added {
    //! Texts about second factors that were added to the account recently.
    use crate::organisation::OrganisationView;
    pub use crate::words::sentences::recovery::added::*;

    /// Says that a second factor stays because the organisation requires one, and who can reset it.
    pub fn kept(organisation: &OrganisationView) -> String {
        match &organisation.branding.support {
            Some(support) => kept_support(&organisation.name, support),
            None => kept_ask(&organisation.name),
        }
    }
}

pub mod link {
    //! Texts of the page behind a link that does not work any more.
    pub use crate::words::sentences::recovery::link::*;
}
