//! The form of each sign-in method: to which server function it posts, and which chunk has it. All but the form for
//! email codes are in chunks of their own. Also the panel of a demonstration.

use super::{
    DemoAccount, SendCode, SendText, SignInForms, SignInWithPasskey, SignInWithPassword, email_code::EmailForm,
    known_account::ContinueForm, passkey::PasskeyEntry, password::PasswordForm, returning::Remembered,
    returning::SignedInNotice, text_code::TextForm,
};
use crate::chunk::{Draw, Loaded, NotLoaded};
use crate::{prelude::*, words::demo as texts};
use domain::Method;
use leptos::wasm_split::wasm_split;

/// A new submission to the server function of a method.
pub fn submission(method: Method) -> Submission {
    match method {
        Method::EmailCode => Submission::of::<SendCode>(),
        Method::TextCode => Submission::of::<SendText>(),
        Method::Password => Submission::of::<SignInWithPassword>(),
        Method::Passkey => Submission::of::<SignInWithPasskey>(),
    }
}

/// `is_known` draws the form that continues with a code as the user whom this browser remembers.
#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn ways(method: Method, is_known: bool) -> Loaded<SignInForms> {
    Ok(match method {
        Method::TextCode | Method::EmailCode if is_known => |forms: SignInForms| {
            let account = forms.screen.with_value(|screen| screen.account.clone());
            static_view(account.map(|account| view! { <ContinueForm forms account/> }))
        },
        Method::TextCode => |forms| static_view(view! { <TextForm forms/> }),
        // The other two methods have no form in this chunk.
        Method::Password | Method::EmailCode | Method::Passkey => |forms| static_view(view! { <PasswordForm forms/> }),
    })
}

/// The name of the chunk that has the form of the selected method. `None`: the first file has it.
#[cfg(feature = "ssr")]
pub fn chunk(screen: &super::SignInScreen) -> Option<&'static str> {
    match screen.selected {
        method if screen.is_known_with(method) => Some("ways"),
        Method::EmailCode | Method::Passkey => None,
        Method::TextCode | Method::Password => Some("ways"),
    }
}

/// The form of a sign-in method. The form for email codes is in the first file.
pub async fn form(method: Method) -> Loaded<SignInForms> {
    match method {
        // Passkeys have no form, only a button beside the form of another method.
        Method::EmailCode | Method::Passkey => Ok(|forms| static_view(view! { <EmailForm forms/> })),
        Method::TextCode | Method::Password => ways(method, false).await,
    }
}

/// The form of a sign-in method on a page. `is_known`: this browser remembers an account that signed in with the method,
/// and the form continues as its user.
pub async fn form_for(method: Method, is_known: bool) -> Loaded<SignInForms> {
    if is_known { ways(method, true).await } else { form(method).await }
}

/// What the page shows to users who were here before.
#[derive(Clone, Copy)]
pub struct Returning {
    pub signed_in: Draw<SignInForms>,
    pub remembered: Draw<SignInForms>,
}

/// Only pages of browsers that were here before have it.
#[wasm_split(returning, wasm_split_path = leptos::wasm_split, fallible)]
pub fn returning() -> Result<Returning, NotLoaded> {
    Ok(Returning {
        signed_in: |forms| static_view(view! { <SignedInNotice forms/> }),
        remembered: |forms| static_view(view! { <Remembered forms/> }),
    })
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
