//! `/recovery` and the pages that follow: asks for the email address, says what happens next, and confirms the change.

use super::{RecoveryScreen, RecoveryStage, SendInstructions};
use crate::{prelude::*, words::recovery};
use domain::Method;

#[component]
pub fn RecoveryPage(screen: RecoveryScreen) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let content = match screen.step {
        RecoveryStage::Help => static_view(view! { <Help screen/> }),
        RecoveryStage::Ask => static_view(view! { <Ask screen is_twice=false/> }),
        RecoveryStage::AskTwice => static_view(view! { <Ask screen is_twice=true/> }),
        RecoveryStage::Sent { good_for } => {
            static_view(view! { <Sent screen text=recovery::sent::good_for(good_for) again_at=None/> })
        }
        RecoveryStage::SentReset { good_for, again_at } => {
            static_view(view! { <Sent screen text=recovery::reset::link_is_good_for(good_for) again_at/> })
        }
        RecoveryStage::Confirmed { good_for } => static_view(view! { <Confirmed screen good_for/> }),
        RecoveryStage::Changed => static_view(view! { <Changed screen/> }),
    };
    view! {
        <AuthLayout organisation>
            {content}
        </AuthLayout>
    }
}

const PRIMARY: &str = "button button--primary button--wide";
const QUIET_WIDE: &str = "button button--quiet button--wide";

/// Buttons for the sign-in methods that need no password. While `is_first`, the first one is the page's primary button.
fn ways(screen: &RecoveryScreen, is_first: Signal<bool>) -> Vec<impl IntoView + use<>> {
    let way = |(at, &method): (usize, &Method)| {
        let look: Attribute =
            Signal::derive(move || Some(if at == 0 && is_first.get() { PRIMARY } else { QUIET_WIDE }));
        view! {
            <a class=look href=paths::sign_in_with(&screen.organisation, method)>
                {words::sign_in::way(method)}
            </a>
        }
    };
    screen.methods.iter().enumerate().map(way).collect()
}

#[component]
fn Back(screen: RecoveryScreen) -> impl IntoView {
    view! {
        <p class="link-line">
            <a class="target" href=paths::sign_in(&screen.organisation)>{recovery::BACK}</a>
        </p>
    }
}

#[component]
fn Help(screen: RecoveryScreen) -> impl IntoView {
    let text = match screen.methods.first() {
        Some(&method) => recovery::instead(method).to_owned(),
        None => recovery::ask(&screen.organisation.name),
    };
    let onward = match screen.methods.is_empty() {
        true => static_view(view! { <a class=PRIMARY href=paths::sign_in(&screen.organisation)>{recovery::BACK}</a> }),
        false => static_view(view! { {ways(&screen, Signal::stored(true))} <Back screen/> }),
    };
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::PAGE_TITLE}</h1>
                <p>{text}</p>
            </div>
            <div class="stack">{onward}</div>
        </div>
    }
}

fn is_about_email(error: &Refusal) -> bool {
    matches!(error, Refusal::InvalidField(FormField::Email))
}

fn is_about_again(error: &Refusal) -> bool {
    matches!(error, Refusal::AddressesDiffer)
}

/// Says when another message may be requested, while it may not.
#[component]
fn JustSent(until: Timestamp, clock: ServerClock) -> impl IntoView {
    view! {
        <p>
            {recovery::JUST_SENT} " "
            <InlineCountdown until clock label=recovery::reset::UNTIL_NEXT counting=recovery::next_in/> " "
            {recovery::CHECK_SPAM}
        </p>
    }
}

/// When another message may be requested. `None`: now.
fn paused_until(error: Option<ApiError>, clock: ServerClock) -> Option<Timestamp> {
    match error {
        Some(ApiError::Refused(Refusal::TooManyAttempts { until: Some(until) })) if until > clock.now() => Some(until),
        _ => None,
    }
}

/// The ways on under the form. While it is paused, the first of them is the page's primary button.
#[component]
fn Otherwise(screen: RecoveryScreen, is_paused: Signal<bool>) -> impl IntoView {
    let back = paths::sign_in(&screen.organisation);
    if screen.methods.is_empty() {
        return static_view(view! {
            <a class=PRIMARY href=back hidden=present_while(move || !is_paused.get())>{recovery::BACK}</a>
            <div hidden=present_while(move || is_paused.get())><Back screen/></div>
        });
    }
    let ways = ways(&screen, is_paused);
    static_view(view! {
        <p class="field__hint">{recovery::OR}</p>
        <div class="stack stack--tight">{ways}</div>
        <Back screen/>
    })
}

/// The address is typed twice if a temporary password will be sent to it.
#[component]
fn Ask(screen: RecoveryScreen, is_twice: bool) -> impl IntoView {
    let LastTyped(email) = expect_context();
    if !screen.draft.email.is_empty() {
        email.set(screen.draft.email.clone());
    }
    let asking = Submission::of::<SendInstructions>();
    asking.redirect_on_success();
    let (input, again) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let (error, again_error) = (asking.field_error(is_about_email), asking.field_error(is_about_again));
    focus_refused(input, error);
    focus_refused(again, again_error);
    focus_first(input);
    let at_again = again_error.with_untracked(Option::is_some) && error.with_untracked(Option::is_none);
    let (text, label) = match is_twice {
        true => (recovery::RESET_TEXT, recovery::RESET),
        false => (recovery::TEXT, recovery::SEND),
    };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let refused = asking.form_error(|error| is_about_email(error) || is_about_again(error));
    let until = Memo::new(move |_| paused_until(refused.get(), clock));
    let is_paused = Signal::derive(move || until.get().is_some());
    // A pause that is over is no error.
    let is_over = |error: &ApiError| matches!(error, ApiError::Refused(Refusal::TooManyAttempts { until: Some(_) }));
    let refused = Signal::derive(move || refused.get().filter(|error| is_paused.get() || !is_over(error)));
    let keep = move || {
        if let Some(input) = input.get_untracked() {
            email.set(input.value());
        }
    };
    effect(keep);
    let organisation = screen.organisation.slug.to_string();
    let second = is_twice.then(|| {
        view! {
            <Field
                input=again
                ids=CONFIRMATION
                kind=Kind::email("email")
                label=recovery::AGAIN
                value=screen.draft.again.clone()
                autofocus=at_again
                error=again_error
            />
        }
    });
    view! {
        <div class="card">
            <div class="card__head">
                <h1>{recovery::PAGE_TITLE}</h1>
                <p hidden=present_while(move || is_paused.get())>{text}</p>
            </div>
            <Refused error=refused/>
            {move || until.get().map(|until| static_view(view! { <JustSent until clock/> }))}
            <form
                class="stack"
                hidden=present_while(move || is_paused.get())
                method="post"
                action=SendInstructions::url()
                novalidate
                on:submit=move |event: SubmitEvent| asking.send_on(&event)
                on:input=move |_| keep()
            >
                <input type="hidden" name="organisation" value=organisation/>
                <Field
                    input
                    ids=EMAIL.bare()
                    kind=Kind::email("username")
                    label=words::sign_in::EMAIL_ADDRESS
                    value=email.get_untracked()
                    autofocus=!at_again
                    enter_key=if is_twice { "next" } else { "go" }
                    error
                />
                {second}
                <SubmitButton label busy=Signal::derive(move || asking.is_busy())/>
            </form>
            <Otherwise screen is_paused/>
        </div>
    }
}

#[component]
fn Sent(screen: RecoveryScreen, text: String, again_at: Option<Timestamp>) -> impl IntoView {
    // Empty without JavaScript and after a reload.
    let LastTyped(email) = expect_context();
    let email = email.get_untracked();
    let whose = match email.is_empty() {
        true => static_view(recovery::sent::IF_ANYBODY.text()),
        false => static_view(
            view! { {recovery::sent::IF} " " <strong class="address">{email}</strong> " " {recovery::sent::HAS} },
        ),
    };
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let is_early = move || again_at.is_some_and(|again_at| again_at > clock.now());
    let wait = again_at.map(|until| {
        view! {
            <p class="auth__after" hidden=present_while(move || !is_early())>
                <InlineCountdown until clock label=recovery::reset::UNTIL_NEXT counting=recovery::next_in/> " "
                {recovery::CHECK_SPAM}
            </p>
        }
    });
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon"><Envelope/></span>
                <h1>{recovery::sent::TITLE}</h1>
                <p>{whose}</p>
            </div>
            <div class="notice">
                <Clock/>
                <p class="notice__text">{text}</p>
            </div>
            <Back screen=screen.clone()/>
        </div>
        {wait}
        <p class="auth__after" hidden=present_while(is_early)>
            {recovery::sent::NOTHING} " " <a href=paths::recovery(&screen.organisation)>{recovery::sent::AGAIN}</a> "."
        </p>
    }
}

/// A link to sign-in with a password.
#[component]
fn ToSignIn(screen: RecoveryScreen) -> impl IntoView {
    view! {
        <div class="actions">
            <a class="button button--primary" href=paths::sign_in_with(&screen.organisation, Method::Password)>
                {words::sign_in::SIGN_IN}
            </a>
        </div>
    }
}

#[component]
fn Confirmed(screen: RecoveryScreen, good_for: Seconds) -> impl IntoView {
    let ask_again = paths::recovery(&screen.organisation);
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon"><Envelope/></span>
                <h1>{recovery::sent::TITLE}</h1>
                <p>{recovery::reset::ON_ITS_WAY} " " {recovery::reset::password_is_good_for(good_for)}</p>
            </div>
            <ToSignIn screen/>
        </div>
        <p class="auth__after">
            {recovery::sent::NOTHING} " " <a href=ask_again>{recovery::sent::AGAIN}</a> "."
        </p>
    }
}

#[component]
fn Changed(screen: RecoveryScreen) -> impl IntoView {
    view! {
        <div class="card">
            <div class="card__head">
                <span class="card__icon card__icon--success"><CheckIcon/></span>
                <h1>{recovery::changed::TITLE}</h1>
                <p>{recovery::changed::TEXT}</p>
            </div>
            <ToSignIn screen/>
        </div>
    }
}
