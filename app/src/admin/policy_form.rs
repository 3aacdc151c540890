//! Every setting of the policy, with a live preview of the resulting rules below.

#![expect(clippy::too_many_lines, reason = "one form, most of it markup")]

use super::{
    SavePolicy,
    policy_fields::{beside, options},
    policy_preview::Preview,
    policy_second_step::SecondSteps,
    settings_fields::{Checkbox, Number, ORIGINS, Select, ids, keep_unsaved_after, still_said, typed_in},
};
use crate::{
    prelude::*,
    words::{
        admin::{branding, policy},
        sign_in,
    },
};
use domain::{
    Fields, Method,
    password::{Special, StrengthRule},
    policy::{Answer, FirstSignIn, MissingCredentials, PolicyError, RecoveryWay, Served, SignUp, form},
};
use leptos::html::Form;

/// The drop-downs of the sign-in methods share one error message, shown below the first.
const FIRST: FieldIds = FieldIds { input: "methods.first", hint: "", error: "methods-error" };

/// The server refused a value. The page validates the same fields and knows which one it is.
pub fn is_unfit(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidForm)
}

#[component]
pub fn PolicyForm(
    fields: RwSignal<Fields>,
    lacking: MissingCredentials,
    served: Served,
    origins: RwSignal<Fields>,
) -> impl IntoView {
    let saving = Submission::of::<SavePolicy>();
    keep_unsaved_after(saving, ORIGINS, origins);
    saving.redirect_on_success();
    let shown = fields.get_untracked();
    let read = Memo::new(move |_| fields.with(|fields| form::read_served(fields, served)));
    // Errors appear after an attempt to save, not while the user types.
    let said = RwSignal::new(form::read_served(&shown, served).err());
    let form = NodeRef::<Form>::new();
    let typed = move || {
        if let Some(typed) = form.get_untracked().and_then(|form| typed_in(&form, &form::names())) {
            fields.set(typed);
        }
    };
    let on_input = move |_| {
        typed();
        still_said(said, read.get_untracked().err());
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        typed();
        let wrong = read.get_untracked().err();
        said.set(wrong);
        match (wrong, form.get_untracked()) {
            (Some(error), _) => focus(match error.setting {
                form::SIGN_IN_METHODS => FIRST.input,
                form::WAYS => form::SECOND_STEP,
                setting => setting,
            }),
            (None, Some(form)) => saving.send(&form),
            (None, None) => {}
        }
    };
    let unfit = saving.field_error(is_unfit);
    view! {
        <form
            method="post"
            action=SavePolicy::url()
            novalidate
            autocomplete="off"
            node_ref=form
            on:input=on_input
            on:submit=on_submit
        >
            <Refused error=saving.form_error(is_unfit)/>
            {move || {
                unfit.get().filter(|_| said.get().is_none()).map(|_| {
                    static_view(view! { <Notice tone=Tone::Error title=branding::NOT_SAVED/> })
                })
            }}
            <input type="hidden" name=form::PRESET value=shown.get(form::PRESET).to_owned()/>
            {static_view(view! { <Ways fields=shown.clone() said lacking/> })}
            {static_view(view! { <Passwords fields=shown.clone() said/> })}
            {static_view(view! { <WrongPasswords fields=shown.clone() said/> })}
            {static_view(view! { <SecondSteps fields=shown.clone() said/> })}
            {static_view(view! { <Rest fields=shown said/> })}
            <Section id="preview" title=policy::PREVIEW about=policy::ABOUT_PREVIEW>
                <div class="panel__body stack">
                    <Preview read lacking/>
                    <SubmitButton label=policy::SAVE busy=Signal::derive(move || saving.is_busy())/>
                </div>
            </Section>
        </form>
    }
}

#[component]
fn Ways(fields: Fields, said: RwSignal<Option<PolicyError>>, lacking: MissingCredentials) -> impl IntoView {
    let methods = || {
        let mut methods = vec![("", policy::NO_METHOD.text())];
        methods.extend(Method::ALL.map(|method| (method.name(), sign_in::tab(method))));
        methods
    };
    let value = move |name: &str| fields.get(name).to_owned();
    let none = Signal::stored(None);
    let [first, second, third, fourth] = form::METHODS.map(&value);
    let hints = [(lacking.password, policy::LACKING_PASSWORD), (lacking.phone, policy::LACKING_PHONE)];
    let hints: Vec<_> = hints
        .into_iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, hint)| view! { <p class="field__hint">{hint}</p> })
        .collect();
    let sign_up = options(SignUp::NAMES, policy::SIGN_UPS);
    let first_sign_in = options(FirstSignIn::NAMES, policy::FIRST_SIGN_INS);
    view! {
        <Section id="ways" title=policy::WAYS about=policy::ABOUT_WAYS>
            <div class="panel__body stack">
                <Select ids=FIRST label=policy::FIRST options=methods() chosen=first error=beside(said, form::SIGN_IN_METHODS)/>
                <Select ids=ids!("methods.second") label=policy::SECOND options=methods() chosen=second error=none/>
                <Select ids=ids!("methods.third") label=policy::THIRD options=methods() chosen=third error=none/>
                <Select ids=ids!("methods.fourth") label=policy::FOURTH options=methods() chosen=fourth error=none/>
                {hints}
                <Select
                    ids=ids!("sign_up")
                    label=policy::SIGN_UP
                    options=sign_up
                    chosen=value(form::SIGN_UP)
                    error=beside(said, form::SIGN_UP)
                />
                <Select
                    ids=ids!("first_sign_in")
                    label=policy::FIRST_SIGN_IN
                    options=first_sign_in
                    chosen=value(form::FIRST_SIGN_IN)
                    error=beside(said, form::FIRST_SIGN_IN)
                />
            </div>
        </Section>
    }
}

#[component]
fn Passwords(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let ticked = fields.clone();
    let is_on = move |name: &str| ticked.get(name) == form::ON;
    let value = move |name: &str| fields.get(name).to_owned();
    view! {
        <Section id="passwords" title=policy::PASSWORD about=policy::ABOUT_PASSWORD>
            <div class="panel__body stack">
                <Number
                    ids=ids!("password.min_length")
                    label=policy::MIN_LENGTH
                    value=value(form::MIN_LENGTH)
                    error=beside(said, form::MIN_LENGTH)
                />
                <Number
                    ids=ids!("password.max_length")
                    label=policy::MAX_LENGTH
                    value=value(form::MAX_LENGTH)
                    error=beside(said, form::MAX_LENGTH)
                />
                <Checkbox name=form::UPPER label=policy::UPPER is_on=is_on(form::UPPER)/>
                <Checkbox name=form::LOWER label=policy::LOWER is_on=is_on(form::LOWER)/>
                <Checkbox name=form::DIGIT label=policy::DIGIT is_on=is_on(form::DIGIT)/>
                <Select
                    ids=ids!("password.special")
                    label=policy::SPECIAL
                    options=options(Special::NAMES, policy::SPECIALS)
                    chosen=value(form::SPECIAL)
                    error=beside(said, form::SPECIAL)
                />
                <Select
                    ids=ids!("password.strength")
                    label=policy::STRENGTH
                    options=options(StrengthRule::NAMES, policy::STRENGTHS)
                    chosen=value(form::STRENGTH)
                    error=beside(said, form::STRENGTH)
                />
            </div>
        </Section>
    }
}

#[component]
fn WrongPasswords(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let value = move |name: &str| fields.get(name).to_owned();
    view! {
        <Section id="wrong" title=policy::WRONG about=policy::ABOUT_WRONG>
            <div class="panel__body stack">
                <Select
                    ids=ids!("wrong_password.answer")
                    label=policy::ANSWER
                    options=options(Answer::NAMES, policy::ANSWERS)
                    chosen=value(form::ANSWER)
                    error=beside(said, form::ANSWER)
                />
                <Number
                    ids=ids!("wrong_password.failures")
                    label=policy::FAILURES
                    value=value(form::FAILURES)
                    error=beside(said, form::FAILURES)
                />
                <Number
                    ids=ids!("wrong_password.minutes")
                    label=policy::MINUTES
                    value=value(form::MINUTES)
                    error=beside(said, form::MINUTES)
                />
                <Number
                    ids=ids!("wrong_password.longest_seconds")
                    label=policy::LONGEST_SECONDS
                    value=value(form::LONGEST_SECONDS)
                    error=beside(said, form::LONGEST_SECONDS)
                />
            </div>
        </Section>
    }
}

/// Settings of password recovery and session lifetimes.
#[component]
fn Rest(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let value = move |name: &str| fields.get(name).to_owned();
    let ways = options(RecoveryWay::NAMES, policy::RECOVERY_WAYS);
    let (way, minutes, idle, absolute) =
        (value(form::WAY), value(form::LINK_MINUTES), value(form::IDLE), value(form::ABSOLUTE));
    let about_way = beside(said, form::WAY);
    let about_minutes = beside(said, form::LINK_MINUTES);
    view! {
        <Section id="recovery" title=policy::RECOVERY about=policy::ABOUT_RECOVERY>
            <div class="panel__body stack">
                <Select ids=ids!("recovery.way") label=policy::WAY options=ways chosen=way error=about_way/>
                <Number ids=ids!("recovery.minutes") label=policy::LINK_MINUTES value=minutes error=about_minutes/>
            </div>
        </Section>
        <Section id="sessions" title=policy::SESSION about=policy::ABOUT_SESSION>
            <div class="panel__body stack">
                <Number
                    ids=ids!("session.idle_minutes")
                    label=policy::IDLE
                    value=idle
                    error=beside(said, form::IDLE)
                />
                <Number
                    ids=ids!("session.absolute_minutes")
                    label=policy::ABSOLUTE
                    value=absolute
                    error=beside(said, form::ABSOLUTE)
                />
            </div>
        </Section>
    }
}
