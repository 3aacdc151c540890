//! The steps of onboarding, and the buttons below each. The setup of a second factor happens on settings pages, which
//! return here.

use super::{
    LeavePhoneStep, OnboardingPassword, OnboardingPhone, OnboardingProfile, OnboardingScreen, SecondStepProgress,
    SkipStep,
};
use crate::prelude::*;
use crate::settings::BeginAuthenticator;
use crate::words::onboarding::{self, second_step, way};
use crate::words::settings::{authenticator, passkeys, recovery_codes};
use domain::policy::SecondFactor::{Authenticator, Codes, Passkey};

fn is_about_name(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Name))
}

#[component]
pub fn ProfileStep(screen: OnboardingScreen, time_zones: Vec<String>, time_zone: Option<String>) -> impl IntoView {
    let saving = Submission::of::<OnboardingProfile>();
    saving.redirect_on_success();
    let input = NodeRef::<Input>::new();
    let error = saving.field_error(is_about_name);
    let time_zone_error = saving.field_error(is_about_time_zone);
    focus_refused(input, Signal::derive(move || error.get().or_else(|| time_zone_error.get())));
    focus_first(input);
    let is_first = error.get_untracked().is_some() || time_zone_error.get_untracked().is_none();
    let typed = screen.draft.name.clone();
    let value = if typed.is_empty() { screen.name.clone().unwrap_or_default() } else { typed };
    view! {
        <Refused error=saving.form_error(|error| is_about_name(error) || is_about_time_zone(error))/>
        <form
            class="stack"
            id=FORM
            method="post"
            action=OnboardingProfile::url()
            novalidate
            on:submit=move |event: SubmitEvent| saving.send_on(&event)
        >
            {hidden_return_to(&screen)}
            <Field input ids=NAME kind=Kind::NAME label=words::sign_up::FULL_NAME value autofocus=is_first enter_key="next" error/>
            <TimeZoneField time_zones chosen=time_zone.unwrap_or_default() error=time_zone_error/>
        </form>
        <StepButtons screen going_on=saving/>
    }
}

fn is_about_number(error: &Refusal) -> bool {
    matches!(
        error,
        Refusal::InvalidField(FormField::Phone) | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::Taken)
    )
}

#[component]
pub fn PhoneStep(
    screen: OnboardingScreen,
    verified: Option<String>,
    number: String,
    countries: Vec<CountryChoice>,
) -> impl IntoView {
    match verified {
        Some(number) => static_view(view! {
            <p>{onboarding::phone::VERIFIED} " " <strong>{number}</strong></p>
            <StepButtons screen is_done=true/>
        }),
        None => static_view(view! { <Number screen number countries/> }),
    }
}

#[component]
fn Number(screen: OnboardingScreen, number: String, countries: Vec<CountryChoice>) -> impl IntoView {
    let sending = Submission::of::<OnboardingPhone>();
    sending.redirect_on_success();
    let leaving = Submission::of::<LeavePhoneStep>();
    leaving.redirect_on_success();
    let on_submit = move |event: SubmitEvent| {
        let button = event.submitter().and_then(|button| button.get_attribute("formaction"));
        if button.as_deref() == Some(LeavePhoneStep::url()) { leaving.send_on(&event) } else { sending.send_on(&event) }
    };
    let input = NodeRef::<Input>::new();
    let country = RwSignal::new(screen.draft.country.clone());
    let error = sending.field_error(is_about_number);
    focus_refused(input, error);
    focus_first(input);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: onboarding::phone::PAUSED.text() };
    let typed = screen.draft.phone.clone();
    let value = if typed.is_empty() { number } else { typed };
    view! {
        <Refused error=sending.form_error(is_about_number) pause/>
        <form
            class="stack"
            id=FORM
            method="post"
            action=OnboardingPhone::url()
            novalidate
            on:submit=on_submit
        >
            {hidden_return_to(&screen)}
            <PhoneField input country countries value is_optional=false autofocus=true error/>
        </form>
        <Refused error=Signal::derive(move || leaving.error())/>
        <StepButtons screen going_on=sending leave=LeavePhoneStep::url()/>
    }
}

#[component]
pub fn PasswordStep(screen: OnboardingScreen, rules: Option<PasswordRules>) -> impl IntoView {
    match rules {
        Some(rules) => static_view(view! { <Choose screen rules/> }),
        None => static_view(view! {
            <p>{onboarding::password::CHOSEN}</p>
            <StepButtons screen is_done=true/>
        }),
    }
}

#[component]
fn Choose(screen: OnboardingScreen, rules: PasswordRules) -> impl IntoView {
    let saving = Submission::of::<OnboardingPassword>();
    saving.redirect_on_success();
    let password = NewPassword::new(rules, &screen.organisation);
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: onboarding::password::PAUSED.text() };
    let about = StoredValue::new([screen.email.clone(), screen.name.clone().unwrap_or_default()]);
    let rate = move || about.with_value(|[email, name]| password.rate(email, name));
    effect(rate);
    let on_submit = move |event: SubmitEvent| {
        rate();
        password.send(saving, &event, &[]);
    };
    view! {
        <Refused error=saving.form_error(is_about_new_password) pause/>
        <form
            class="stack"
            method="post"
            action=OnboardingPassword::url()
            novalidate
            on:submit=on_submit
            on:input=move |_| rate()
        >
            {hidden_return_to(&screen)}
            <PasswordOwner email=screen.email.clone()/>
            <ConfirmedPassword password saving label=onboarding::CONTINUE/>
        </form>
        <StepButtons screen/>
    }
}

const LOOK: &str = "button button--quiet";

#[component]
pub fn SecondFactorStep(screen: OnboardingScreen, progress: SecondStepProgress) -> impl IntoView {
    let beginning = Submission::of::<BeginAuthenticator>();
    beginning.redirect_on_success();
    let SecondStepProgress { codes_to, authenticator, passkey, recovery_codes, is_done, may_skip, here } = progress;
    let codes = codes_to.map(|to| row(static_view(view! { <Envelope/> }), way(Codes).text(), to, None));
    let app = authenticator.map(|is_on| {
        let set_up = (!is_on).then(|| {
            let which = Some(("return_to", here.clone()));
            static_view(view! {
                <ButtonForm submission=beginning action=BeginAuthenticator::url() label=authenticator::SET_UP look=LOOK which/>
            })
        });
        let text = if is_on { second_step::IS_SET_UP } else { second_step::APP_OFF };
        row(static_view(view! { <PhoneIcon/> }), way(Authenticator).text(), text.into(), set_up)
    });
    let passkey = passkey.map(|is_there| {
        let add = (!is_there).then(|| {
            let href = paths::coming_from(SettingsRoute::NewPasskey, Some(&here));
            static_view(view! { <a class=LOOK href=href>{passkeys::ADD}</a> })
        });
        let text = if is_there { second_step::IS_SET_UP } else { second_step::PASSKEY_OFF };
        row(static_view(view! { <Key/> }), way(Passkey).text(), text.into(), add)
    });
    let sheet = recovery_codes.map(|left| {
        let text = if left == 0 { recovery_codes::NONE_LEFT.into() } else { recovery_codes::left(left) };
        row(static_view(view! { <LockIcon/> }), recovery_codes::TITLE.text(), text, None)
    });
    let required = (!is_done && !may_skip).then(|| view! { <p>{second_step::required(&screen.organisation.name)}</p> });
    view! {
        <Refused error=Signal::derive(move || beginning.error())/>
        {required}
        <ul class="rows">{codes} {passkey} {app} {sheet}</ul>
        <StepButtons screen is_done may_skip/>
    }
}

fn row(icon: AnyView, title: &'static str, text: String, actions: Option<AnyView>) -> AnyView {
    static_view(view! { <Row icon title=static_view(title) text actions/> })
}

/// Id of a step's form. Its submit button is outside the form.
const FORM: &str = "step";

/// The hidden field of every onboarding form.
pub fn hidden_return_to(screen: &OnboardingScreen) -> impl IntoView + use<> {
    let return_to = screen.return_to.clone().unwrap_or_default();
    view! { <input type="hidden" name="return_to" value=return_to/> }
}

/// Buttons to go back, to skip or leave the step, and to submit its form. `going_on` is that form's submission, if any.
#[component]
fn StepButtons(
    screen: OnboardingScreen,
    #[prop(optional)] going_on: Option<Submission>,
    /// Where the form is posted on the way back, so that nothing typed is lost.
    #[prop(optional)]
    leave: Option<&'static str>,
    /// Whether the step's requirement is met.
    #[prop(optional)]
    is_done: bool,
    /// Whether the step can be skipped.
    #[prop(default = true)]
    may_skip: bool,
) -> impl IntoView {
    let passing = Submission::of::<SkipStep>();
    passing.redirect_on_success();
    let (look, label) = match is_done {
        true => ("button button--primary", onboarding::CONTINUE),
        false => ("button button--quiet", onboarding::SKIP),
    };
    const PLAIN: &str = "button button--plain";
    let back = screen.back.clone().map(|back| match leave {
        Some(leave) => static_view(view! {
            <button type="submit" form=FORM formaction=leave class=PLAIN><Left/>{onboarding::BACK}</button>
        }),
        None => static_view(view! { <a class=PLAIN href=back><Left/>{onboarding::BACK}</a> }),
    });
    let go_on = going_on.map(|going_on| {
        view! {
            <button
                type="submit"
                form=FORM
                class="button button--primary"
                aria-busy=while_true(move || going_on.is_busy())
            >
                <span>{onboarding::CONTINUE}</span>
                <span class="spinner" aria-hidden="true"></span>
            </button>
        }
    });
    let skip_step = (is_done || may_skip).then(|| {
        view! {
            <form method="post" action=SkipStep::url() on:submit=move |event: SubmitEvent| passing.send_on(&event)>
                <input type="hidden" name="step" value=screen.page.step().name()/>
                {hidden_return_to(&screen)}
                <button type="submit" class=look aria-busy=while_true(move || passing.is_busy())>
                    <span>{label}</span>
                    <span class="spinner" aria-hidden="true"></span>
                </button>
            </form>
        }
    });
    view! {
        <Refused error=Signal::derive(move || passing.error())/>
        <div class="actions wizard__ways">
            <div class="actions">
                {skip_step}
                {go_on}
            </div>
            {back}
        </div>
    }
}
