//! `/sign-in` and `/o/SLUG/sign-in`: the sign-in page, with the methods that the organisation offers.

use super::{
    PasskeyPlace, SignInScreen,
    remembered::Remembered,
    sign_in_forms::SignInForms,
    signed_in::SignedIn,
    tabs::{PANEL, Tabs},
};
use crate::{
    api_error::ApiError,
    chunk::Draw,
    paths,
    ui::{Attribute, AuthLayout, Refused, static_view, while_true},
    words,
};
use leptos::prelude::*;

/// `passkey` and `demo` are `None` if the page does not show them.
#[component]
pub fn SignInPage(
    gate: SignInScreen,
    form: Draw<SignInForms>,
    passkey: Option<Draw<SignInForms>>,
    demo: Option<Draw<SignInForms>>,
) -> impl IntoView {
    let organisation = gate.organisation.clone();
    let name = organisation.name.clone();
    let signed_in_as = gate.signed_in_as.clone();
    let (has_tabs, is_remembered) = (gate.methods.len() > 1, gate.is_remembered);
    let here = |path| paths::with_return_to(path, gate.return_to.as_deref());
    let newcomers = match (gate.may_sign_up, gate.asks_for_code) {
        (true, _) => Some((
            words::sign_in::NEW_HERE.text(),
            here(paths::sign_up(&gate.organisation)),
            words::sign_in::CREATE_ACCOUNT,
        )),
        (false, true) => Some(("", here(paths::invitation(&gate.organisation)), words::sign_in::HAVE_CODE)),
        (false, false) => None,
    };
    let place = gate.passkey;
    let desk = SignInForms::new(gate, form);
    let (above, below) = match place.zip(passkey) {
        None => (None, None),
        Some((PasskeyPlace::Below, draw)) => (None, Some(static_view(view! { <Or/> {draw(desk)} }))),
        Some((PasskeyPlace::Above, draw)) => (Some(static_view(view! { {draw(desk)} <Or/> })), None),
        Some((PasskeyPlace::Remembered, draw)) => {
            (Some(static_view(view! { {draw(desk)} <Remembered desk/> <Or/> })), None)
        }
    };
    let is_remembered = is_remembered && place != Some(PasskeyPlace::Remembered);
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{words::sign_in::title(&name)}</h1>
                        </div>
                        {signed_in_as.map(|email| view! { <SignedIn desk email/> })}
                        {above}
                        {has_tabs.then(|| view! { <Tabs desk/> })}
                        <Panel desk has_tabs/>
                        {is_remembered.then(|| view! { <Remembered desk/> })}
                        {below}
                    </div>
                    {newcomers
                        .map(|(who, href, what)| {
                            view! { <p class="gate__after">{who} " " <a href=href>{what}</a></p> }
                        })}
                    {demo.map(|draw| draw(desk))}
                },
            )}
        </AuthLayout>
    }
}

/// The divider between the passkey and the methods with a form.
#[component]
fn Or() -> impl IntoView {
    view! { <p class="or">{words::sign_in::OR}</p> }
}

/// The form of the selected method.
#[component]
fn Panel(desk: SignInForms, has_tabs: bool) -> impl IntoView {
    let role = has_tabs.then_some("tabpanel");
    let name: Attribute = Signal::derive(move || has_tabs.then(|| words::sign_in::panel(desk.selected.get())));
    view! {
        <div class="stack" id=PANEL role=role aria-label=name aria-busy=while_true(move || desk.is_loading.get())>
            <Refused error=Signal::derive(move || desk.is_lost.get().then_some(ApiError::Offline))/>
            {move || desk.form.get()(desk)}
        </div>
    }
}
