//! What the fields of the policy form share.

use super::settings_fields::Wrong;
use crate::{prelude::*, words::admin::policy};
use domain::policy::PolicyError;

/// The error message for a setting.
pub fn beside(said: RwSignal<Option<PolicyError>>, setting: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.setting == setting).map(|error| policy::problem(error).text().into())
    })
}

/// The options of a drop-down: each name with its label.
pub fn options<const N: usize>(names: [&'static str; N], labels: [Word; N]) -> Vec<(&'static str, &'static str)> {
    names.into_iter().zip(labels.map(Word::text)).collect()
}
