//! The state that the parts of the sign-in page share: the selected method, the typed email address and the submission
//! of each form.

use super::{LastTyped, SendCode, SendText, SignInScreen, SignInWithPasskey, SignInWithPassword};
use crate::{
    app::ShownAddress,
    parts::{self, Draw},
    paths,
    submission::Submission,
    ui::{Pause, ServerClock},
    words,
};
use domain::Method;
use leptos::{ev::MouseEvent, html::Input, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

#[derive(Clone, Copy)]
pub struct SignInForms {
    pub gate: StoredValue<SignInScreen>,
    pub selected: RwSignal<Method>,
    /// The method whose tab was pressed last. It becomes the selected one when its form is loaded.
    pub wanted: StoredValue<Method>,
    /// Draws the form of the selected method.
    pub form: RwSignal<Draw<SignInForms>>,
    pub is_loading: RwSignal<bool>,
    /// Whether the wanted form could not be loaded.
    pub is_lost: RwSignal<bool>,
    /// The typed email address. All forms share it.
    pub email: RwSignal<String>,
    pub clock: ServerClock,
    pub send: Submission,
    pub text: Submission,
    pub password: Submission,
    pub passkey: Submission,
    select: Callback<Method>,
}

impl SignInForms {
    pub fn new(gate: SignInScreen, form: Draw<SignInForms>) -> Self {
        // Restores the email address when the user comes back from the code screen.
        let LastTyped(email) = expect_context();
        if !gate.typed.email.is_empty() {
            email.set(gate.typed.email.clone());
        }
        let (selected, form) = (RwSignal::new(gate.selected), RwSignal::new(form));
        let (send, text) = (Submission::of::<SendCode>(), Submission::of::<SendText>());
        let (password, passkey) = (Submission::of::<SignInWithPassword>(), Submission::of::<SignInWithPasskey>());
        for submission in [send, text, password, passkey] {
            submission.follow();
        }
        let clock = ServerClock::from_reading(gate.now, gate.received);
        let gate = StoredValue::new(gate);
        let navigate = use_navigate();
        let ShownAddress { path: shown, .. } = expect_context();
        let wanted = StoredValue::new(gate.with_value(|gate| gate.selected));
        let (is_loading, is_lost) = (RwSignal::new(false), RwSignal::new(false));
        let at = use_location().pathname;
        let is_leaving = move || [send, text, password, passkey].iter().any(|submission| submission.is_busy());
        let select = Callback::new(move |method| {
            wanted.set_value(method);
            is_loading.set(true);
            let (navigate, pressed_at) = (navigate.clone(), at.get_untracked());
            spawn_local(async move {
                let loaded = parts::form(method).await;
                // The user may have left the page or submitted a form in the meantime. Then nothing changes.
                let is_still_here = at.try_get_untracked().as_ref() == Some(&pressed_at);
                if wanted.try_get_value() != Some(method) {
                    return;
                }
                is_loading.set(false);
                if !is_still_here || untrack(is_leaving) {
                    wanted.set_value(selected.get_untracked());
                    return;
                }
                let address = gate.with_value(|gate| address(gate, method));
                match loaded {
                    Ok(draw) => {
                        is_lost.set(false);
                        for submission in [send, text, password] {
                            submission.forgive();
                        }
                        if selected.get_untracked() != method {
                            selected.set(method);
                            form.set(draw);
                        }
                        // Updates the path so that a reload keeps the choice. Marking it as shown avoids a request to
                        // the server.
                        shown.set_value(address.clone());
                        navigate(&address, NavigateOptions { replace: true, scroll: false, ..Default::default() });
                    }
                    // After a second failure the chunk may be gone for good. The page rendered by the server does not
                    // need it.
                    Err(_) if is_lost.get_untracked() => {
                        let _ = location().assign(&address);
                    }
                    Err(_) => {
                        wanted.set_value(selected.get_untracked());
                        is_lost.set(true);
                    }
                }
            });
        });
        SignInForms {
            gate,
            selected,
            wanted,
            form,
            is_loading,
            is_lost,
            email,
            clock,
            send,
            text,
            password,
            passkey,
            select,
        }
    }

    /// The path of the page with this method selected.
    pub fn address(self, method: Method) -> String {
        self.gate.with_value(|gate| address(gate, method))
    }

    pub fn select(self, method: Method) {
        self.select.run(method);
    }

    /// Handles a click on a link to a method: switches in place, unless the user wants a new tab or window.
    pub fn on_press(self, event: &MouseEvent, method: Method) {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            event.prevent_default();
            self.select(method);
        }
    }

    pub fn organisation(self) -> String {
        self.gate.with_value(|gate| gate.organisation.slug.to_string())
    }

    pub fn return_to(self) -> String {
        self.gate.with_value(|gate| gate.return_to.clone().unwrap_or_default())
    }

    /// The countdown after too many requests for codes.
    pub fn code_pause(self) -> Pause {
        Pause { clock: self.clock, label: words::sign_in::UNTIL_NEXT.text(), text: words::sign_in::PAUSED.text() }
    }

    /// The `autocomplete` of the email field: `with` if passkeys are offered, which browsers suggest beside email
    /// addresses, otherwise `without`.
    pub fn autocomplete(self, without: &'static str, with: &'static str) -> &'static str {
        if self.gate.with_value(|gate| gate.passkey.is_some()) { with } else { without }
    }

    /// Shares the typed email address with the other forms, including text typed before the page was hydrated.
    pub fn keep_email(self, input: NodeRef<Input>) {
        if let Some(input) = input.get_untracked() {
            self.email.set(input.value());
        }
    }
}

fn address(gate: &SignInScreen, method: Method) -> String {
    paths::with_return_to(paths::sign_in_with(&gate.organisation, method), gate.return_to.as_deref())
}

/// The hidden fields of every form of the page.
#[component]
pub fn HiddenInputs(desk: SignInForms) -> impl IntoView {
    view! {
        <input type="hidden" name="organisation" value=desk.organisation()/>
        <input type="hidden" name="return_to" value=desk.return_to()/>
    }
}
