//! The button that starts a passkey ceremony, and the form that asks for the name of a new passkey and registers it.

use super::{Fields, PasskeyCeremony};
use crate::{prelude::*, words::settings::passkeys};
use domain::PasskeyName;

/// `fields` are posted with the browser's response. `organisation` is the slug for which the challenge is requested;
/// empty if the session or the pending sign-in determines the organisation.
#[component]
pub fn PasskeyButton(
    ceremony: PasskeyCeremony,
    #[prop(into)] label: &'static str,
    #[prop(optional)] organisation: String,
    #[prop(optional)] fields: Fields,
    /// The CSS class of the button.
    #[prop(default = "button button--quiet button--wide")]
    look: &'static str,
    #[prop(default = None, into)] pause: Option<Pause>,
) -> impl IntoView {
    let request = StoredValue::new((organisation, fields));
    let on_click = move |_| {
        let (organisation, fields) = request.get_value();
        ceremony.press(organisation, fields);
    };
    view! {
        <Refused error=Signal::derive(move || ceremony.submission.error()) pause/>
        <CeremonyError ceremony/>
        <button
            type="button"
            class=format!("{look} script-only")
            aria-busy=while_true(move || ceremony.is_busy())
            on:click=on_click
        >
            <Key/>
            <span>{label}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
        <p class="field__hint needs-script">{words::passkey::NEEDS_SCRIPT}</p>
    }
}

/// Shows why the browser gave no response.
#[component]
pub fn CeremonyError(ceremony: PasskeyCeremony) -> impl IntoView {
    move || ceremony.message.get().map(|word| static_view(view! { <Notice tone=Tone::Error title=word.text()/> }))
}

const NAME_IDS: FieldIds = NAME.with_hint("name-hint");
const NAME_KIND: Kind = Kind { input: "text", autocomplete: "off", placeholder: "", longest: "60" };

pub fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::PasskeyName))
}

#[component]
pub fn PasskeyNameField(input: NodeRef<Input>, value: String, submission: Submission) -> impl IntoView {
    let error = submission.field_error(is_about_name);
    let error = Signal::derive(move || error.get().map(|_| passkeys::NOT_A_NAME.text().into()));
    focus_refused(input, error);
    focus_first(input);
    view! {
        <Field input ids=NAME_IDS kind=NAME_KIND label=passkeys::NAME value hint=passkeys::NAME_HINT autofocus=true error/>
    }
}

#[component]
pub fn NewPasskeyForm(
    ceremony: PasskeyCeremony,
    name: String,
    action: &'static str,
    /// Posted with the name and the browser's response.
    #[prop(optional)]
    fields: Fields,
    pause: Pause,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        // Check the name first, so that the device makes no passkey that the server would refuse.
        match name.parse::<PasskeyName>() {
            Ok(_) => {
                let fields = fields.iter().cloned().chain([("name", name)]);
                ceremony.press(String::new(), fields.collect());
            }
            Err(_) => ceremony
                .submission
                .outcome
                .set(Some(Err(ApiError::Refused(Refusal::InvalidField(FormField::PasskeyName))))),
        }
    };
    view! {
        <Refused error=ceremony.submission.form_error(is_about_name) pause/>
        <CeremonyError ceremony/>
        <p class="needs-script">{words::passkey::NEEDS_SCRIPT}</p>
        <form class="stack script-only" method="post" action=action novalidate on:submit=on_submit>
            <PasskeyNameField input value=name submission=ceremony.submission/>
            <button type="submit" class="button button--primary button--wide" aria-busy=while_true(move || ceremony.is_busy())>
                <span>{passkeys::ADD}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        </form>
    }
}
