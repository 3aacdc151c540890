//! `/sign-in/code/ID`: the page where the user enters the code: six boxes, the time left and "Resend". All times are by
//! the server's clock. Opening it, in any browser, sends no message and resets no limit.

use super::code_form_state::{CodeFormState, fill_from_text};
use super::code_screen::delivery_problem;
use super::{CodeScreen, Delivery, ResendCode, VerifyCode};
use crate::prelude::*;
use crate::second_step::{Choices, Otherwise, Remember};
use domain::Channel;

#[component]
pub fn CodePage(screen: CodeScreen) -> impl IntoView {
    let (start, channel) = (screen.start.clone(), screen.channel);
    let (organisation, choices) = (screen.organisation.clone(), screen.second_step.clone());
    let form = CodeFormState::new(screen);
    if let Some(choices) = choices {
        return static_view(view! { <SecondCode form organisation choices/> });
    }
    let is_expected = Memo::new(move |_| form.screen.with(|screen| screen.best_delivery() == Delivery::Expected));
    let title = Signal::derive(move || {
        let text = if is_expected.get() { words::code::title(channel) } else { words::code::PAGE_TITLE.text() };
        text.to_owned()
    });
    let help = Signal::derive(move || {
        let text = if is_expected.get() { words::code::nothing_there(channel) } else { words::code::if_wrong(channel) };
        text.to_owned()
    });
    static_view(view! {
        <AuthLayout organisation>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p><Destination form/> " " <a href=start.clone()>{words::code::CHANGE}</a></p>
                    </div>
                    <CodeForm form/>
                </div>
                <p class="auth__after">
                    {help} " " <a href=start>{words::code::START_AGAIN}</a> "."
                </p>
            })}
        </AuthLayout>
    })
}

/// The code screen as the second step: the same code is sent by email and by text.
#[component]
fn SecondCode(form: CodeFormState, organisation: OrganisationView, choices: Choices) -> impl IntoView {
    view! {
        <AuthLayout organisation=organisation.clone()>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::second_step::TITLE_CODES}</h1>
                        <p><Destination form/></p>
                    </div>
                    <CodeForm form/>
                </div>
                <Otherwise organisation choices/>
            })}
        </AuthLayout>
    }
}

/// Where the code goes, or where it could not be delivered. Agrees with the notice below it.
#[component]
fn Destination(form: CodeFormState) -> impl IntoView {
    let lead = Signal::derive(move || match form.screen.with(CodeScreen::best_delivery) {
        Delivery::Expected | Delivery::Delayed => String::from(words::code::BEING_SENT_TO),
        Delivery::Undelivered => words::code::UNDELIVERED_TO.into(),
    });
    let sent_to = Signal::derive(move || form.screen.with(|screen| screen.sent_to.clone()));
    view! { {lead} " " <strong class="address">{sent_to}</strong> "." }
}

/// Tells the user to start again. The server knows no challenge of this browser: it was requested in another browser or
/// long ago, or the browser sends no cookies.
#[component]
pub fn StartAgainPage(title: Word, text: Word, sign_in: String) -> impl IntoView {
    view! {
        <AuthLayout>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{title}</h1>
                        <p>{text}</p>
                    </div>
                    <div class="actions">
                        <a class="button button--primary" href=sign_in>{words::code::elsewhere::TO_SIGN_IN}</a>
                    </div>
                </div>
            })}
        </AuthLayout>
    }
}

const RESEND_FORM: &str = "resend";

#[component]
fn CodeForm(form: CodeFormState) -> impl IntoView {
    let (channel, is_texted, may_remember) = form.screen.with_untracked(|screen| {
        let is_texted = screen.channel == Channel::Text || screen.beside.is_some();
        let may_remember = screen.second_step.as_ref().is_some_and(|choices| choices.may_remember);
        (screen.channel, is_texted, may_remember)
    });
    form.follow_verification();
    form.follow_resend();
    form.keep_fresh();
    if is_texted {
        fill_from_text(form.input);
    }
    let spoken = form.announcement();
    let state = Memo::new(move |_| form.state());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let on_resend = move |event: SubmitEvent| {
        event.prevent_default();
        if form.may_resend() {
            form.resend.outcome.set(None);
            form.resend.send_on(&event);
        }
    };
    let on_change = move || {
        // Typing clears the error.
        if form.input.get_untracked().is_some_and(|input| !input.value().is_empty()) {
            form.refusal.set(None);
        }
    };
    view! {
        <Refused
            error=Signal::derive(move || form.form_error())
            pause=Pause { clock: form.clock, label: words::code::UNTIL_NEXT.text(), text: words::code::PAUSED.text() }
        />
        <DeliveryNotice form channel/>
        <form class="stack stack--loose" method="post" action=VerifyCode::url() novalidate on:submit=on_submit>
            <input type="hidden" name="challenge" value=form.challenge()/>
            // Before the boxes, because the sixth digit submits the form.
            <Remember may_remember/>
            <CodeBoxes
                input=form.input
                state
                error=Signal::derive(move || form.field_error())
                on_change=Callback::new(move |()| on_change())
                on_complete=Callback::new(move |()| form.submit())
            />
            <div class="code__foot">
                <ExpiryTimer form/>
                <Resend form/>
                <span class="visually-hidden" role="status">{Signal::derive(move || spoken.get())}</span>
            </div>
            <SubmitButton
                label=words::code::VERIFY
                busy=form.verify.is_pending
                off=Signal::derive(move || state.get() == CodeState::Closed)
            />
        </form>
        // A separate form, so that Enter in the boxes never resends the code.
        <form id=RESEND_FORM method="post" action=ResendCode::url() hidden on:submit=on_resend>
            <input type="hidden" name="challenge" value=form.challenge()/>
        </form>
    }
}

/// The time left, or a note that the code has expired, unless the error under the boxes says so already. Empty if the
/// code was closed before it expired. Without JavaScript nothing counts down, so the text says when a code expires.
#[component]
fn ExpiryTimer(form: CodeFormState) -> impl IntoView {
    let whole = form.screen.with_untracked(|screen| screen.good_for);
    let is_over = Memo::new(move |_| form.left.get() == Seconds(0));
    let is_closed = Memo::new(move |_| form.is_closed());
    let is_field_error = Memo::new(move |_| form.field_error().as_deref() == Some(words::code::EXPIRED.text()));
    move || {
        if is_over.get() || is_closed.get() {
            let is_said = is_closed.get() || is_field_error.get();
            let note = (!is_said).then(|| view! { <Clock/> {words::code::EXPIRED} });
            static_view(view! { <span class="timer" data-over="true">{note}</span> })
        } else {
            static_view(view! {
                <TimeLeft left=form.left whole/>
                <span class="timer without-script">{words::code::expires_after(whole.0 / 60)}</span>
            })
        }
    }
}

#[component]
fn Resend(form: CodeFormState) -> impl IntoView {
    let wait = Memo::new(move |_| form.screen.with(|screen| screen.resend_at).left_at(form.clock.now()));
    let is_live = is_live();
    let label = Signal::derive(move || match wait.get() {
        _ if form.resend.is_pending.get() => words::code::SENDING.into(),
        _ if form.sent_again.get() => words::code::SENT_AGAIN.into(),
        Seconds(0) => words::code::RESEND.into(),
        _ if !is_live.get() => words::code::RESEND_AFTER_A_MINUTE.into(),
        left => words::code::resend_in(left),
    });
    let is_off = Memo::new(move |_| wait.get() > Seconds(0) || form.resend.is_pending.get());
    view! {
        <button
            type="submit"
            class="link-button resend"
            form=RESEND_FORM
            aria-disabled=while_true(move || is_off.get())
            aria-busy=while_true(move || form.resend.is_pending.get())
            data-sent=while_true(move || form.sent_again.get())
        >
            {label}
        </button>
    }
}

/// A warning while the message is delayed, or if it was not delivered.
#[component]
fn DeliveryNotice(form: CodeFormState, channel: Channel) -> impl IntoView {
    let deliveries = Memo::new(move |_| form.screen.with(|screen| (screen.delivery, screen.beside)));
    move || {
        let (delivery, beside) = deliveries.get();
        delivery_problem(channel, delivery, beside)
            .map(|(title, text)| static_view(view! { <Notice tone=Tone::Warning title text/> }))
    }
}
