//! The forms of the sign-in page. All but the one for email codes are in chunks of their own.

use super::{DemoAccount, PasswordForm, SendCode, SendText, SignInForms, sign_in_forms::HiddenInputs};
use crate::{
    chunk::Loaded,
    passkeys::{PasskeyButton, PasskeyCeremony, PasskeyPurpose},
    prelude::*,
    words::demo as texts,
};
use domain::Method;
use leptos::wasm_split::wasm_split;

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn ways(method: Method) -> Loaded<SignInForms> {
    Ok(match method {
        Method::TextCode => |forms| static_view(view! { <TextForm forms/> }),
        _ => |forms| static_view(view! { <PasswordForm forms/> }),
    })
}

/// The name of the chunk that has the form of a method. `None`: the first file has it.
#[cfg(feature = "ssr")]
pub const fn chunk(method: Method) -> Option<&'static str> {
    match method {
        Method::EmailCode | Method::Passkey => None,
        Method::TextCode | Method::Password => Some("ways"),
    }
}

/// The form of a sign-in method. The form for email codes is in the first file.
pub async fn form(method: Method) -> Loaded<SignInForms> {
    match method {
        // Passkeys have no form, only a button beside the form of another method.
        Method::EmailCode | Method::Passkey => Ok(|forms| static_view(view! { <EmailForm forms/> })),
        Method::TextCode | Method::Password => ways(method).await,
    }
}

/// The passkey button. Only organisations that accept passkeys have it on their sign-in page.
#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
pub fn passkey() -> Loaded<SignInForms> {
    Ok(|forms| static_view(view! { <PasskeyEntry forms/> }))
}

/// The panel of demo accounts. Only demonstrations have it on their sign-in page.
#[wasm_split(demo, wasm_split_path = leptos::wasm_split, fallible)]
pub fn demo() -> Loaded<SignInForms> {
    Ok(|forms| static_view(view! { <Demo forms/> }))
}

/// Signing in with a code by email: asks for the email address.
#[component]
fn EmailForm(forms: SignInForms) -> impl IntoView {
    let send = forms.send;
    let input = NodeRef::<Input>::new();
    let is_about_field = |error: &Refusal| matches!(error, Refusal::InvalidField(FormField::Email));
    let error = send.field_error(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    Effect::new(move || forms.keep_email(input));
    view! {
        <Refused error=send.form_error(is_about_field) pause=forms.code_pause()/>
        <form
            class="stack"
            method="post"
            action=SendCode::url()
            novalidate
            on:submit=on_submit
            on:input=move |_| forms.keep_email(input)
        >
            <HiddenInputs forms/>
            <Field
                input
                ids=EMAIL
                kind=Kind::email(forms.autocomplete("email", "username webauthn"))
                label=words::sign_in::EMAIL_ADDRESS
                value=forms.email.get_untracked()
                hint=words::sign_in::HINT
                autofocus=true
                error
            />
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}

/// Signing in with a code by text: asks for the phone number.
#[component]
fn TextForm(forms: SignInForms) -> impl IntoView {
    let send = forms.text;
    let input = NodeRef::<Input>::new();
    let (countries, typed) = forms.screen.with_value(|screen| (screen.countries.clone(), screen.draft.clone()));
    let country = RwSignal::new(typed.country);
    let is_about_field = |error: &Refusal| {
        matches!(
            error,
            Refusal::InvalidField(FormField::Phone)
                | Refusal::Phone(PhoneRefusal::CountryNotServed | PhoneRefusal::NotVerified)
        )
    };
    let error = send.field_error(is_about_field);
    focus_refused(input, error);
    focus_first(input);
    let on_submit = move |event: SubmitEvent| {
        send.send_on(&event);
    };
    // Keeps the number while the user looks at another form.
    let keep = move |_| {
        if let Some(input) = input.get_untracked() {
            forms.screen.update_value(|screen| {
                screen.draft.phone = input.value();
                screen.draft.country = country.get_untracked();
            });
        }
    };
    view! {
        <Refused error=send.form_error(is_about_field) pause=forms.code_pause()/>
        <form class="stack" method="post" action=SendText::url() novalidate on:submit=on_submit on:input=keep>
            <HiddenInputs forms/>
            <PhoneField input country countries value=typed.phone is_optional=false autofocus=true error/>
            <SubmitButton label=words::sign_in::SEND_CODE busy=Signal::derive(move || send.is_busy())/>
        </form>
    }
}

/// "Sign in with a passkey": the button, and passkeys among the browser's suggestions for the email field.
#[component]
fn PasskeyEntry(forms: SignInForms) -> impl IntoView {
    let ceremony = PasskeyCeremony::new(PasskeyPurpose::SignIn, forms.passkey);
    let organisation = forms.organisation();
    let fields = vec![("organisation", organisation.clone()), ("return_to", forms.return_to())];
    let offered = (organisation.clone(), fields.clone());
    Effect::new(move || {
        let (organisation, fields) = offered.clone();
        ceremony.start_conditional_ui(organisation, fields);
    });
    Effect::new(move || ceremony.signal_if_unknown());
    view! {
        <div class="stack">
            <PasskeyButton ceremony label=words::sign_in::PASSKEY organisation fields pause=forms.code_pause()/>
        </div>
    }
}

/// The panel of a demonstration: accounts to sign in with, and a link to the inbox.
#[component]
fn Demo(forms: SignInForms) -> impl IntoView {
    let accounts = forms.screen.with_value(|screen| screen.demo.clone());
    let accounts: Vec<_> = accounts.into_iter().map(|account| view! { <DemoAccountFacts forms account/> }).collect();
    static_view(view! {
        <section class="demo" aria-labelledby="demo">
            <div class="demo__head">
                <h2 class="demo__title" id="demo">{texts::TITLE}</h2>
                <a class="target" rel="external" href=paths::DEV_INBOX>{texts::INBOX}</a>
            </div>
            {accounts}
        </section>
    })
}

/// An account, with a button that fills it into whichever form is open.
#[component]
fn DemoAccountFacts(forms: SignInForms, account: DemoAccount) -> impl IntoView {
    let label = texts::fill_in(&account.email);
    let facts = [
        (texts::EMAIL, account.email.clone()),
        (words::phone::NUMBER, account.phone.clone()),
        (words::password::PASSWORD, account.password.clone()),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt> " " <dd>{value}</dd> }).collect();
    let on_click = move |_| {
        fill(EMAIL.input, &account.email);
        fill(PHONE.input, &account.phone);
        fill(PASSWORD.input, &account.password);
        forms.email.set(account.email.clone());
    };
    static_view(view! {
        <div class="demo__account">
            <dl class="facts">{facts}</dl>
            <button type="button" class="button button--quiet with-script" aria-label=label on:click=on_click>
                {texts::FILL_IN}
            </button>
        </div>
    })
}
