//! The form of the code screen: six boxes, the time left and "Resend". Its primary button is the one thing that works:
//! once the code is over, "Resend", and while no code can be requested either, another way to sign in.

use super::code_form_state::{CodeFormState, Primary};
use super::code_from_text::fill_from_text;
use super::code_screen::delivery_problem;
use super::{ResendCode, VerifyCode};
use crate::prelude::*;
use crate::second_step::Remember;
use domain::Channel;

const RESEND_FORM: &str = "resend";
/// The id of the primary button once it is not that of the form any more.
const NEXT: &str = "next";

/// The boxes, the time left, "Resend" and the button, without a frame: the settings show them inside their own.
#[component]
pub fn CodeForm(form: CodeFormState) -> impl IntoView {
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
    let primary = Memo::new(move |_| form.primary());
    let on_resend = move |event: SubmitEvent| {
        event.prevent_default();
        if form.may_resend() {
            form.resend.outcome.set(None);
            form.resend.send_on(&event);
        }
    };
    view! {
        <Refused
            error=Signal::derive(move || form.form_error())
            pause=Pause { clock: form.clock, label: words::code::UNTIL_NEXT.text(), text: words::code::PAUSED.text() }
        />
        <DeliveryNotice form channel/>
        <EntryForm form primary may_remember>
            <div class="code__foot">
                <ExpiryTimer form/>
                <SmallResend form primary/>
                <span class="visually-hidden" role="status">{Signal::derive(move || spoken.get())}</span>
            </div>
        </EntryForm>
        <OpenWebMail form primary/>
        // A separate form, so that Enter in the boxes never resends the code.
        <form id=RESEND_FORM method="post" action=ResendCode::url() hidden on:submit=on_resend>
            <input type="hidden" name="challenge" value=form.challenge()/>
        </form>
    }
}

/// The form that the code is entered into. `children` is between the boxes and the button.
#[component]
fn EntryForm(form: CodeFormState, primary: Memo<Primary>, may_remember: bool, children: Children) -> impl IntoView {
    let state = Memo::new(move |_| form.state());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let on_change = move || {
        // Typing clears the error.
        if form.input.get_untracked().is_some_and(|input| !input.value().is_empty()) {
            form.refusal.set(None);
        }
    };
    let is_over = present_while(move || primary.get() != Primary::Verify);
    view! {
        <form class="stack stack--loose" method="post" action=VerifyCode::url() novalidate on:submit=on_submit>
            <input type="hidden" name="challenge" value=form.challenge()/>
            // Before the boxes, because the sixth digit submits the form.
            {may_remember.then(|| view! { <div hidden=is_over><Remember may_remember/></div> })}
            <CodeBoxes
                input=form.input
                state
                error=Signal::derive(move || form.field_error())
                on_change=Callback::new(move |()| on_change())
                on_complete=Callback::new(move |()| form.submit())
            />
            {children()}
            <PrimaryButton form primary state/>
        </form>
    }
}

#[component]
fn PrimaryButton(form: CodeFormState, primary: Memo<Primary>, state: Memo<CodeState>) -> impl IntoView {
    const PRIMARY: &str = "button button--primary button--wide";
    let link = |href: String, label: &'static str| view! { <a class=PRIMARY id=NEXT href=href>{label}</a> };
    // The pressed button may be gone. Then the focus moves to the one in its place.
    Effect::new(move |before: Option<Primary>| {
        let now = primary.get();
        if before.is_some_and(|before| before != now) && now != Primary::Verify {
            request_animation_frame(|| {
                if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
                    focus(NEXT);
                }
            });
        }
        now
    });
    move || match primary.get() {
        Primary::Verify => static_view(view! {
            <SubmitButton
                label=words::code::VERIFY
                busy=form.verify.is_pending
                off=Signal::derive(move || state.get() == CodeState::Closed)
            />
        }),
        Primary::Resend => static_view(view! { <Resend form look=PRIMARY id=Some(NEXT)/> }),
        Primary::OtherWay => {
            let (method, path) = form.screen.with_untracked(|screen| screen.others.first().cloned()).unzip();
            let label = method.map(words::code::instead).unwrap_or_default();
            let resend = form.is_over().then(|| view! { <Resend form look="button button--quiet button--wide"/> });
            static_view(view! { {link(path.unwrap_or_default(), label)} {resend} })
        }
        Primary::StartAgain => {
            let start = form.screen.with_untracked(|screen| screen.start.clone());
            static_view(link(start, words::code::START_AGAIN.text()))
        }
    }
}

/// The time left, or a note that the code has expired, unless the error under the boxes says so already. Empty if the
/// code was closed before it expired.
#[component]
fn ExpiryTimer(form: CodeFormState) -> impl IntoView {
    let whole = form.screen.with_untracked(|screen| screen.good_for);
    let is_over = Memo::new(move |_| form.is_over());
    let is_closed = Memo::new(move |_| form.is_closed());
    let is_field_error = Memo::new(move |_| form.field_error().as_deref() == Some(words::code::EXPIRED.text()));
    move || {
        if is_over.get() || is_closed.get() {
            let is_said = is_closed.get() || is_field_error.get();
            let note = (!is_said).then(|| view! { <Clock/> {words::code::EXPIRED} });
            static_view(view! { <span class="timer" data-over="true">{note}</span> })
        } else {
            let expires_at = form.screen.with_untracked(|screen| screen.expires_at);
            static_view(view! {
                <TimeLeft left=form.left whole/>
                <span class="timer without-script">{without_script(|| words::code::valid_until(expires_at))}</span>
            })
        }
    }
}

/// "Resend" beside the time left, as long as the code can be entered.
#[component]
fn SmallResend(form: CodeFormState, primary: Memo<Primary>) -> impl IntoView {
    move || (primary.get() == Primary::Verify).then(|| static_view(view! { <Resend form look="link-button resend"/> }))
}

#[component]
fn Resend(
    form: CodeFormState,
    look: &'static str,
    #[prop(optional_no_strip)] id: Option<&'static str>,
) -> impl IntoView {
    let wait = Memo::new(move |_| form.resend_from().left_at(form.clock.now()));
    let is_live = is_live();
    let label = Signal::derive(move || match wait.get() {
        _ if form.resend.is_pending.get() => words::code::SENDING.into(),
        _ if form.sent_again.get() => words::code::SENT_AGAIN.into(),
        left if left > Seconds(0) && is_live.get() => words::code::resend_in(left),
        _ => words::code::RESEND.into(),
    });
    let is_off = Memo::new(move |_| wait.get() > Seconds(0) || form.resend.is_pending.get());
    let at = (untrack(|| wait.get()) > Seconds(0)).then(|| {
        let (at, now) = untrack(|| (form.resend_from(), form.clock.now()));
        view! { <span class="timer without-script">{without_script(|| words::code::resend_at(at, now))}</span> }
    });
    view! {
        <button
            type="submit"
            class=look
            id=id
            form=RESEND_FORM
            aria-disabled=while_true(move || is_off.get())
            aria-busy=while_true(move || form.resend.is_pending.get())
            data-sent=while_true(move || form.sent_again.get())
        >
            {label}
        </button>
        {at}
    }
}

/// A link to the mailbox of the address, if its provider is known.
#[component]
fn OpenWebMail(form: CodeFormState, primary: Memo<Primary>) -> impl IntoView {
    let web_mail = form.screen.with_untracked(|screen| screen.web_mail.clone());
    let is_over = present_while(move || primary.get() != Primary::Verify);
    web_mail.map(|web_mail| {
        view! {
            <a
                class="button button--quiet button--wide"
                href=web_mail.address
                target="_blank"
                rel="noopener"
                hidden=is_over
            >
                {words::code::open_mail(web_mail.name)}
            </a>
        }
    })
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
