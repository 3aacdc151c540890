//! What the pages of the console may ask for.

use crate::{api_error::ApiError, go_to::GoTo};
use domain::{Fields, sign_in::SignInError};
use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
};

type Outcome = Result<GoTo, ApiError<SignInError>>;

/// Does something for or to somebody. `act` is a `PersonAct` by its name.
#[server(endpoint = "act_on_person", input = PostUrl, output = Postcard)]
pub async fn act_on_person(person: String, act: String) -> Outcome {
    use crate::act::{Act, done};
    use domain::sign_in::SignInError::NotOffered;
    match (person.parse(), crate::paths::PersonAct::of(&act)) {
        (Ok(person), Some(act)) => done(Act::OnPerson { person, act }).await,
        _ => crate::answer::gone(Err(ApiError::Refused(NotOffered))),
    }
}

/// Keeps an address from new accounts.
#[server(endpoint = "reserve_address", input = PostUrl, output = Postcard)]
pub async fn reserve_address(email: String, reason: String) -> Outcome {
    use crate::act::{Act, done_or_kept, refused};
    let typed = crate::typed::Typed { email: email.clone(), name: reason.clone(), ..Default::default() };
    match crate::backend::address(&email) {
        Ok(email) => done_or_kept(Act::ReserveAddress { email, reason }, typed).await,
        Err(error) => refused(error, typed),
    }
}

/// Lets an address go.
#[server(endpoint = "release_address", input = PostUrl, output = Postcard)]
pub async fn release_address(reservation: String, reason: String) -> Outcome {
    use crate::act::{Act, done_or_kept, refused};
    use domain::sign_in::SignInError::NotOffered;
    let typed = crate::typed::Typed { name: reason.clone(), ..Default::default() };
    match reservation.parse() {
        Ok(reservation) => done_or_kept(Act::ReleaseAddress { reservation, reason }, typed).await,
        Err(_) => refused(ApiError::Refused(NotOffered), typed),
    }
}

/// Keeps what the organisation says of itself. The fields are those of `domain::branding`.
#[server(endpoint = "save_branding", input = PostUrl, output = Postcard)]
pub async fn save_branding(#[server(flatten)] fields: Fields) -> Outcome {
    crate::act::done(crate::act::Act::SaveBranding(fields)).await
}

/// Shows the mark again.
#[server(endpoint = "remove_logo", input = PostUrl, output = Postcard)]
pub async fn remove_logo() -> Outcome {
    crate::act::done(crate::act::Act::RemoveLogo).await
}

/// Replaces the rules. The fields are those of `domain::policy::form`.
#[server(endpoint = "save_policy", input = PostUrl, output = Postcard)]
pub async fn save_policy(#[server(flatten)] fields: Fields) -> Outcome {
    crate::act::done(crate::act::Act::SavePolicy(fields)).await
}

/// Replaces the list of origins, one to a line.
#[server(endpoint = "save_origins", input = PostUrl, output = Postcard)]
pub async fn save_origins(origins: String) -> Outcome {
    crate::act::done(crate::act::Act::SaveOrigins { origins }).await
}

/// Adds one person; what was typed is read as a line of a file would be.
#[server(endpoint = "invite_person", input = PostUrl, output = Postcard)]
pub async fn invite_person(
    name: String,
    email: String,
    phone: String,
    #[server(default)] country: String,
    role: String,
) -> Outcome {
    use crate::act::{Act, done_or_kept};
    let typed = crate::typed::Typed {
        name: name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        country: country.clone(),
        is_admin: role == super::ADMIN,
        ..Default::default()
    };
    done_or_kept(Act::Invite { name, email, phone, country, role }, typed).await
}

/// Sends an invitation once more.
#[server(endpoint = "resend_invitation", input = PostUrl, output = Postcard)]
pub async fn resend_invitation(invitation: String) -> Outcome {
    crate::act::on_invitation(&invitation, crate::paths::InvitationAct::Resend).await
}

/// Gives an invitation another week.
#[server(endpoint = "extend_invitation", input = PostUrl, output = Postcard)]
pub async fn extend_invitation(invitation: String) -> Outcome {
    crate::act::on_invitation(&invitation, crate::paths::InvitationAct::Extend).await
}

/// Takes an invitation back.
#[server(endpoint = "revoke_invitation", input = PostUrl, output = Postcard)]
pub async fn revoke_invitation(invitation: String) -> Outcome {
    crate::act::on_invitation(&invitation, crate::paths::InvitationAct::Revoke).await
}
