//! The end of the policy's form: what has to be confirmed, and the buttons.

use super::field_groups::beside;
use crate::prelude::*;
use crate::words::admin::policy;
use domain::Policy;
use domain::policy::{CredentialGroup, PolicyError, form};

domain::named_enum! {
    /// The change that was just made to the policy, shown once.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum PolicyDone {
        Saved = "saved",
        OriginsSaved = "origins",
    }
}

const CONFIRM: FieldIds = FieldIds { input: form::CONFIRM, hint: "", error: "confirm-error" };

#[component]
pub fn Save(
    read: Memo<Result<Policy, PolicyError>>,
    saved: StoredValue<Option<Policy>>,
    groups: StoredValue<Vec<CredentialGroup>>,
    fields: RwSignal<Fields>,
    said: RwSignal<Option<PolicyError>>,
    saving: Submission,
) -> impl IntoView {
    let shut_out = Memo::new(move |_| match (read.get(), saved.get_value()) {
        (Ok(draft), Some(saved)) => groups.with_value(|groups| draft.impact(&saved, groups).shut_out),
        _ => 0,
    });
    let error = beside(said, form::CONFIRM);
    let confirm = move || {
        (shut_out.get() > 0).then(|| {
            let is_on = fields.with_untracked(|fields| fields.get(form::CONFIRM) == form::ON);
            static_view(view! {
                <div class="field">
                    <label class="check" for=CONFIRM.input>
                        <input
                            type="checkbox"
                            id=CONFIRM.input
                            name=CONFIRM.input
                            checked=is_on
                            aria-describedby=CONFIRM.described_by(error)
                            aria-invalid=while_true(move || error.with(Option::is_some))
                        />
                        <span>{policy::confirm_shut_out(shut_out.get_untracked())}</span>
                    </label>
                    <FieldFoot ids=CONFIRM hint=Signal::stored(String::new()) error/>
                </div>
            })
        })
    };
    view! {
        <div class="policy__save stack">
            {confirm}
            <div class="cluster">
                <SubmitButton label=policy::SAVE busy=Signal::derive(move || saving.is_busy())/>
                <button
                    type="submit"
                    class="button button--quiet without-script"
                    name=form::CHANGE
                    value=form::PREVIEW
                >
                    {policy::SHOW_PREVIEW}
                </button>
            </div>
        </div>
    }
}
