//! The field for the current password.

use crate::prelude::*;

/// Whether a refusal is shown beside this field.
pub fn is_about_current_password(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Password) | Refusal::Password(PasswordRefusal::NotCurrent))
}

#[component]
pub fn CurrentPassword(input: NodeRef<Input>, error: Signal<Option<Sentence>>, autofocus: bool) -> impl IntoView {
    view! {
        <div class="field">
            <PasswordInput
                input
                id=CURRENT_PASSWORD.input
                label=words::password::CURRENT
                autocomplete="current-password"
                described_by=CURRENT_PASSWORD.described_by(error)
                invalid=Signal::derive(move || error.with(Option::is_some))
                autofocus
            />
            <FieldFoot ids=CURRENT_PASSWORD hint=Signal::stored(String::new()) error/>
        </div>
    }
}
