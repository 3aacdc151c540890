//! Texts of the list of invitations, and of inviting.

use crate::paths::InvitationAct;
use crate::words::sentences::admin;
use crate::words::{Sentence, Word, by_name};
pub use admin::{import, imported, invitations::*, invite};
use domain::invitation::{InvitationFilter, InvitationState, InviteError};
use domain::onboarding::Step;
use domain::refusal::{InvitationRefusal, Refusal};

/// The columns of an import file, as its first line names them.
pub const HEADER: &str = "name,email,phone,role,groups";

pub const fn state(state: InvitationState) -> Word {
    match state {
        InvitationState::Sent => STATE_SENT,
        InvitationState::CodeTried => STATE_OPENED,
        InvitationState::Confirmed => STATE_CONFIRMED,
        InvitationState::SignedIn(Step::Profile) => STATE_WAITING_PROFILE,
        InvitationState::SignedIn(Step::Phone) => STATE_WAITING_PHONE,
        InvitationState::SignedIn(Step::SecondStep) => STATE_WAITING_SECOND_STEP,
        InvitationState::SignedIn(Step::Password) => STATE_WAITING_PASSWORD,
        InvitationState::SignedIn(Step::Done) => STATE_WAITING_DONE,
        InvitationState::Joined => STATE_JOINED,
        InvitationState::Expired => STATE_EXPIRED,
        InvitationState::Revoked => STATE_REVOKED,
    }
}

pub const fn filter(filter: InvitationFilter) -> Word {
    match filter {
        InvitationFilter::All => ANY_STATUS,
        InvitationFilter::Open => STATE_OPEN,
        InvitationFilter::Expired => STATE_EXPIRED,
        InvitationFilter::Confirmed => STATE_CONFIRMED,
        InvitationFilter::SignedIn => STATE_WAITING,
        InvitationFilter::Joined => STATE_JOINED,
        InvitationFilter::Revoked => STATE_REVOKED,
    }
}

static ACTS: [Word; InvitationAct::ALL.len()] = by_name(BY_KEY, "", InvitationAct::NAMES);

pub fn act(act: InvitationAct) -> Word {
    ACTS[act as usize]
}

/// Title and text in place of the list.
pub const fn nobody(is_searched: bool) -> (Word, Word) {
    if is_searched { (NOT_FOUND, NOT_FOUND_TEXT) } else { (NOBODY, NOBODY_TEXT) }
}

/// Why a person cannot be invited.
pub fn unfit(unfit: InviteError) -> Sentence {
    use admin::unfit::*;
    let word = match unfit {
        InviteError::NotAnEmailAddress => NOT_AN_EMAIL_ADDRESS,
        InviteError::AlreadyAccount => ALREADY_ACCOUNT,
        InviteError::AlreadyInvited => ALREADY_INVITED,
        InviteError::Reserved => RESERVED,
        InviteError::Twice => TWICE,
        InviteError::NotAPhoneNumber => NOT_A_PHONE_NUMBER,
        InviteError::NotARole => NOT_A_ROLE,
        InviteError::NoSuchGroup => NO_SUCH_GROUP,
        InviteError::NotAName => NOT_A_NAME,
        InviteError::NotALine => NOT_A_LINE,
        InviteError::NoHeader => return no_header(HEADER).into(),
        InviteError::TooLarge => TOO_LARGE,
        InviteError::TooManyMessages => TOO_MANY_MESSAGES,
        InviteError::NotAnAdmin => NOT_AN_ADMIN,
        InviteError::Broken => BROKEN,
    };
    word.text().into()
}

/// Why a whole import file was refused, or the one person to add.
pub fn refusal(error: &Refusal) -> Sentence {
    match error {
        Refusal::Invitation(InvitationRefusal::CannotInvite(InviteError::NotALine)) => {
            admin::unfit::NOT_TEXT.text().into()
        }
        Refusal::Invitation(InvitationRefusal::CannotInvite(reason)) => unfit(*reason),
        other => crate::words::refusal(other),
    }
}
