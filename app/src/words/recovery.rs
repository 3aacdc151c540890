//! The pages behind "Forgot password?".

pub use super::sentences::recovery::*;
use super::word::Word;
use crate::recovery::Step;
use domain::Method;

pub const RESET: Word = RESET_BUTTON;

/// Of the page at a step.
pub fn title(step: Step) -> &'static str {
    match step {
        Step::Help | Step::Ask | Step::AskTwice => PAGE_TITLE,
        Step::Sent { .. } | Step::SentReset { .. } | Step::Confirmed { .. } => sent::TITLE,
        Step::Changed => changed::TITLE,
    }
    .text()
}

/// What gets people in without it.
pub fn instead(method: Method) -> &'static str {
    match method {
        Method::EmailCode => INSTEAD_EMAIL_CODE,
        Method::TextCode => INSTEAD_TEXT_CODE,
        Method::Password | Method::Passkey => INSTEAD_PASSWORD,
    }
    .text()
}

pub mod sent {
    //! After the message was asked for; the same whether or not anybody has the address.
    pub use crate::words::sentences::recovery::sent::*;
    use domain::Seconds;

    pub fn good_for(good_for: Seconds) -> String {
        link_is_good_for(good_for.0 / 60)
    }
}

pub mod reset {
    //! The way by a temporary password.
    pub use crate::words::sentences::recovery::reset::*;
    use domain::Seconds;

    pub fn link_is_good_for(good_for: Seconds) -> String {
        link_good_for(good_for.0 / 60)
    }

    pub fn password_is_good_for(good_for: Seconds) -> String {
        password_good_for(good_for.0 / 60)
    }

    /// After the link to ask again.
    pub fn in_time(left: Seconds) -> String {
        again_in(left.clock())
    }
}

pub mod added {
    //! What was added lately to the account.
    use crate::organisation::OrganisationView;
    pub use crate::words::sentences::recovery::added::*;

    /// Where it stays, and who can take it away.
    pub fn kept(organisation: &OrganisationView) -> String {
        match &organisation.branding.support {
            Some(support) => kept_support(&organisation.name, support),
            None => kept_ask(&organisation.name),
        }
    }
}

pub mod link {
    //! Behind a link that works no more.
    pub use crate::words::sentences::recovery::link::*;
    use crate::{
        recovery::Link,
        words::sentences::recovery::{choose, reset},
    };

    /// Of the page behind a link, whatever became of it.
    pub fn page_title(link: &Link) -> &'static str {
        match link {
            Link::Confirm { .. } => reset::TITLE,
            _ => choose::TITLE,
        }
        .text()
    }
}
