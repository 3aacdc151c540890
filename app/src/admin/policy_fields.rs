//! What the fields of the policy form share.

use super::settings_fields::Wrong;
use crate::words::{Word, admin::policy};
use domain::policy::PolicyError;
use leptos::prelude::*;

/// The error message for a setting.
pub fn beside(said: RwSignal<Option<PolicyError>>, setting: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.setting == setting).map(|error| policy::problem(error).text().into())
    })
}

/// The options of a drop-down: each value with its label.
pub fn options<T: Copy>(choices: &[(&'static str, T)], words: &[Word]) -> Vec<(&'static str, &'static str)> {
    choices.iter().map(|(name, _)| *name).zip(words.iter().map(|word| word.text())).collect()
}
