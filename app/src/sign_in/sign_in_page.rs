//! `/sign-in` and `/o/SLUG/sign-in`: the sign-in page, with the methods that the organisation offers. Creates the state
//! that its forms share, and switches to the form of another method.

use super::method_forms::{self, Returning};
use super::sign_in_forms::FORM;
use super::tabs::{PANEL, Tabs};
use super::{PasskeyButtonPosition, SignInForms, SignInScreen};
use crate::{chunk::Draw, prelude::*, redirect::ShownPath};
use domain::Method;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

/// `passkey`, `returning` and `demo` are `None` if the page does not show them.
#[component]
pub fn SignInPage(
    screen: SignInScreen,
    form: Draw<SignInForms>,
    passkey: Option<Draw<SignInForms>>,
    returning: Option<Returning>,
    demo: Option<Draw<SignInForms>>,
) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let led_back = |path| paths::with_return_to(path, screen.return_to.as_deref());
    let newcomers = match (screen.may_sign_up, screen.asks_for_code) {
        (true, _) => Some((
            words::sign_in::NEW_HERE.text(),
            led_back(paths::sign_up(&screen.organisation)),
            words::sign_in::CREATE_ACCOUNT,
        )),
        (false, true) => Some(("", led_back(paths::invitation(&screen.organisation)), words::sign_in::HAVE_CODE)),
        (false, false) => None,
    };
    let forms = SignInForms::new(screen, form);
    view! {
        <AuthLayout organisation kept_form=FORM>
            {static_view(
                view! {
                    {card(forms, passkey, returning)}
                    {newcomers
                        .map(|(text, href, label)| {
                            view! { <p class="auth__after">{text} " " <a href=href>{label}</a></p> }
                        })}
                    {demo.map(|draw| draw(forms))}
                },
            )}
        </AuthLayout>
    }
}

/// The card of the sign-in page: the passkey, the tabs and the form of the selected method. The policy's editor shows it,
/// too.
pub(super) fn card(forms: SignInForms, passkey: Option<Draw<SignInForms>>, returning: Option<Returning>) -> AnyView {
    let (name, notice) = forms.screen.with_value(|screen| (screen.organisation.name.clone(), screen.notice.clone()));
    let (has_tabs, position) = forms.screen.with_value(|screen| (screen.methods.len() > 1, screen.passkey));
    let is_signed_in = forms.screen.with_value(|screen| screen.signed_in_as.is_some());
    let signed_in = returning.filter(|_| is_signed_in).map(|returning| (returning.signed_in)(forms));
    // "Continue as …" says it already.
    let is_remembered = forms.screen.with_value(|screen| screen.is_remembered && screen.account.is_none());
    let mut remembered = returning.filter(|_| is_remembered).map(|returning| (returning.remembered)(forms));
    let (above, below) = match position.zip(passkey) {
        None => (None, None),
        Some((PasskeyButtonPosition::Below, draw)) => (None, Some(static_view(view! { <Or/> {draw(forms)} }))),
        Some((PasskeyButtonPosition::Above, draw)) => (Some(static_view(view! { {draw(forms)} <Or/> })), None),
        Some((PasskeyButtonPosition::Remembered, draw)) => {
            (Some(static_view(view! { {draw(forms)} {remembered.take()} <Or/> })), None)
        }
    };
    static_view(view! {
        <div class="card">
            <div class="card__head">
                <h1>{words::sign_in::title(&name)}</h1>
            </div>
            {notice.map(|title| view! { <Notice tone=Tone::Warning title/> })}
            {signed_in}
            {above}
            {has_tabs.then(|| view! { <Tabs forms/> })}
            <Panel forms has_tabs/>
            {remembered}
            {below}
        </div>
    })
}

/// The divider between the passkey and the methods with a form.
#[component]
fn Or() -> impl IntoView {
    view! { <p class="or">{words::sign_in::OR}</p> }
}

/// The form of the selected method.
#[component]
fn Panel(forms: SignInForms, has_tabs: bool) -> impl IntoView {
    let role = has_tabs.then_some("tabpanel");
    let name: Attribute = Signal::derive(move || has_tabs.then(|| words::sign_in::panel(forms.selected.get())));
    view! {
        <div class="stack" id=PANEL role=role aria-label=name aria-busy=while_true(move || forms.is_loading.get())>
            <Refused error=Signal::derive(move || forms.is_lost.get().then_some(ApiError::Offline))/>
            {move || forms.form.get()(forms)}
        </div>
    }
}

impl SignInForms {
    pub(super) fn new(screen: SignInScreen, form: Draw<SignInForms>) -> Self {
        // Restores the email address when the user comes back from the code screen.
        let LastTyped(email) = expect_context();
        if !screen.draft.email.is_empty() {
            email.set(screen.draft.email.clone());
        }
        let (selected, form) = (RwSignal::new(screen.selected), RwSignal::new(form));
        let submissions = Method::ALL.map(method_forms::submission);
        for submission in submissions {
            submission.redirect_on_success();
        }
        let clock = ServerClock::from_reading(screen.now, screen.received);
        let screen = StoredValue::new(screen);
        let navigate = use_navigate();
        let ShownPath { path: shown, .. } = expect_context();
        let wanted = RwSignal::new(selected.get_untracked());
        let (is_loading, is_lost) = (RwSignal::new(false), RwSignal::new(false));
        let at = use_location().pathname;
        let is_leaving = move || submissions.iter().any(|submission| submission.is_busy());
        let select = Callback::new(move |method| {
            wanted.set(method);
            is_loading.set(true);
            let (navigate, pressed_at) = (navigate.clone(), at.get_untracked());
            spawn_local(async move {
                let is_known = screen.with_value(|screen| screen.is_known_with(method));
                let loaded = method_forms::form_for(method, is_known).await;
                // The user may have left the page or submitted a form in the meantime. Then nothing changes.
                let is_still_here = at.try_get_untracked().as_ref() == Some(&pressed_at);
                if wanted.try_get_untracked() != Some(method) {
                    return;
                }
                is_loading.set(false);
                if !is_still_here || untrack(is_leaving) {
                    wanted.set(selected.get_untracked());
                    return;
                }
                let path = screen.with_value(|screen| screen.path_of(method));
                match loaded {
                    Ok(draw) => {
                        is_lost.set(false);
                        for with_form in Method::ALL.into_iter().filter(|method| method.has_form()) {
                            submissions[with_form as usize].clear_error();
                        }
                        if selected.get_untracked() != method {
                            selected.set(method);
                            form.set(draw);
                        }
                        // Updates the path so that a reload keeps the choice. Marking it as shown avoids a request to
                        // the server.
                        shown.set_value(path.clone());
                        navigate(&path, NavigateOptions { replace: true, scroll: false, ..Default::default() });
                    }
                    // After a second failure the chunk may be gone for good. The page rendered by the server does not
                    // need it.
                    Err(_) if is_lost.get_untracked() => {
                        let _ = location().assign(&path);
                    }
                    Err(_) => {
                        wanted.set(selected.get_untracked());
                        is_lost.set(true);
                    }
                }
            });
        });
        SignInForms { screen, selected, wanted, form, is_loading, is_lost, email, clock, submissions, select }
    }
}
