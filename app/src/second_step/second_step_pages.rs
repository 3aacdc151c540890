//! Renders a page of the second step, with links to other factors and a button to cancel.

use super::forms::{AnswerByPasskey, AnswerForm, FirstPasskey, SetUpAuthenticator};
use super::{BeginSetUp, Choices, LeaveSecondStep, SecondStepPage, SecondStepScreen, SendSecondCode};
use crate::{paths::SecondStepRoute, prelude::*, words::second_step};
use domain::policy::SecondFactor;

#[component]
pub fn SecondStepPages(screen: SecondStepScreen) -> impl IntoView {
    let (organisation, choices) = (screen.organisation.clone(), screen.choices.clone());
    let title = screen.page.title();
    let text = screen.page.text(&organisation.name);
    let signing_in_as =
        screen.masked_email.as_deref().map(|email| view! { <p>{second_step::signing_in_as(email)}</p> });
    let is_over = screen.page == SecondStepPage::Over;
    let content = match screen.page.clone() {
        SecondStepPage::Authenticator => static_view(view! { <AnswerForm screen way=SecondStepRoute::Authenticator/> }),
        SecondStepPage::RecoveryCode => static_view(view! { <AnswerForm screen way=SecondStepRoute::RecoveryCode/> }),
        SecondStepPage::Passkey => {
            let (pause, may_remember) = (pause(&screen), screen.choices.may_remember);
            static_view(view! { <AnswerByPasskey may_remember pause/> })
        }
        SecondStepPage::SetUpPasskey { name } => {
            let pause = pause(&screen);
            static_view(view! { <FirstPasskey name pause/> })
        }
        SecondStepPage::SendCode { .. } => static_view(view! { <SendCode screen/> }),
        SecondStepPage::SetUp { ways } => static_view(view! { <SetUp screen ways/> }),
        SecondStepPage::SetUpAuthenticator { app } => static_view(view! { <SetUpAuthenticator app/> }),
        SecondStepPage::Over => static_view(view! {
            <div class="actions">
                <a class="button button--primary" href=paths::sign_in(&screen.organisation)>
                    {words::enter::SIGN_IN_AGAIN}
                </a>
            </div>
        }),
    };
    let otherwise = (!is_over).then(|| {
        let organisation = organisation.clone();
        view! { <Otherwise organisation choices/> }
    });
    view! {
        <AuthLayout organisation>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p>{text}</p>
                        {signing_in_as}
                    </div>
                    {content}
                </div>
                {otherwise}
            })}
        </AuthLayout>
    }
}

fn pause(screen: &SecondStepScreen) -> Pause {
    let clock = ServerClock::from_reading(screen.now, screen.received);
    Pause { clock, label: words::code::UNTIL_NEXT.text(), text: second_step::PAUSED.text() }
}

/// Shown only if no code was sent together with the first step.
#[component]
fn SendCode(screen: SecondStepScreen) -> impl IntoView {
    let sending = Submission::of::<SendSecondCode>();
    sending.redirect_on_success();
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: words::code::PAUSED.text() };
    view! {
        <Refused error=Signal::derive(move || sending.error()) pause/>
        <form method="post" action=SendSecondCode::url() on:submit=move |event: SubmitEvent| sending.send_on(&event)>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || sending.is_busy())/>
        </form>
    }
}

#[component]
fn SetUp(screen: SecondStepScreen, ways: Vec<SecondFactor>) -> impl IntoView {
    let beginning = Submission::of::<BeginSetUp>();
    beginning.redirect_on_success();
    // One primary button: what the organisation names first.
    let ways: Vec<_> = ways
        .into_iter()
        .zip(std::iter::once("primary").chain(std::iter::repeat("quiet")))
        .map(|(way, look)| match way {
            SecondFactor::Authenticator => static_view(view! {
                <form
                    method="post"
                    action=BeginSetUp::url()
                    on:submit=move |event: SubmitEvent| beginning.send_on(&event)
                >
                    <SubmitButton
                        label=second_step::to_set_up(way)
                        look
                        busy=Signal::derive(move || beginning.is_busy())
                    />
                </form>
            }),
            _ => {
                let href = paths::second_step(&screen.organisation, SecondStepRoute::to_set_up(way));
                static_view(view! {
                    <a class=format!("button button--{look} button--wide") href=href>{second_step::to_set_up(way)}</a>
                })
            }
        })
        .collect();
    view! {
        <Refused error=Signal::derive(move || beginning.error())/>
        <div class="stack">{ways}</div>
    }
}

#[component]
pub fn Otherwise(organisation: OrganisationView, choices: Choices) -> impl IntoView {
    let leaving = Submission::of::<LeaveSecondStep>();
    leaving.redirect_on_success();
    let others: Vec<_> = choices
        .others
        .into_iter()
        .map(|route| {
            let href = paths::second_step(&organisation, route);
            view! { <a class="target" href=href>{second_step::other(route)}</a> }
        })
        .collect();
    let lost = choices.is_resettable.then(|| {
        let text = match choices.support {
            Some(support) => second_step::lost_everything_support(&organisation.name, support),
            None => second_step::lost_everything(&organisation.name),
        };
        view! { <p>{text}</p> }
    });
    static_view(view! {
        <div class="stack stack--tight auth__after">
            {others}
            <Refused error=Signal::derive(move || leaving.error())/>
            <ButtonForm
                submission=leaving
                action=LeaveSecondStep::url()
                label=second_step::LEAVE
                look="link-button"
            />
            {lost}
        </div>
    })
}
