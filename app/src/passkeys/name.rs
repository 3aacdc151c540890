//! The field for the name of a passkey, and its error.

use crate::{
    submission::Submission,
    ui::{Field, FieldIds, Kind, NAME, focus_first, focus_refused},
    words::settings::passkeys,
};
use domain::refusal::{FormField, Refusal};
use leptos::{html::Input, prelude::*};

const IDS: FieldIds = NAME.with_hint("name-hint");
const KIND: Kind = Kind { input: "text", autocomplete: "off", placeholder: "", longest: "60" };

pub fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::PasskeyName))
}

#[component]
pub fn PasskeyName(input: NodeRef<Input>, value: String, submission: Submission) -> impl IntoView {
    let error = submission.beside(is_about_name);
    let error = Signal::derive(move || error.get().map(|_| passkeys::NOT_A_NAME.text().into()));
    focus_refused(input, error);
    focus_first(input);
    view! {
        <Field input ids=IDS kind=KIND label=passkeys::NAME value hint=passkeys::NAME_HINT autofocus=true error/>
    }
}
