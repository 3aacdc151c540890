//! The parts of the client that are not in its first file (docs/decisions/0009). Each is loaded when a page or a form needs
//! it, and kept; on the server all are there. What two parts share is in a file of its own, which comes with either.

use crate::{
    account::{AccountPage, CurrentAccount},
    not_me::{NotMePage, NotMeScreen},
    paths::Address,
    recovery::{NewPasswordPage, NewPasswordScreen, RecoveryPage, RecoveryScreen},
    sign_in::{CodePage, CodeScreen, Desk, EmailForm, PasswordForm, TextForm},
    sign_up::{SignUpPage, SignUpScreen},
    ui::still,
};
use domain::Method;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// Draws a page or a form.
pub type Draw<D> = fn(D) -> AnyView;

type Part<D> = Result<Draw<D>, NotLoaded>;

/// The network did not bring a part. Trying again may help.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        NotLoaded
    }
}

#[wasm_split(code, wasm_split_path = leptos::wasm_split, fallible)]
pub fn code() -> Part<CodeScreen> {
    Ok(|screen| still(view! { <CodePage screen/> }))
}

#[wasm_split(sign_up, wasm_split_path = leptos::wasm_split, fallible)]
pub fn sign_up() -> Part<SignUpScreen> {
    Ok(|screen| still(view! { <SignUpPage screen/> }))
}

#[wasm_split(recovery, wasm_split_path = leptos::wasm_split, fallible)]
pub fn recovery() -> Part<RecoveryScreen> {
    Ok(|screen| still(view! { <RecoveryPage screen/> }))
}

#[wasm_split(recovery, wasm_split_path = leptos::wasm_split, fallible)]
pub fn new_password() -> Part<NewPasswordScreen> {
    Ok(|screen| still(view! { <NewPasswordPage screen/> }))
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
pub fn not_me() -> Part<NotMeScreen> {
    Ok(|screen| still(view! { <NotMePage screen/> }))
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
pub fn account() -> Part<CurrentAccount> {
    Ok(|account| still(view! { <AccountPage account/> }))
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn text() -> Part<Desk> {
    Ok(|desk| still(view! { <TextForm desk/> }))
}

#[wasm_split(ways, wasm_split_path = leptos::wasm_split, fallible)]
fn password() -> Part<Desk> {
    Ok(|desk| still(view! { <PasswordForm desk/> }))
}

/// The form of a way in. That of the email code is in the first file.
pub async fn form(method: Method) -> Part<Desk> {
    match method {
        Method::EmailCode => Ok(|desk| still(view! { <EmailForm desk/> })),
        Method::TextCode => text().await,
        Method::Password => password().await,
    }
}

/// Loads the part that an address needs, as far as the address tells. Whoever draws the page says when that failed.
pub async fn prepare(path: &str) {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let _ = match Address::of(path) {
        Some(Address::SignIn(_, Some(method))) => form(method).await.map(|_| ()),
        Some(Address::SignUp(_)) => sign_up().await.map(|_| ()),
        Some(Address::NewPassword(_) | Address::Reset(_) | Address::ChoosePassword) => new_password().await.map(|_| ()),
        Some(Address::Recovery(..)) => recovery().await.map(|_| ()),
        Some(Address::Code(_)) => code().await.map(|_| ()),
        Some(Address::NotMe(_)) => not_me().await.map(|_| ()),
        Some(Address::Account) => account().await.map(|_| ()),
        Some(Address::SignIn(_, None)) | None => Ok(()),
    };
}
