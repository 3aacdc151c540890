//! The fields of a group: its name and its description.

use crate::admin::settings_fields::{Line, error_beside};
use crate::prelude::*;
use crate::words::admin::groups;
use domain::refusal::ApplicationRefusal;

const DESCRIPTION: FieldIds = FieldIds { input: "description", hint: "description-hint", error: "description-error" };
/// The names of the fields.
#[cfg(feature = "ssr")]
pub const FIELDS: [&str; 2] = [NAME.input, DESCRIPTION.input];

/// The values of the form.
#[cfg(feature = "ssr")]
pub fn fields_of(name: &str, description: &str) -> Fields {
    let mut fields = Fields::default();
    fields.set(NAME.input, name);
    fields.set(DESCRIPTION.input, description);
    fields
}

fn is_about_name(error: &Refusal) -> bool {
    use ApplicationRefusal::{BadName, GroupNameTaken, TooMany};
    matches!(error, Refusal::Application(BadName | GroupNameTaken | TooMany))
}

fn is_about_description(error: &Refusal) -> bool {
    matches!(error, Refusal::Application(ApplicationRefusal::BadDescription))
}

pub fn is_about_field(error: &Refusal) -> bool {
    is_about_name(error) || is_about_description(error)
}

#[component]
pub fn GroupFields(fields: Fields, saving: Submission) -> impl IntoView {
    view! {
        <Line
            ids=NAME
            label=groups::NAME
            value=fields.get(NAME.input).to_owned()
            longest="100"
            error=error_beside(NAME.input, saving, is_about_name)
        />
        <Line
            ids=DESCRIPTION
            label=groups::DESCRIPTION
            hint=groups::DESCRIPTION_HINT
            value=fields.get(DESCRIPTION.input).to_owned()
            longest="200"
            error=error_beside(DESCRIPTION.input, saving, is_about_description)
        />
    }
}
