//! `/sign-in` and `/o/SLUG/sign-in`: the sign-in page, with the methods that the organisation offers. Creates the state
//! that its forms share, and switches to the form of another method.

use super::tabs::{PANEL, Tabs};
use super::{PasskeyButtonPosition, SignInForms, SignInScreen, method_forms};
use crate::{account::SignOut, chunk::Draw, prelude::*, redirect::ShownPath};
use domain::Method;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
#[cfg(feature = "ssr")]
use service::sign_in;

/// `passkey` and `demo` are `None` if the page does not show them.
#[component]
pub fn SignInPage(
    screen: SignInScreen,
    form: Draw<SignInForms>,
    passkey: Option<Draw<SignInForms>>,
    demo: Option<Draw<SignInForms>>,
) -> impl IntoView {
    let organisation = screen.organisation.clone();
    let name = organisation.name.clone();
    let (signed_in_as, notice) = (screen.signed_in_as.clone(), screen.notice.clone());
    let (has_tabs, is_remembered) = (screen.methods.len() > 1, screen.is_remembered);
    let returning = |path| paths::with_return_to(path, screen.return_to.as_deref());
    let newcomers = match (screen.may_sign_up, screen.asks_for_code) {
        (true, _) => Some((
            words::sign_in::NEW_HERE.text(),
            returning(paths::sign_up(&screen.organisation)),
            words::sign_in::CREATE_ACCOUNT,
        )),
        (false, true) => Some(("", returning(paths::invitation(&screen.organisation)), words::sign_in::HAVE_CODE)),
        (false, false) => None,
    };
    let position = screen.passkey;
    let forms = SignInForms::new(screen, form);
    let (above, below) = match position.zip(passkey) {
        None => (None, None),
        Some((PasskeyButtonPosition::Below, draw)) => (None, Some(static_view(view! { <Or/> {draw(forms)} }))),
        Some((PasskeyButtonPosition::Above, draw)) => (Some(static_view(view! { {draw(forms)} <Or/> })), None),
        Some((PasskeyButtonPosition::Remembered, draw)) => {
            (Some(static_view(view! { {draw(forms)} <Remembered forms/> <Or/> })), None)
        }
    };
    let is_remembered = is_remembered && position != Some(PasskeyButtonPosition::Remembered);
    view! {
        <AuthLayout organisation>
            {static_view(
                view! {
                    <div class="card">
                        <div class="card__head">
                            <h1>{words::sign_in::title(&name)}</h1>
                        </div>
                        {notice.map(|title| view! { <Notice tone=Tone::Warning title/> })}
                        {signed_in_as.map(|email| view! { <SignedInNotice forms email/> })}
                        {above}
                        {has_tabs.then(|| view! { <Tabs forms/> })}
                        <Panel forms has_tabs/>
                        {is_remembered.then(|| view! { <Remembered forms/> })}
                        {below}
                    </div>
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

/// Forgets which method was last used in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<Redirect, ApiError> {
    respond(None, async move |web| {
        let organisation = slug(&organisation)?;
        let (organisation, is_default) = sign_in::find_organisation(&web.cx.app, organisation.as_ref()).await?;
        web.set_cookie(cookies::forget(cookies::METHOD));
        Ok(Redirect::path(paths::sign_in(&OrganisationView::of(organisation, is_default))))
    })
    .await
}

/// "You signed in this way last time.", and the button that forgets it.
#[component]
fn Remembered(forms: SignInForms) -> impl IntoView {
    let first = forms.screen.with_value(|screen| screen.methods.first().copied());
    let is_passkey = forms.screen.with_value(|screen| screen.passkey == Some(PasskeyButtonPosition::Remembered));
    let forget = Submission::of::<ForgetMethod>();
    let is_forgotten = Memo::new(move |_| forget.is_done());
    let is_elsewhere = Memo::new(move |_| !is_passkey && Some(forms.selected.get()) != first);
    let text = move || match forget.error() {
        Some(error) => words::failure(&error).0,
        None if is_forgotten.get() => words::sign_in::FORGOTTEN.text(),
        None => words::sign_in::REMEMBERED.text(),
    };
    let on_submit = move |event: SubmitEvent| {
        forget.send_on(&event);
    };
    view! {
        <form
            class="aside"
            method="post"
            action=ForgetMethod::url()
            hidden=present_while(move || is_elsewhere.get())
            on:submit=on_submit
        >
            <input type="hidden" name="organisation" value=forms.organisation()/>
            <span role="status">{Signal::derive(move || text().to_owned())}</span>
            <button type="submit" class="link-button" hidden=present_while(move || is_forgotten.get())>
                {words::sign_in::FORGET}
            </button>
        </form>
    }
}

/// A notice that an account is signed in in this browser, with a link to continue and a button to sign out. The form
/// below it can still be used.
#[component]
fn SignedInNotice(forms: SignInForms, email: String) -> impl IntoView {
    let leaving = Submission::of::<SignOut>();
    let on_submit = move |event: SubmitEvent| {
        leaving.send_on(&event);
    };
    let is_over = Memo::new(move |_| leaving.is_done());
    Effect::new(move || {
        if is_over.get() {
            // The pressed button is hidden now. The focus moves, unless the user is typing already.
            if document().active_element().is_none_or(|active| active.tag_name() != "INPUT") {
                focus("main");
            }
        }
    });
    let failure = move || leaving.error().map(|error| words::failure(&error).0.to_owned()).unwrap_or_default();
    // `return_to` may belong to another application, so the browser loads it as a full page.
    let (href, rel, name) = match forms.screen.with_value(|screen| screen.return_to.clone()) {
        Some(return_to) => (return_to, Some("external"), words::sign_in::GO_ON),
        None => (paths::ACCOUNT.to_owned(), None, words::sign_in::TO_ACCOUNT),
    };
    view! {
        <div class="notice notice--info" hidden=present_while(move || is_over.get())>
            <CheckIcon/>
            <p class="notice__title">{words::sign_in::SIGNED_IN_AS} " " <span class="address">{email}</span></p>
            <form class="notice__ways" method="post" action=SignOut::url() on:submit=on_submit>
                <a class="target" href=href rel=rel>{name}</a>
                <button type="submit" class="link-button" aria-busy=while_true(move || leaving.is_pending.get())>
                    {words::account::SIGN_OUT}
                </button>
            </form>
            <p role="status">{Signal::derive(failure)}</p>
        </div>
    }
}

impl SignInForms {
    fn new(screen: SignInScreen, form: Draw<SignInForms>) -> Self {
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
        let wanted = StoredValue::new(screen.with_value(|screen| screen.selected));
        let (is_loading, is_lost) = (RwSignal::new(false), RwSignal::new(false));
        let at = use_location().pathname;
        let is_leaving = move || submissions.iter().any(|submission| submission.is_busy());
        let select = Callback::new(move |method| {
            wanted.set_value(method);
            is_loading.set(true);
            let (navigate, pressed_at) = (navigate.clone(), at.get_untracked());
            spawn_local(async move {
                let loaded = method_forms::form(method).await;
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
                        wanted.set_value(selected.get_untracked());
                        is_lost.set(true);
                    }
                }
            });
        });
        SignInForms { screen, selected, wanted, form, is_loading, is_lost, email, clock, submissions, select }
    }
}
