//! The settings of the policy's form, a section for each group.

use super::method_list::MethodList;
use super::time_field::Time;
use crate::admin::settings_fields::{Checkbox, Number, Select, Wrong, ids};
use crate::prelude::*;
use crate::words::admin::policy;
use domain::password::{Special, StrengthRule};
use domain::policy::form::{MethodChange, TimeField};
use domain::policy::{Answer, FirstSignIn, PolicyError, RecoveryWay, SecondStepRule, SignUp, form};

/// The error message for a setting.
pub fn beside(said: RwSignal<Option<PolicyError>>, setting: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.setting == setting).map(|error| policy::problem(error).text().into())
    })
}

/// The options of a drop-down: each name with its label.
fn options<const N: usize>(names: [&'static str; N], labels: [Word; N]) -> Vec<(&'static str, &'static str)> {
    names.into_iter().zip(labels.map(Word::text)).collect()
}

/// Draws the fields of a section. The name of a field is the name of its setting, its id is `id_of` the name.
struct Settings {
    fields: Fields,
    said: RwSignal<Option<PolicyError>>,
}

impl Settings {
    fn number(&self, name: &'static str, ids: FieldIds, label: Word) -> AnyView {
        let (value, error) = (self.fields.get(name).to_owned(), beside(self.said, name));
        static_view(view! { <Number ids name label value error/> })
    }

    fn time(&self, field: TimeField, ids: FieldIds, label: Word) -> AnyView {
        let (number, chosen) = (self.fields.get(field.setting).to_owned(), self.fields.get(field.unit).to_owned());
        let error = beside(self.said, field.setting);
        static_view(view! { <Time field ids label number chosen error/> })
    }

    /// A drop-down. Each name has a label.
    fn choice<const N: usize>(
        &self,
        name: &'static str,
        ids: FieldIds,
        label: Word,
        names: [&'static str; N],
        labels: [Word; N],
    ) -> AnyView {
        let (chosen, error) = (self.fields.get(name).to_owned(), beside(self.said, name));
        static_view(view! { <Select ids name label options=options(names, labels) chosen error/> })
    }

    fn checkbox(&self, name: &'static str, label: Word) -> AnyView {
        let is_on = self.fields.get(name) == form::ON;
        static_view(view! { <Checkbox name label is_on/> })
    }
}

/// `fields` are the current values of the form, whose list of methods `change` changes.
#[component]
pub fn Ways(
    fields: RwSignal<Fields>,
    change: Callback<MethodChange>,
    said: RwSignal<Option<PolicyError>>,
) -> impl IntoView {
    let error = beside(said, form::SIGN_IN_METHODS);
    let settings = Settings { fields: fields.get_untracked(), said };
    view! {
        <Section id="ways" title=policy::WAYS about=policy::ABOUT_WAYS>
            <div class="panel__body stack">
                <MethodList fields change error/>
                {settings.choice(form::SIGN_UP, ids!("sign_up"), policy::SIGN_UP, SignUp::NAMES, policy::SIGN_UPS)}
                {settings.choice(
                    form::FIRST_SIGN_IN,
                    ids!("first_sign_in"),
                    policy::FIRST_SIGN_IN,
                    FirstSignIn::NAMES,
                    policy::FIRST_SIGN_INS,
                )}
                <div class="if-passkey">{settings.checkbox(form::OFFER_PASSKEY, policy::OFFER_PASSKEY)}</div>
            </div>
        </Section>
    }
}

#[component]
pub fn Passwords(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let settings = Settings { fields, said };
    view! {
        <Section id="passwords" title=policy::PASSWORD about=policy::ABOUT_PASSWORD>
            <div class="panel__body stack">
                {settings.number(form::MIN_LENGTH, ids!("password-min_length"), policy::MIN_LENGTH)}
                {settings.number(form::MAX_LENGTH, ids!("password-max_length"), policy::MAX_LENGTH)}
                {settings.checkbox(form::UPPER, policy::UPPER)}
                {settings.checkbox(form::LOWER, policy::LOWER)}
                {settings.checkbox(form::DIGIT, policy::DIGIT)}
                {settings.choice(
                    form::SPECIAL,
                    ids!("password-special"),
                    policy::SPECIAL,
                    Special::NAMES,
                    policy::SPECIALS,
                )}
                {settings.choice(
                    form::STRENGTH,
                    ids!("password-strength"),
                    policy::STRENGTH,
                    StrengthRule::NAMES,
                    policy::STRENGTHS,
                )}
            </div>
        </Section>
    }
}

#[component]
pub fn WrongPasswords(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let settings = Settings { fields, said };
    view! {
        <Section id="wrong" title=policy::WRONG about=policy::ABOUT_WRONG>
            <div class="panel__body stack">
                {settings.choice(
                    form::ANSWER,
                    ids!("wrong_password-answer"),
                    policy::ANSWER,
                    Answer::NAMES,
                    policy::ANSWERS,
                )}
                <div class="stack if-lockout">
                    {settings.number(form::FAILURES, ids!("wrong_password-failures"), policy::FAILURES)}
                    {settings.time(form::LOCKOUT_TIME, ids!("wrong_password-minutes"), policy::MINUTES)}
                </div>
                <div class="if-slow-down">
                    {settings.time(form::LONGEST_TIME, ids!("wrong_password-longest_seconds"), policy::LONGEST_SECONDS)}
                </div>
            </div>
        </Section>
    }
}

#[component]
pub fn SecondSteps(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let chosen = fields.get(form::SECOND_STEP).to_owned();
    let settings = Settings { fields, said };
    let ways: Vec<_> = form::SECOND_STEP_WAYS
        .into_iter()
        .map(|(name, way)| settings.checkbox(name, policy::second_step_way(way)))
        .collect();
    let wrong = beside(said, form::SECOND_STEP);
    let no_way = beside(said, form::WAYS);
    view! {
        <Section id="second-step" title=policy::SECOND_STEP about=policy::ABOUT_SECOND_STEP>
            <div class="panel__body stack">
                <Select
                    ids=ids!("second_step-rule")
                    name=form::SECOND_STEP
                    label=policy::SECOND_STEP_RULE
                    options=options(SecondStepRule::NAMES, policy::SECOND_STEP_RULES)
                    chosen=chosen
                    error=Signal::derive(move || wrong.get().or_else(|| no_way.get()))
                />
                <div class="stack if-second-step">
                    {ways} {settings.checkbox(form::MAY_REMEMBER, policy::SECOND_STEP_REMEMBER)}
                </div>
            </div>
        </Section>
    }
}

#[component]
pub fn Recovery(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let settings = Settings { fields, said };
    let way = settings.choice(form::WAY, ids!("recovery-way"), policy::WAY, RecoveryWay::NAMES, policy::RECOVERY_WAYS);
    let minutes = settings.time(form::LINK_TIME, ids!("recovery-minutes"), policy::LINK_MINUTES);
    view! {
        <Section id="recovery" title=policy::RECOVERY about=policy::ABOUT_RECOVERY>
            <div class="panel__body stack">{way} <div class="if-link">{minutes}</div></div>
        </Section>
    }
}

#[component]
pub fn Sessions(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let settings = Settings { fields, said };
    view! {
        <Section id="sessions" title=policy::SESSION about=policy::ABOUT_SESSION>
            <div class="panel__body stack">
                {settings.time(form::IDLE_TIME, ids!("session-idle_minutes"), policy::IDLE)}
                {settings.time(form::ABSOLUTE_TIME, ids!("session-absolute_minutes"), policy::ABSOLUTE)}
            </div>
        </Section>
    }
}
