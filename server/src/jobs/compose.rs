//! Turns a message of the outbox into one that can be sent.

use anyhow::Context as _;
use app::{organisation::OrganisationView, paths};
use domain::{
    Destination, LanguageTag, OrganisationId, Policy,
    policy::{SecondFactor, SecondStepRule},
};
use service::{
    app_context::AppContext,
    delivery::{Content, CredentialsAfterReset, Email, MessageContext, Templates, texts::Text},
    passkeys, sign_in,
};
use store::{organisations, outbox::Leased};

/// A message that is ready to be sent.
pub enum Composed {
    Email(Email),
    Text(Text),
}

/// Decrypts and renders a message of the outbox.
pub async fn compose(
    app: &AppContext,
    templates: &Templates,
    message: &Leased,
    to: &Destination,
) -> anyhow::Result<Composed> {
    let letterhead = letterhead(app, message.organisation, message.language.clone()).await?;
    let opened = app.keys.open(&message.sealed, message.id.as_bytes())?;
    let content: Content = serde_json::from_slice(opened.expose()).context("the content of a message")?;
    let good_for = message.give_up_at.left_at(message.created_at);
    let id = message.id.simple().to_string();
    Ok(match to.clone() {
        Destination::Email(to) => Composed::Email(templates.email(id, to, &letterhead, &content, good_for)?),
        Destination::Phone(to) => Composed::Text(templates.text(id, to, &letterhead, &content, good_for)?),
    })
}

async fn letterhead(app: &AppContext, id: OrganisationId, language: LanguageTag) -> anyhow::Result<MessageContext> {
    let organisation = organisations::find_by_id(&app.store, id).await?;
    let organisation = organisation.context("the organisation of a message is gone")?;
    let is_default = sign_in::is_default(app, &organisation).await?;
    let staying = staying(app, &organisation.policy);
    let view = OrganisationView {
        name: organisation.name.clone(),
        slug: organisation.slug,
        is_default,
        branding: Default::default(),
    };
    Ok(MessageContext {
        organisation: organisation.name,
        color: organisation.branding.color,
        support: organisation.branding.support,
        staying,
        language,
        sign_in: paths::sign_in(&view),
        recovery: paths::recovery(&view),
        not_me: paths::not_me,
        new_password: paths::new_password,
        undo: paths::undo,
        reset: paths::reset,
        invitation: paths::invitation_link,
        invitations: paths::ADMIN_INVITATIONS,
    })
}

fn staying(app: &AppContext, policy: &Policy) -> CredentialsAfterReset {
    match policy.second_step.rule {
        _ if !passkeys::may_have(app, policy) && !policy.second_step.takes(SecondFactor::Authenticator) => {
            CredentialsAfterReset::None
        }
        SecondStepRule::Required => CredentialsAfterReset::Kept,
        SecondStepRule::Optional | SecondStepRule::Off => CredentialsAfterReset::Removable,
    }
}
