//! `/sign-in/code/ID`: the page where the user enters the code: six boxes, the time left and "Resend". All times are by
//! the server's clock. Opening it, in any browser, sends no message and resets no limit.

use super::{
    CodeScreen, ResendCode, VerifyCode,
    code_form_state::{CodeFormState, fill_from_text},
    code_screen::delivery_problem,
};
use crate::{
    prelude::*,
    second_step::{Choices, Otherwise, Remember},
};
use domain::Channel;

#[component]
pub fn CodePage(screen: CodeScreen) -> impl IntoView {
    let (start, channel) = (screen.start.clone(), screen.channel);
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    if let Some(choices) = screen.second_step.clone() {
        return static_view(view! { <SecondCode screen choices/> });
    }
    static_view(view! {
        <AuthLayout organisation>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::code::title(channel)}</h1>
                        <p>
                            {words::code::SENT_TO} " " <strong class="address">{sent_to}</strong> ". "
                            <a href=start.clone()>{words::code::CHANGE}</a>
                        </p>
                    </div>
                    <CodeForm screen/>
                </div>
                <p class="gate__after">
                    {words::code::nothing_there(channel)} " " <a href=start>{words::code::START_AGAIN}</a> "."
                </p>
            })}
        </AuthLayout>
    })
}

/// The code screen as the second step: the same code is sent by email and by text.
#[component]
fn SecondCode(screen: CodeScreen, choices: Choices) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let sent_to = screen.sent_to.clone();
    view! {
        <AuthLayout organisation=organisation.clone()>
            {static_view(view! {
                <div class="card">
                    <div class="card__head">
                        <h1>{words::second_step::TITLE_CODES}</h1>
                        <p>{words::code::SENT_TO} " " <strong class="address">{sent_to}</strong> "."</p>
                    </div>
                    <CodeForm screen/>
                </div>
                <Otherwise organisation choices/>
            })}
        </AuthLayout>
    }
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
fn CodeForm(screen: CodeScreen) -> impl IntoView {
    let channel = screen.channel;
    let is_texted = channel == Channel::Text || screen.beside.is_some();
    let may_remember = screen.second_step.as_ref().is_some_and(|choices| choices.may_remember);
    let form = CodeFormState::new(screen);
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
                off=Signal::derive(move || state.get() == CodeState::Shut)
            />
        </form>
        // A separate form, so that Enter in the boxes never resends the code.
        <form id=RESEND_FORM method="post" action=ResendCode::url() hidden on:submit=on_resend>
            <input type="hidden" name="challenge" value=form.challenge()/>
        </form>
    }
}

/// The time left, or a note that the code has expired, unless the error under the boxes says so already.
#[component]
fn ExpiryTimer(form: CodeFormState) -> impl IntoView {
    let whole = form.screen.with_untracked(|screen| screen.good_for);
    let is_over = Memo::new(move |_| form.left.get() == Seconds(0));
    let is_field_error = Memo::new(move |_| form.field_error().as_deref() == Some(words::code::EXPIRED.text()));
    move || {
        if is_over.get() {
            let note = (!is_field_error.get()).then(|| view! { <Clock/> {words::code::EXPIRED} });
            static_view(view! { <span class="timer" data-over="true">{note}</span> })
        } else {
            static_view(view! { <TimeLeft left=form.left whole/> })
        }
    }
}

#[component]
fn Resend(form: CodeFormState) -> impl IntoView {
    let wait = Memo::new(move |_| form.screen.with(|screen| screen.resend_at).left_at(form.clock.now()));
    let label = Signal::derive(move || match wait.get() {
        _ if form.resend.is_pending.get() => words::code::SENDING.into(),
        _ if form.sent_again.get() => words::code::SENT_AGAIN.into(),
        Seconds(0) => words::code::RESEND.into(),
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
