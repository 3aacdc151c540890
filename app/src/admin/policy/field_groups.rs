//! The settings of the policy's form, a section for each group.

use crate::admin::settings_fields::{Checkbox, Number, Select, Wrong, ids};
use crate::prelude::*;
use crate::words::admin::policy;
use crate::words::sign_in;
use domain::password::{Special, StrengthRule};
use domain::policy::{Answer, FirstSignIn, MissingCredentials, PolicyError, RecoveryWay, SecondStepRule, SignUp, form};

/// The drop-downs of the sign-in methods share one error message, shown below the first.
pub const FIRST: FieldIds = FieldIds { input: form::METHODS[0], hint: "", error: "methods-error" };

/// The error message for a setting.
fn beside(said: RwSignal<Option<PolicyError>>, setting: &'static str) -> Wrong {
    Signal::derive(move || {
        said.get().filter(|error| error.setting == setting).map(|error| policy::problem(error).text().into())
    })
}

/// The options of a drop-down: each name with its label.
fn options<const N: usize>(names: [&'static str; N], labels: [Word; N]) -> Vec<(&'static str, &'static str)> {
    names.into_iter().zip(labels.map(Word::text)).collect()
}

/// Draws the fields of a section. The name of a field is the name of its setting.
struct Settings {
    fields: Fields,
    said: RwSignal<Option<PolicyError>>,
}

impl Settings {
    fn number(&self, ids: FieldIds, label: Word) -> AnyView {
        let (value, error) = (self.fields.get(ids.input).to_owned(), beside(self.said, ids.input));
        static_view(view! { <Number ids label value error/> })
    }

    /// A drop-down. Each name has a label.
    fn choice<const N: usize>(
        &self,
        ids: FieldIds,
        label: Word,
        names: [&'static str; N],
        labels: [Word; N],
    ) -> AnyView {
        let (chosen, error) = (self.fields.get(ids.input).to_owned(), beside(self.said, ids.input));
        static_view(view! { <Select ids label options=options(names, labels) chosen error/> })
    }

    fn checkbox(&self, name: &'static str, label: Word) -> AnyView {
        let is_on = self.fields.get(name) == form::ON;
        static_view(view! { <Checkbox name label is_on/> })
    }
}

#[component]
pub fn Ways(
    fields: Fields,
    said: RwSignal<Option<PolicyError>>,
    missing_credentials: MissingCredentials,
) -> impl IntoView {
    let methods = || {
        let mut methods = vec![("", policy::NO_METHOD.text())];
        methods.extend(Method::ALL.map(|method| (method.name(), sign_in::tab(method))));
        methods
    };
    let drop_downs: Vec<_> = form::METHODS
        .into_iter()
        .zip(policy::METHODS)
        .map(|(input, label)| {
            let ids = FieldIds { input, ..FIRST };
            let error = if input == FIRST.input { beside(said, form::SIGN_IN_METHODS) } else { Signal::stored(None) };
            view! { <Select ids label options=methods() chosen=fields.get(input).to_owned() error/> }
        })
        .collect();
    let hints =
        [(missing_credentials.password, policy::LACKING_PASSWORD), (missing_credentials.phone, policy::LACKING_PHONE)];
    let hints: Vec<_> = hints
        .into_iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, hint)| view! { <p class="field__hint">{hint}</p> })
        .collect();
    let settings = Settings { fields, said };
    view! {
        <Section id="ways" title=policy::WAYS about=policy::ABOUT_WAYS>
            <div class="panel__body stack">
                {drop_downs}
                {hints}
                {settings.choice(ids!("sign_up"), policy::SIGN_UP, SignUp::NAMES, policy::SIGN_UPS)}
                {settings.choice(
                    ids!("first_sign_in"),
                    policy::FIRST_SIGN_IN,
                    FirstSignIn::NAMES,
                    policy::FIRST_SIGN_INS,
                )}
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
                {settings.number(ids!("password.min_length"), policy::MIN_LENGTH)}
                {settings.number(ids!("password.max_length"), policy::MAX_LENGTH)}
                {settings.checkbox(form::UPPER, policy::UPPER)}
                {settings.checkbox(form::LOWER, policy::LOWER)}
                {settings.checkbox(form::DIGIT, policy::DIGIT)}
                {settings.choice(ids!("password.special"), policy::SPECIAL, Special::NAMES, policy::SPECIALS)}
                {settings.choice(ids!("password.strength"), policy::STRENGTH, StrengthRule::NAMES, policy::STRENGTHS)}
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
                {settings.choice(ids!("wrong_password.answer"), policy::ANSWER, Answer::NAMES, policy::ANSWERS)}
                {settings.number(ids!("wrong_password.failures"), policy::FAILURES)}
                {settings.number(ids!("wrong_password.minutes"), policy::MINUTES)}
                {settings.number(ids!("wrong_password.longest_seconds"), policy::LONGEST_SECONDS)}
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
                    ids=ids!("second_step.rule")
                    label=policy::SECOND_STEP_RULE
                    options=options(SecondStepRule::NAMES, policy::SECOND_STEP_RULES)
                    chosen=chosen
                    error=Signal::derive(move || wrong.get().or_else(|| no_way.get()))
                />
                {ways}
                {settings.checkbox(form::MAY_REMEMBER, policy::SECOND_STEP_REMEMBER)}
            </div>
        </Section>
    }
}

/// Settings of password recovery and session lifetimes.
#[component]
pub fn RecoveryAndSessions(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let settings = Settings { fields, said };
    let way = settings.choice(ids!("recovery.way"), policy::WAY, RecoveryWay::NAMES, policy::RECOVERY_WAYS);
    let minutes = settings.number(ids!("recovery.minutes"), policy::LINK_MINUTES);
    view! {
        <Section id="recovery" title=policy::RECOVERY about=policy::ABOUT_RECOVERY>
            <div class="panel__body stack">{way} {minutes}</div>
        </Section>
        <Section id="sessions" title=policy::SESSION about=policy::ABOUT_SESSION>
            <div class="panel__body stack">
                {settings.number(ids!("session.idle_minutes"), policy::IDLE)}
                {settings.number(ids!("session.absolute_minutes"), policy::ABSOLUTE)}
            </div>
        </Section>
    }
}
