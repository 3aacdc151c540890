//! Server functions of the sign-in screens. Arguments arrive as text and are parsed first.

use crate::{api_error::ApiError, redirect::Redirect};
#[cfg(feature = "ssr")]
use crate::{
    passkeys::PasskeyAnswer,
    server::{address, slug, web_request},
    typed::Typed,
};
#[cfg(feature = "ssr")]
use domain::refusal::{CodeRefusal, Refusal};
use domain::{Password, one_time_code::TypedCode};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

/// Sends a code by email. The response does not reveal whether an account has the address.
#[server(endpoint = "send_code", input = PostUrl, output = Postcard)]
pub async fn send_code(
    organisation: String,
    email: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        let cx = &web.cx;
        let sent = service::sign_in::send_code(cx, organisation.as_ref(), address, &return_to).await;
        Ok(web.sent(&web.answer(sent)?))
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Sends a code by text to a verified number in any format. `country` tells how to read a national number.
#[server(endpoint = "send_text", input = PostUrl, output = Postcard)]
pub async fn send_text(
    organisation: String,
    phone: String,
    #[server(default)] country: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let organisation = slug(&organisation)?;
        let (cx, slug) = (&web.cx, organisation.as_ref());
        let sent = service::sign_in::send_text(cx, slug, &phone, &country, &return_to).await;
        Ok(web.sent(&web.answer(sent)?))
    }
    .await;
    web.respond_keeping(outcome, || Typed { phone, country, ..Typed::default() })
}

/// Signs in with a password. The response, the rate limits and the time that it takes do not reveal whether an account
/// has the address.
#[server(endpoint = "sign_in_with_password", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_password(
    organisation: String,
    email: String,
    password: Password,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let (organisation, address) = (slug(&organisation)?, address(&email)?);
        web.sign_in_with_password(organisation, address, password, return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Signs in to the account that the passkey belongs to.
#[server(endpoint = "sign_in_with_passkey", input = PostUrl, output = Postcard)]
pub async fn sign_in_with_passkey(
    organisation: String,
    request: String,
    answer: String,
    #[server(default)] return_to: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let answer = PasskeyAnswer::of(&request, answer)?;
        web.sign_in_with_passkey(slug(&organisation)?, &answer, &return_to).await
    };
    web.respond(outcome.await)
}

/// Forgets which method was last used in this browser.
#[server(endpoint = "forget_method", input = PostUrl, output = Postcard)]
pub async fn forget_method(organisation: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async { web.forget_method(slug(&organisation)?).await };
    web.respond(outcome.await)
}

/// Sends a new code. The previous one stays valid until it expires.
#[server(endpoint = "resend_code", input = PostUrl, output = Postcard)]
pub async fn resend_code(challenge: String) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let challenge = challenge.parse().map_err(|_| Refusal::NotThisBrowser)?;
        web.resend_code(challenge).await
    };
    web.respond(outcome.await)
}

/// Completes the challenge if the code is correct. Text that cannot be a code does not count as a try.
#[server(endpoint = "verify_code", input = PostUrl, output = Postcard)]
pub async fn verify_code(
    challenge: String,
    code: TypedCode,
    #[server(default)] remember: String,
) -> Result<Redirect, ApiError> {
    let web = web_request()?;
    let outcome = async {
        let challenge = challenge.parse().map_err(|_| Refusal::NotThisBrowser)?;
        let code = code.0.parse().map_err(|_| Refusal::Code(CodeRefusal::Invalid))?;
        web.verify_code(challenge, &code, !remember.is_empty()).await
    };
    web.respond(outcome.await)
}
