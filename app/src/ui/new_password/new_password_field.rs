//! The field for a new password.

use super::{NewPassword, checklist::Checklist, strength::Strength};
use crate::{
    ui::{
        Attribute, PasswordInput,
        field::{FieldError, PASSWORD},
        static_view,
    },
    words::{self, Sentence},
};
use leptos::prelude::*;

const RULES: &str = "password-rules";

/// `label` names the field: "Password" or "New password".
#[component]
pub fn NewPasswordField(
    password: NewPassword,
    #[prop(into)] label: &'static str,
    #[prop(optional)] autofocus: bool,
    error: Signal<Option<Sentence>>,
) -> impl IntoView {
    let NewPassword { input, rules, standing, .. } = password;
    let described_by: Attribute =
        Signal::derive(move || Some(if error.with(Option::is_some) { "password-error password-rules" } else { RULES }));
    view! {
        <div class="rules">
            <p class="rules__title" aria-hidden="true">{words::password::NEEDS}</p>
            <p class="visually-hidden" id=RULES>{words::password::rules(&rules.rules())}</p>
            <Checklist rules=rules.rules() standing/>
        </div>
        <div class="field">
            <PasswordInput
                input
                id=PASSWORD.input
                label
                autocomplete="new-password"
                autofocus
                described_by
                invalid=Signal::derive(move || error.with(Option::is_some))
                rules=rules.attribute()
            />
            <Strength standing/>
            {move || error.get().map(|sentence| static_view(view! { <FieldError input=PASSWORD.input id=PASSWORD.error sentence/> }))}
        </div>
    }
}
