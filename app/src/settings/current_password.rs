//! The field for the current password, which is emptied after a refusal.

use crate::prelude::*;

/// Whether a refusal is shown beside this field.
pub fn is_about_current_password(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Password) | Refusal::Password(PasswordRefusal::NotCurrent))
}

/// Empties the fields with these ids after the server has compared and refused what is in them, and runs `then`.
pub fn empty_refused(submission: Submission, ids: &'static [&'static str], then: impl Fn() + 'static) {
    Effect::new(move |was_drawn: Option<()>| {
        let is_compared = match submission.error() {
            Some(ApiError::Refused(error)) => !error.each().any(|error| is_about_new_password(&error)),
            _ => false,
        };
        if is_compared && was_drawn.is_some() {
            ids.iter().for_each(|id| fill(id, ""));
            then();
        }
    });
}

#[component]
pub fn CurrentPassword(input: NodeRef<Input>, error: Signal<Option<Sentence>>, autofocus: bool) -> impl IntoView {
    let error = until_edited(CURRENT_PASSWORD.input, error);
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
