//! What the first visit may ask for. `return_to` is where the person wants to go in the end.

use crate::{api_error::ApiError, go_to::GoTo};
use domain::{Password, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

type Outcome = Result<GoTo, ApiError<SignInError>>;

#[server(endpoint = "welcome_profile", input = PostUrl, output = Postcard)]
pub async fn welcome_profile(
    name: String,
    #[server(default)] time_zone: String,
    #[server(default)] return_to: String,
) -> Outcome {
    use crate::act::{Act, WelcomeAct, done_or_kept};
    let typed = crate::typed::Typed { name: name.clone(), ..Default::default() };
    done_or_kept(Act::Welcome { act: WelcomeAct::SaveProfile { name, time_zone }, return_to }, typed).await
}

/// Sends a code to a phone. The number is the account's when the code was typed.
#[server(endpoint = "welcome_phone", input = PostUrl, output = Postcard)]
pub async fn welcome_phone(
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Outcome {
    use crate::act::{Act, WelcomeAct, done_or_kept};
    let typed = crate::typed::Typed { phone: phone.clone(), country: country.clone(), ..Default::default() };
    done_or_kept(Act::Welcome { act: WelcomeAct::SetPhone { phone, country }, return_to }, typed).await
}

/// Takes the first password of one's own, typed twice.
#[server(endpoint = "welcome_password", input = PostUrl, output = Postcard)]
pub async fn welcome_password(
    password: Password,
    confirmation: Password,
    #[server(default)] return_to: String,
) -> Outcome {
    use crate::act::{Act, WelcomeAct, done};
    match password.is_same(&confirmation) {
        true => done(Act::Welcome { act: WelcomeAct::ChoosePassword { password }, return_to }).await,
        false => crate::answer::gone(Err(ApiError::Refused(SignInError::PasswordsDiffer))),
    }
}

/// Goes past a step that is done already, or not wanted now.
#[server(endpoint = "go_past", input = PostUrl, output = Postcard)]
pub async fn go_past(step: String, #[server(default)] return_to: String) -> Outcome {
    use crate::act::{Act, WelcomeAct, done};
    match domain::welcome::Step::of(&step) {
        Some(step) => done(Act::Welcome { act: WelcomeAct::GoPast { step }, return_to }).await,
        None => crate::answer::gone(Err(ApiError::Outdated)),
    }
}

#[server(endpoint = "finish_welcome", input = PostUrl, output = Postcard)]
pub async fn finish_welcome(#[server(default)] return_to: String) -> Outcome {
    use crate::act::{Act, WelcomeAct, done};
    done(Act::Welcome { act: WelcomeAct::Finish, return_to }).await
}
