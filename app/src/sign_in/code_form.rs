//! The form of the code screen: six boxes, the time left, "Resend". What it shows comes from the server's clock.

use super::{CodeScreen, Delivery, ResendCode, VerifyCode, resend_code, verify_code};
use crate::{
    api_error::ApiError,
    go_to::GoTo,
    page::{PageData, fetch_page},
    paths,
    submission::Submission,
    ui::{Clock, CodeBoxes, CodeState, Notice, Refused, ServerClock, SubmitButton, TimeLeft, Tone, still, while_true},
    words,
};
use domain::{Seconds, one_time_code::TypedCode, sign_in::SignInError};
use gloo_timers::callback::Timeout;
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    html::Input,
    prelude::*,
    server_fn::ServerFn,
    task::spawn_local,
};
use leptos_router::hooks::use_navigate;

/// How long the cells stay green before the next page, in milliseconds.
const BLINK: u32 = 320;
/// How long "Sent again" stands, in milliseconds.
const SENT_AGAIN: u32 = 4_000;

/// Everything that the parts of the form share.
#[derive(Clone, Copy)]
struct Form {
    screen: RwSignal<CodeScreen>,
    clock: ServerClock,
    verify: Submission,
    resend: Submission,
    /// Why the last digits were refused, or why none help any more.
    refusal: RwSignal<Option<ApiError<SignInError>>>,
    input: NodeRef<Input>,
    sent_again: RwSignal<bool>,
    left: Memo<Seconds>,
}

impl Form {
    fn new(screen: CodeScreen) -> Self {
        let clock = ServerClock::from_reading(screen.now, screen.received);
        let verify = Submission::of::<VerifyCode>();
        let refusal = untrack(|| verify.error()).or(screen.closed.map(ApiError::Refused));
        let screen = RwSignal::new(screen);
        Form {
            screen,
            clock,
            verify,
            resend: Submission::of::<ResendCode>(),
            refusal: RwSignal::new(refusal),
            input: NodeRef::new(),
            sent_again: RwSignal::new(false),
            left: Memo::new(move |_| screen.with(|screen| screen.expires_at).left_at(clock.now())),
        }
    }

    fn challenge(self) -> String {
        self.screen.with_untracked(|screen| screen.challenge.to_string())
    }

    fn state(self) -> CodeState {
        let is_shut = self.refusal.with(|refusal| match refusal {
            Some(ApiError::Refused(SignInError::InvalidCode)) => false,
            Some(ApiError::Refused(_)) => true,
            _ => false,
        });
        if self.verify.outcome.with(|outcome| matches!(outcome, Some(Ok(_)))) {
            CodeState::Right
        } else if self.verify.is_pending.get() {
            CodeState::Checking
        } else if is_shut || self.left.get() == Seconds(0) {
            CodeState::Shut
        } else {
            CodeState::Open
        }
    }

    /// The sentence under the boxes; a longer pause stands above them instead.
    fn field_error(self) -> Option<&'static str> {
        self.refusal.with(|refusal| match refusal {
            Some(ApiError::Refused(SignInError::TooManyAttempts { .. })) => None,
            Some(ApiError::Refused(error)) => Some(words::refusal(error)),
            _ => None,
        })
    }

    /// What stands above the form: a pause, or a failure.
    fn form_error(self) -> Option<ApiError<SignInError>> {
        let is_above = |error: &ApiError<SignInError>| match error {
            ApiError::Refused(refusal) => matches!(refusal, SignInError::TooManyAttempts { .. }),
            _ => true,
        };
        self.refusal.get().filter(is_above).or_else(|| self.resend.error())
    }

    fn submit(self) {
        if let (Some(input), CodeState::Open) = (self.input.get_untracked(), untrack(|| self.state())) {
            self.refusal.set(None);
            self.verify.submit(verify_code(self.challenge(), TypedCode(input.value())));
        }
    }

    /// Asks the server how things stand. Sends nothing to anybody.
    fn refresh(self) {
        let path = self.screen.with_untracked(|screen| paths::code(screen.challenge));
        spawn_local(async move {
            if let PageData::Code(fresh) = fetch_page(path).await {
                self.clock.set(fresh.now, fresh.received);
                let _ = self.screen.try_set(fresh);
            }
        });
    }

    fn follow_verification(self) {
        let navigate = use_navigate();
        let leaving = StoredValue::new_local(None::<Timeout>);
        Effect::new(move || match self.verify.outcome.get() {
            Some(Ok(GoTo { path })) => {
                let navigate = navigate.clone();
                leaving.set_value(Some(Timeout::new(BLINK, move || navigate(&path, Default::default()))));
            }
            Some(Err(error)) => self.refusal.set(Some(error)),
            None => {}
        });
    }

    fn follow_resend(self) {
        let saying = StoredValue::new_local(None::<Timeout>);
        Effect::new(move || {
            if let Some(Ok(_)) = self.resend.outcome.get() {
                self.refusal.set(None);
                self.sent_again.set(true);
                saying.set_value(Some(Timeout::new(SENT_AGAIN, move || {
                    let _ = self.sent_again.try_set(false);
                })));
                self.refresh();
                if let Some(input) = self.input.get_untracked() {
                    let _ = input.focus();
                }
            }
        });
    }

    /// While the message has not left, and when the person comes back to this tab, the screen asks again.
    fn keep_fresh(self) {
        let asking = StoredValue::new_local(None::<Timeout>);
        Effect::new(move || {
            let wait = self.screen.with(|screen| match (screen.closed, screen.delivery) {
                (None, Delivery::OnItsWay) => Some(1_000),
                (None, Delivery::Delayed) => Some(4_000),
                _ => None,
            });
            asking.set_value(wait.map(|wait| Timeout::new(wait, move || self.refresh())));
        });
        Effect::new(move || {
            let listener = window_event_listener_untyped("visibilitychange", move |_| {
                if document().visibility_state() == web_sys::VisibilityState::Visible {
                    self.refresh();
                }
            });
            on_cleanup(move || listener.remove());
        });
    }

    /// What is read aloud, at a few moments only.
    fn announcement(self) -> RwSignal<String> {
        let spoken = RwSignal::new(String::new());
        Effect::new(move || {
            let is_fresh = self.screen.with_untracked(|screen| screen.resend_at.left_at(screen.now) > Seconds(55));
            if is_fresh {
                spoken.set(words::code::SENT.to_owned());
            }
        });
        Effect::new(move || {
            if let Some(words) = words::code::time_left(self.left.get()) {
                spoken.set(words.to_owned());
            }
        });
        Effect::new(move || {
            if self.sent_again.get() {
                spoken.set(words::code::SENT_AGAIN.to_owned());
            }
        });
        spoken
    }
}

#[component]
pub fn CodeForm(screen: CodeScreen) -> impl IntoView {
    let form = Form::new(screen);
    form.follow_verification();
    form.follow_resend();
    form.keep_fresh();
    let spoken = form.announcement();
    let state = Memo::new(move |_| form.state());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let on_change = move || {
        // What was refused is forgiven as soon as something else is typed.
        if form.input.get_untracked().is_some_and(|input| !input.value().is_empty()) {
            form.refusal.set(None);
        }
    };
    view! {
        <Refused
            error=Signal::derive(move || form.form_error())
            clock=form.clock
            wait_label=words::code::UNTIL_NEXT
            wait_text=words::code::PAUSED
        />
        <Delayed form/>
        <form class="stack stack--loose" method="post" action=VerifyCode::url() novalidate on:submit=on_submit>
            <input type="hidden" name="challenge" value=form.challenge()/>
            <CodeBoxes
                input=form.input
                state
                error=Signal::derive(move || form.field_error())
                on_change=Callback::new(move |()| on_change())
                on_complete=Callback::new(move |()| form.submit())
            />
            <div class="code__foot">
                <Life form/>
                <Resend form/>
                <span class="visually-hidden" role="status">{Signal::derive(move || spoken.get())}</span>
            </div>
            <SubmitButton
                label=words::code::VERIFY
                busy=form.verify.is_pending
                off=Signal::derive(move || state.get() == CodeState::Shut)
            />
        </form>
    }
}

/// The time left, or that there is none.
#[component]
fn Life(form: Form) -> impl IntoView {
    let whole = form.screen.with_untracked(|screen| screen.good_for);
    let is_over = Memo::new(move |_| form.left.get() == Seconds(0));
    let is_said_already = Memo::new(move |_| form.field_error() == Some(words::code::EXPIRED));
    move || {
        if is_over.get() {
            let said = (!is_said_already.get()).then(|| view! { <Clock/> {words::code::EXPIRED} });
            still(view! { <span class="timer" data-over="true">{said}</span> })
        } else {
            still(view! { <TimeLeft left=form.left whole/> })
        }
    }
}

#[component]
fn Resend(form: Form) -> impl IntoView {
    let wait = Memo::new(move |_| form.screen.with(|screen| screen.resend_at).left_at(form.clock.now()));
    let label = Signal::derive(move || match wait.get() {
        _ if form.resend.is_pending.get() => words::code::SENDING.to_owned(),
        _ if form.sent_again.get() => words::code::SENT_AGAIN.to_owned(),
        Seconds(0) => words::code::RESEND.to_owned(),
        left => words::code::resend_in(left),
    });
    let is_off = Memo::new(move |_| wait.get() > Seconds(0) || form.resend.is_pending.get());
    let on_click = move |event: MouseEvent| {
        event.prevent_default();
        if !is_off.get_untracked() {
            form.resend.submit(resend_code(form.challenge()));
        }
    };
    view! {
        <button
            type="submit"
            class="link-button resend"
            formaction=ResendCode::url()
            formnovalidate
            aria-disabled=while_true(move || is_off.get())
            aria-busy=while_true(move || form.resend.is_pending.get())
            data-sent=while_true(move || form.sent_again.get())
            on:click=on_click
        >
            {label}
        </button>
    }
}

/// An honest word while the message has not left.
#[component]
fn Delayed(form: Form) -> impl IntoView {
    let is_delayed = Memo::new(move |_| form.screen.with(|screen| screen.delivery == Delivery::Delayed));
    move || {
        is_delayed.get().then(|| {
            still(view! { <Notice tone=Tone::Warning title=words::code::DELAYED text=words::code::DELAYED_TEXT/> })
        })
    }
}
