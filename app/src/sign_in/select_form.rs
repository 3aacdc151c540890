//! Creates the state of the sign-in page, and selects the form of another method.

#![expect(clippy::too_many_lines, reason = "the state of one form, field by field")]

use super::{SendCode, SendText, SignInForms, SignInScreen, SignInWithPasskey, SignInWithPassword, form_chunks};
use crate::{chunk::Draw, shown_address::ShownAddress, submission::Submission, typed::LastTyped, ui::ServerClock};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

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
                let loaded = form_chunks::form(method).await;
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
                let address = gate.with_value(|gate| gate.address(method));
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
}
