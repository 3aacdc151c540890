//! What the settings pages may ask for. Each parses its fields and hands over one `Act`.

use crate::{api_error::ApiError, go_to::GoTo};
use domain::{Password, one_time_code::TypedCode, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

type Outcome = Result<GoTo, ApiError<SignInError>>;

/// Proves with the password who it is, and goes on where the person was.
#[server(endpoint = "prove", input = PostUrl, output = Postcard)]
pub async fn prove(current: Password, next: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::Prove { password: current, next }).await
}

/// Sends a code that proves who it is.
#[server(endpoint = "send_proof_code", input = PostUrl, output = Postcard)]
pub async fn send_proof_code(next: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::SendProofCode { next }).await
}

/// Proves with a passkey who it is.
#[server(endpoint = "prove_with_passkey", input = PostUrl, output = Postcard)]
pub async fn prove_with_passkey(request: String, answer: String, next: String) -> Outcome {
    use crate::{
        act::{Act, done},
        passkeys::PasskeyAnswer,
    };
    match PasskeyAnswer::of(&request, answer) {
        Ok(answered) => done(Act::ProveWithPasskey { answered, next }).await,
        Err(error) => crate::answer::gone(Err(error)),
    }
}

/// Adds a passkey that the browser made.
#[server(endpoint = "add_passkey", input = PostUrl, output = Postcard)]
pub async fn add_passkey(
    name: String,
    #[server(default)] request: String,
    #[server(default)] answer: String,
    #[server(default)] return_to: String,
) -> Outcome {
    use crate::{
        act::{Act, done_or_kept},
        passkeys::PasskeyAnswer,
    };
    let typed = crate::typed::Typed { name: name.clone(), ..Default::default() };
    let answered = PasskeyAnswer::of(&request, answer);
    done_or_kept(Act::AddPasskey { answered, name, return_to }, typed).await
}

#[server(endpoint = "rename_passkey", input = PostUrl, output = Postcard)]
pub async fn rename_passkey(passkey: String, name: String) -> Outcome {
    use crate::act::{Act, done_or_kept, refused};
    let typed = crate::typed::Typed { name: name.clone(), ..Default::default() };
    match passkey.parse() {
        Ok(passkey) => done_or_kept(Act::RenamePasskey { passkey, name }, typed).await,
        Err(_) => refused(ApiError::Refused(SignInError::NotOffered), typed),
    }
}

#[server(endpoint = "remove_passkey", input = PostUrl, output = Postcard)]
pub async fn remove_passkey(passkey: String) -> Outcome {
    use crate::act::{Act, done};
    match passkey.parse() {
        Ok(passkey) => done(Act::RemovePasskey { passkey }).await,
        Err(_) => crate::answer::gone(Err(ApiError::Refused(SignInError::NotOffered))),
    }
}

/// Sends a code to a new address. The change holds when the code was typed.
#[server(endpoint = "change_email", input = PostUrl, output = Postcard)]
pub async fn change_email(email: String) -> Outcome {
    use crate::act::{Act, done_or_kept, refused};
    let typed = crate::typed::Typed { email: email.clone(), ..Default::default() };
    match crate::backend::address(&email) {
        Ok(email) => done_or_kept(Act::ChangeEmail { email }, typed).await,
        Err(error) => refused(error, typed),
    }
}

/// Forgets an address that has not proven itself.
#[server(endpoint = "cancel_email_change", input = PostUrl, output = Postcard)]
pub async fn cancel_email_change() -> Outcome {
    use crate::act::{Act, done};
    done(Act::CancelEmailChange).await
}

/// Sends a code to a phone. The number is the account's when the code was typed.
#[server(endpoint = "set_phone", input = PostUrl, output = Postcard)]
pub async fn set_phone(phone: String, country: String) -> Outcome {
    use crate::act::{Act, done_or_kept};
    let typed = crate::typed::Typed { phone: phone.clone(), country: country.clone(), ..Default::default() };
    done_or_kept(Act::SetPhone { phone, country }, typed).await
}

#[server(endpoint = "remove_phone", input = PostUrl, output = Postcard)]
pub async fn remove_phone() -> Outcome {
    use crate::act::{Act, done};
    done(Act::RemovePhone).await
}

#[server(endpoint = "save_profile", input = PostUrl, output = Postcard)]
pub async fn save_profile(name: String, time_zone: String, language: String) -> Outcome {
    use crate::act::{Act, done_or_kept};
    let typed = crate::typed::Typed { name: name.clone(), time_zone: Some(time_zone.clone()), ..Default::default() };
    done_or_kept(Act::SaveProfile { name, time_zone, language }, typed).await
}

/// Takes a new password, typed twice; where there is one already, that one first.
#[server(endpoint = "change_password", input = PostUrl, output = Postcard)]
pub async fn change_password(
    #[server(default)] current: Password,
    password: Password,
    confirmation: Password,
) -> Outcome {
    match password.is_same(&confirmation) {
        true => crate::act::done(crate::act::Act::ChangePassword { current, password }).await,
        false => crate::answer::gone(Err(ApiError::Refused(SignInError::PasswordsDiffer))),
    }
}

/// Makes a secret for an authenticator app; the page that it leads to shows it.
#[server(endpoint = "begin_authenticator", input = PostUrl, output = Postcard)]
pub async fn begin_authenticator(#[server(default)] return_to: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::BeginAuthenticator { return_to }).await
}

/// Turns an authenticator app on with its first code.
#[server(endpoint = "turn_on_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_on_authenticator(code: TypedCode, #[server(default)] return_to: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::TurnOnAuthenticator { code, return_to }).await
}

#[server(endpoint = "turn_off_authenticator", input = PostUrl, output = Postcard)]
pub async fn turn_off_authenticator() -> Outcome {
    use crate::act::{Act, done};
    done(Act::TurnOffAuthenticator).await
}

/// Makes new recovery codes, in place of all before.
#[server(endpoint = "renew_recovery_codes", input = PostUrl, output = Postcard)]
pub async fn renew_recovery_codes() -> Outcome {
    use crate::act::{Act, done};
    done(Act::RenewRecoveryCodes).await
}

/// The person has them: nobody sees them again.
#[server(endpoint = "put_recovery_codes_away", input = PostUrl, output = Postcard)]
pub async fn put_recovery_codes_away(#[server(default)] return_to: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::PutRecoveryCodesAway { return_to }).await
}

#[server(endpoint = "end_session", input = PostUrl, output = Postcard)]
pub async fn end_session(session: String) -> Outcome {
    use crate::act::{Act, done};
    done(Act::EndSession { session }).await
}

#[server(endpoint = "end_other_sessions", input = PostUrl, output = Postcard)]
pub async fn end_other_sessions() -> Outcome {
    use crate::act::{Act, done};
    done(Act::EndOtherSessions).await
}

/// Closes the account for good. The address stays reserved.
#[server(endpoint = "close_account", input = PostUrl, output = Postcard)]
pub async fn close_account() -> Outcome {
    use crate::act::{Act, done};
    done(Act::CloseAccount).await
}

/// Brings the old address back. Works whoever is signed in.
#[server(endpoint = "undo_email_change", input = PostUrl, output = Postcard)]
pub async fn undo_email_change(token: String) -> Outcome {
    crate::answer::gone(crate::backend::backend()?.undo_email_change(&token).await)
}
