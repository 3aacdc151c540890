//! Server functions of onboarding. `return_to` is where the user continues afterwards; unchecked.

use crate::{api_error::ApiError, redirect::Redirect};
#[cfg(feature = "ssr")]
use crate::{
    server::{same, web_request},
    typed::Typed,
};
use domain::Password;
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

type Outcome = Result<Redirect, ApiError>;

#[server(endpoint = "welcome_profile", input = PostUrl, output = Postcard)]
pub async fn welcome_profile(
    name: String,
    #[server(default)] time_zone: String,
    #[server(default)] return_to: String,
) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.welcome_profile(&signed_in, &name, &time_zone, &return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { name, ..Typed::default() })
}

/// Sends a code to a phone number. The account gets the number once the code is entered.
#[server(endpoint = "welcome_phone", input = PostUrl, output = Postcard)]
pub async fn welcome_phone(
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.welcome_phone(&signed_in, &phone, &country, &return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { phone, country, ..Typed::default() })
}

/// Sets the first password that the user chooses, typed twice.
#[server(endpoint = "welcome_password", input = PostUrl, output = Postcard)]
pub async fn welcome_password(
    password: Password,
    confirmation: Password,
    #[server(default)] return_to: String,
) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.welcome_password(signed_in, same(password, &confirmation)?, &return_to).await
    };
    web.respond(outcome.await)
}

/// Leaves a step. It counts as done if its requirement is met, otherwise as skipped.
#[server(endpoint = "skip_step", input = PostUrl, output = Postcard)]
pub async fn skip_step(step: String, #[server(default)] return_to: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let step = domain::welcome::Step::of(&step).ok_or(ApiError::Outdated)?;
        web.skip_step(&signed_in, step, &return_to).await
    };
    web.respond(outcome.await)
}

#[server(endpoint = "finish_welcome", input = PostUrl, output = Postcard)]
pub async fn finish_welcome(#[server(default)] return_to: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.finish_welcome(&signed_in, &return_to).await
    };
    web.respond(outcome.await)
}
