//! Server functions of the settings. Each parses its fields and calls one handler.

use crate::{api_error::ApiError, redirect::Redirect};
#[cfg(feature = "ssr")]
use crate::{
    passkeys::PasskeyAnswer,
    server::{address, same, web_request},
    typed::Typed,
};
use domain::{Password, Refusal, one_time_code::TypedCode};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

type Outcome = Result<Redirect, ApiError>;

/// Reauthenticates with the password, then redirects to `next`.
#[server(endpoint = "prove", input = PostUrl, output = Postcard)]
pub async fn prove(current: Password, next: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.prove(signed_in, current, next).await
    };
    web.respond(outcome.await)
}

/// Sends a reauthentication code by email. Once it is entered, the user continues at `next`.
#[server(endpoint = "send_proof_code", input = PostUrl, output = Postcard)]
pub async fn send_proof_code(next: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.send_proof_code(&signed_in, next).await
    };
    web.respond(outcome.await)
}

/// Reauthenticates with a passkey, then redirects to `next`.
#[server(endpoint = "prove_with_passkey", input = PostUrl, output = Postcard)]
pub async fn prove_with_passkey(request: String, answer: String, next: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.prove_with_passkey(&signed_in, &PasskeyAnswer::of(&request, answer)?, next).await
    };
    web.respond(outcome.await)
}

/// Adds a passkey that the browser created. Without recent authentication it redirects to reauthentication first.
#[server(endpoint = "add_passkey", input = PostUrl, output = Postcard)]
pub async fn add_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] return_to: String,
) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.add_passkey(&signed_in, PasskeyAnswer::of(&request, answer), name.clone(), &return_to).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { name, ..Typed::default() })
}

#[server(endpoint = "rename_passkey", input = PostUrl, output = Postcard)]
pub async fn rename_passkey(passkey: String, name: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let passkey = passkey.parse().map_err(|_| Refusal::NotFound)?;
        web.rename_passkey(&signed_in, passkey, &name).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { name, ..Typed::default() })
}

#[server(endpoint = "remove_passkey", input = PostUrl, output = Postcard)]
pub async fn remove_passkey(passkey: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let passkey = passkey.parse().map_err(|_| Refusal::NotFound)?;
        web.remove_passkey(&signed_in, passkey).await
    };
    web.respond(outcome.await)
}

/// Sends a code to a new email address. The address changes once the code is entered.
#[server(endpoint = "change_email", input = PostUrl, output = Postcard)]
pub async fn change_email(email: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.change_email(&signed_in, address(&email)?).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { email, ..Typed::default() })
}

/// Cancels a pending change of the email address.
#[server(endpoint = "cancel_email_change", input = PostUrl, output = Postcard)]
pub async fn cancel_email_change() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.cancel_email_change(&signed_in).await
    };
    web.respond(outcome.await)
}

/// Sends a code to a phone number. The account gets the number once the code is entered.
#[server(endpoint = "set_phone", input = PostUrl, output = Postcard)]
pub async fn set_phone(phone: String, country: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.set_phone(&signed_in, phone.clone(), country.clone()).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { phone, country, ..Typed::default() })
}

#[server(endpoint = "remove_phone", input = PostUrl, output = Postcard)]
pub async fn remove_phone() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.remove_phone(&signed_in).await
    };
    web.respond(outcome.await)
}

#[server(endpoint = "save_profile", input = PostUrl, output = Postcard)]
pub async fn save_profile(name: String, time_zone: String, language: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.save_profile(&signed_in, &name, &time_zone, &language).await
    }
    .await;
    web.respond_keeping(outcome, || Typed { name, time_zone: Some(time_zone), ..Typed::default() })
}

/// Sets a new password, typed twice. `current` is required if the account has a password.
#[server(endpoint = "change_password", input = PostUrl, output = Postcard)]
pub async fn change_password(
    #[server(default)] current: Password,
    password: Password,
    confirmation: Password,
) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.change_password(signed_in, current, same(password, &confirmation)?).await
    };
    web.respond(outcome.await)
}

/// Creates a secret for an authenticator app. The page that follows shows it.
#[server(endpoint = "begin_authenticator", input = PostUrl, output = Postcard)]
pub async fn begin_authenticator(#[server(default)] return_to: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.begin_authenticator(&signed_in, &return_to).await
    };
    web.respond(outcome.await)
}

/// Turns an authenticator app on with its first code.
#[server(endpoint = "turn_on_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_on_authenticator(code: TypedCode, #[server(default)] return_to: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.turn_on_authenticator(&signed_in, code, &return_to).await
    };
    web.respond(outcome.await)
}

#[server(endpoint = "turn_off_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_off_authenticator() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.turn_off_authenticator(&signed_in).await
    };
    web.respond(outcome.await)
}

/// Creates new recovery codes. They replace all earlier ones.
#[server(endpoint = "renew_recovery_codes", input = PostUrl, output = Postcard)]
pub async fn renew_recovery_codes() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.renew_recovery_codes(&signed_in).await
    };
    web.respond(outcome.await)
}

/// Confirms that the user has stored the recovery codes. They are never shown again.
#[server(endpoint = "put_recovery_codes_away", input = PostUrl, output = Postcard)]
pub async fn put_recovery_codes_away(#[server(default)] return_to: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.put_recovery_codes_away(&signed_in, &return_to).await
    };
    web.respond(outcome.await)
}

#[server(endpoint = "end_session", input = PostUrl, output = Postcard)]
pub async fn end_session(session: String) -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        let session = session.parse().map_err(|_| Refusal::NotFound)?;
        web.end_session(&signed_in, session).await
    };
    web.respond(outcome.await)
}

#[server(endpoint = "end_other_sessions", input = PostUrl, output = Postcard)]
pub async fn end_other_sessions() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.end_other_sessions(&signed_in).await
    };
    web.respond(outcome.await)
}

/// Closes the account for good. Its email address stays reserved.
#[server(endpoint = "close_account", input = PostUrl, output = Postcard)]
pub async fn close_account() -> Outcome {
    let web = web_request()?;
    let outcome = async {
        let signed_in = web.signed_in().await?;
        web.close_account(signed_in).await
    };
    web.respond(outcome.await)
}

/// Restores the previous email address. The token suffices: it works without a session and in any other session.
#[server(endpoint = "undo_email_change", input = PostUrl, output = Postcard)]
pub async fn undo_email_change(token: String) -> Outcome {
    let web = web_request()?;
    web.respond(web.undo_email_change(&token).await)
}
