//! `/settings/proof`, and the first step of changing the email address: reauthentication with the password, a passkey
//! or a code by email.

use super::{
    ProofView, Prove, ProveWithPasskey, SendProofCode, SettingsScreen,
    current_password::{CurrentPassword, is_about_current_password},
};
use crate::{
    passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose},
    paths,
    submission::Submission,
    ui::{PasswordOwner, Pause, Refused, ServerClock, SubmitButton, focus_first, focus_refused, static_view},
    words::{self, settings::proof},
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*, server_fn::ServerFn};

#[component]
pub fn ProofPage(screen: SettingsScreen, view: ProofView) -> impl IntoView {
    let clock = ServerClock::from_reading(screen.now, screen.received);
    let pause = Pause { clock, label: words::code::UNTIL_NEXT.text(), text: proof::PAUSED.text() };
    let by_password = view.has_password.then(|| {
        let (screen, view) = (screen.clone(), view.clone());
        static_view(view! { <ByPassword screen view pause/> })
    });
    let by_passkey = view.by_passkey.then(|| {
        let (next, is_first) = (view.next.clone(), !view.has_password);
        static_view(view! { <ByPasskey next is_first/> })
    });
    let by_code = (view.by_code || !view.has_password).then(|| static_view(view! { <ByCode view pause/> }));
    view! { <div class="panel panel--form">{by_password} {by_passkey} {by_code}</div> }
}

#[component]
fn ByPassword(screen: SettingsScreen, view: ProofView, pause: Pause) -> impl IntoView {
    let proving = Submission::of::<Prove>();
    proving.follow();
    let input = NodeRef::<Input>::new();
    let error = proving.beside(is_about_current_password);
    focus_refused(input, error);
    focus_first(input);
    let label = if view.is_for_email { proof::NEXT } else { proof::CONTINUE };
    view! {
        <div class="panel__body stack">
            <Refused error=proving.above(is_about_current_password) pause/>
            <form
                class="stack"
                method="post"
                action=Prove::url()
                novalidate
                on:submit=move |event: SubmitEvent| proving.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <PasswordOwner email=screen.email/>
                <CurrentPassword input error autofocus=true/>
                <SubmitButton label busy=Signal::derive(move || proving.is_busy())/>
            </form>
            <p>
                <a class="target" href=paths::recovery(&screen.organisation)>{words::sign_in::FORGOT_PASSWORD}</a>
            </p>
        </div>
    }
}

/// Comes first if the account has no password.
#[component]
fn ByPasskey(next: String, is_first: bool) -> impl IntoView {
    let proving = Submission::of::<ProveWithPasskey>();
    proving.follow();
    let run = PasskeyCeremony::new(PasskeyPurpose::Proof, proving);
    let place = if is_first { "panel__body stack" } else { "panel__body panel__body--next stack" };
    view! { <div class=place><PasskeyButton run label=proof::PASSKEY fields=vec![("next", next)]/></div> }
}

/// The main choice only if the account has neither a password nor a usable passkey.
#[component]
fn ByCode(view: ProofView, pause: Pause) -> impl IntoView {
    let sending = Submission::of::<SendProofCode>();
    sending.follow();
    let (text, look, place) = if view.has_password || view.by_passkey {
        (proof::OR_CODE, "quiet", "panel__body panel__body--next stack")
    } else {
        (proof::CODE, "primary", "panel__body stack")
    };
    view! {
        <div class=place>
            <Refused error=Signal::derive(move || sending.error()) pause/>
            <form
                class="stack"
                method="post"
                action=SendProofCode::url()
                on:submit=move |event: SubmitEvent| sending.send_on(&event)
            >
                <input type="hidden" name="next" value=view.next/>
                <p>{text} " " <strong class="address">{view.masked_email}</strong> "."</p>
                <SubmitButton label=proof::SEND_CODE look busy=Signal::derive(move || sending.is_busy())/>
            </form>
        </div>
    }
}
