//! Texts of the page of a person, and of what an admin can do there.

pub use super::people::{ROLE, SECOND_STEP};
use crate::words::Word;
pub use crate::words::sentences::admin::person::*;
use crate::words::word::{by_name, filled};
use domain::AdminAct;

type Acts = [Word; AdminAct::ALL.len()];

static LABELS: Acts = by_name(BY_KEY, "", AdminAct::NAMES);
static ABOUT: Acts = by_name(BY_KEY, "about_", AdminAct::NAMES);
static QUESTIONS: Acts = by_name(BY_KEY, "ask_", AdminAct::NAMES);
static CONSEQUENCES: Acts = by_name(BY_KEY, "will_", AdminAct::NAMES);
static BUTTONS: Acts = by_name(BY_KEY, "do_", AdminAct::NAMES);
static DONE: Acts = by_name(BY_KEY, "done_", AdminAct::NAMES);

pub fn called(name: Option<&str>, email: &str) -> String {
    name.unwrap_or(email).to_owned()
}

/// The message on the person's page after an action.
pub fn done(act: AdminAct) -> Word {
    DONE[act as usize]
}

/// The label of the button.
pub fn label(act: AdminAct) -> Word {
    LABELS[act as usize]
}

/// The text beside the button.
pub fn about(act: AdminAct) -> Word {
    ABOUT[act as usize]
}

/// The heading of the page that asks for confirmation.
pub fn question(act: AdminAct, who: &str) -> String {
    filled(QUESTIONS[act as usize], &[&who])
}

/// The text of the confirmation page: what will happen, and what is lost.
pub fn explained(act: AdminAct, organisation: &str) -> String {
    filled(CONSEQUENCES[act as usize], &[&organisation])
}

/// The button of the confirmation page.
pub fn button(act: AdminAct) -> Word {
    BUTTONS[act as usize]
}
