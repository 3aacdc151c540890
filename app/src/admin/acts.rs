//! Server functions of the admin console.

#[cfg(feature = "ssr")]
use crate::paths::InvitationAct;
use crate::prelude::*;
#[cfg(feature = "ssr")]
use domain::AdminAct;
use domain::Fields;

type Outcome = Result<Redirect, ApiError>;

/// Applies an `AdminAct`, given by its name, to an account of the organisation.
#[server(endpoint = "act_on_person", input = PostUrl, output = Postcard)]
pub async fn act_on_person(person: String, act: String) -> Outcome {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        let person = person.parse().map_err(|_| Refusal::NotFound)?;
        let act = AdminAct::of(&act).ok_or(Refusal::NotFound)?;
        web.act_on_person(&signed_in, person, act).await
    })
    .await
}

/// Reserves an email address, so that no new account can use it.
#[server(endpoint = "reserve_address", input = PostUrl, output = Postcard)]
pub async fn reserve_address(email: String, reason: String) -> Outcome {
    let draft = FormDraft { email: email.clone(), name: reason.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        web.reserve_address(&signed_in, email_address(&email)?, &reason).await
    })
    .await
}

/// Releases a reserved email address.
#[server(endpoint = "release_address", input = PostUrl, output = Postcard)]
pub async fn release_address(reservation: String, reason: String) -> Outcome {
    let draft = FormDraft { name: reason.clone(), ..FormDraft::default() };
    respond(Some(draft), async move |web| {
        let signed_in = web.signed_in().await?;
        let reservation = reservation.parse().map_err(|_| Refusal::NotFound)?;
        web.release_address(&signed_in, reservation, &reason).await
    })
    .await
}

/// Saves the organisation's name, colour and support contact. `domain::branding` names the fields.
#[server(endpoint = "save_branding", input = PostUrl, output = Postcard)]
pub async fn save_branding(#[server(flatten)] fields: Fields) -> Outcome {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        web.save_branding(&signed_in, &fields).await
    })
    .await
}

/// Removes the organisation's logo, so that pages show Portico's mark again.
#[server(endpoint = "remove_logo", input = PostUrl, output = Postcard)]
pub async fn remove_logo() -> Outcome {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        web.remove_logo(&signed_in).await
    })
    .await
}

/// Replaces the policy. `domain::policy::form` names the fields.
#[server(endpoint = "save_policy", input = PostUrl, output = Postcard)]
pub async fn save_policy(#[server(flatten)] fields: Fields) -> Outcome {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        web.save_policy(&signed_in, &fields).await
    })
    .await
}

/// Replaces the origins that users may return to after sign-in. `origins` has one per line.
#[server(endpoint = "save_origins", input = PostUrl, output = Postcard)]
pub async fn save_origins(origins: String) -> Outcome {
    respond(None, async move |web| {
        let signed_in = web.signed_in().await?;
        web.save_origins(&signed_in, origins).await
    })
    .await
}

/// Invites one person. The fields are parsed like a line of an import file.
#[server(endpoint = "invite_person", input = PostUrl, output = Postcard)]
pub async fn invite_person(
    name: String,
    email: String,
    phone: String,
    #[server(default)] country: String,
    role: String,
) -> Outcome {
    let draft = FormDraft {
        name: name.clone(),
        email: email.clone(),
        phone: phone.clone(),
        country: country.clone(),
        is_admin: role == super::ADMIN,
        ..FormDraft::default()
    };
    respond(Some(draft.clone()), async move |web| {
        let signed_in = web.signed_in().await?;
        web.invite_person(&signed_in, [&name, &email, &phone, &role], &country, draft).await
    })
    .await
}

#[server(endpoint = "resend_invitation", input = PostUrl, output = Postcard)]
pub async fn resend_invitation(invitation: String) -> Outcome {
    respond(None, async move |web| web.act_on_invitation(&invitation, InvitationAct::Resend).await).await
}

/// Makes an invitation valid for a week from now.
#[server(endpoint = "extend_invitation", input = PostUrl, output = Postcard)]
pub async fn extend_invitation(invitation: String) -> Outcome {
    respond(None, async move |web| web.act_on_invitation(&invitation, InvitationAct::Extend).await).await
}

#[server(endpoint = "revoke_invitation", input = PostUrl, output = Postcard)]
pub async fn revoke_invitation(invitation: String) -> Outcome {
    respond(None, async move |web| web.act_on_invitation(&invitation, InvitationAct::Revoke).await).await
}
