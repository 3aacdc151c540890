//! Texts of the page of a person, and of what an admin can do there.

pub use super::people::{ROLE, SECOND_STEP};
pub use crate::words::sentences::admin::person::*;
use crate::{paths::PersonAct, words::Word};

pub fn called(name: Option<&str>, email: &str) -> String {
    name.unwrap_or(email).to_owned()
}

/// The message on the person's page after an action.
pub const fn done(act: PersonAct) -> Word {
    match act {
        PersonAct::Deactivate => DONE_DEACTIVATE,
        PersonAct::Reactivate => DONE_REACTIVATE,
        PersonAct::Unlock => DONE_UNLOCK,
        PersonAct::EndSessions => DONE_END_SESSIONS,
        PersonAct::StartRecovery => DONE_START_RECOVERY,
        PersonAct::ResetSecondStep => DONE_RESET_SECOND_STEP,
        PersonAct::MakeAdmin => DONE_MAKE_ADMIN,
        PersonAct::MakeMember => DONE_MAKE_MEMBER,
    }
}

/// The label of the button.
pub const fn label(act: PersonAct) -> Word {
    match act {
        PersonAct::Deactivate => DEACTIVATE,
        PersonAct::Reactivate => REACTIVATE,
        PersonAct::Unlock => UNLOCK,
        PersonAct::EndSessions => END_SESSIONS,
        PersonAct::StartRecovery => START_RECOVERY,
        PersonAct::ResetSecondStep => RESET_SECOND_STEP,
        PersonAct::MakeAdmin => MAKE_ADMIN,
        PersonAct::MakeMember => MAKE_MEMBER,
    }
}

/// The text beside the button.
pub const fn about(act: PersonAct) -> Word {
    match act {
        PersonAct::Deactivate => ABOUT_DEACTIVATE,
        PersonAct::Reactivate => ABOUT_REACTIVATE,
        PersonAct::Unlock => ABOUT_UNLOCK,
        PersonAct::EndSessions => ABOUT_END_SESSIONS,
        PersonAct::StartRecovery => ABOUT_START_RECOVERY,
        PersonAct::ResetSecondStep => ABOUT_RESET_SECOND_STEP,
        PersonAct::MakeAdmin => ABOUT_MAKE_ADMIN,
        PersonAct::MakeMember => ABOUT_MAKE_MEMBER,
    }
}

/// The heading of the page that asks for confirmation.
pub fn question(act: PersonAct, who: &str) -> String {
    match act {
        PersonAct::Deactivate => ask_deactivate(who),
        PersonAct::Reactivate => ask_reactivate(who),
        PersonAct::Unlock => ask_unlock(who),
        PersonAct::EndSessions => ask_end_sessions(who),
        PersonAct::StartRecovery => ask_start_recovery(who),
        PersonAct::ResetSecondStep => ask_reset_second_step(who),
        PersonAct::MakeAdmin => ask_make_admin(who),
        PersonAct::MakeMember => ask_make_member(who),
    }
}

/// The text of the confirmation page: what will happen, and what is lost.
pub fn explained(act: PersonAct, organisation: &str) -> String {
    match act {
        PersonAct::Deactivate => WILL_DEACTIVATE,
        PersonAct::Reactivate => WILL_REACTIVATE,
        PersonAct::Unlock => WILL_UNLOCK,
        PersonAct::EndSessions => WILL_END_SESSIONS,
        PersonAct::StartRecovery => WILL_START_RECOVERY,
        PersonAct::ResetSecondStep => WILL_RESET_SECOND_STEP,
        PersonAct::MakeAdmin => return will_make_admin(organisation),
        PersonAct::MakeMember => WILL_MAKE_MEMBER,
    }
    .into()
}

/// The button of the confirmation page.
pub const fn button(act: PersonAct) -> Word {
    match act {
        PersonAct::Deactivate => DO_DEACTIVATE,
        PersonAct::Reactivate => DO_REACTIVATE,
        PersonAct::Unlock => DO_UNLOCK,
        act => label(act),
    }
}
