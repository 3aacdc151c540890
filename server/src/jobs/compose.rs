//! Turns a message of the outbox into one that can be sent.

use anyhow::Context as _;
use app::{organisation::OrganisationView, paths};
use domain::policy::{SecondFactor, SecondStepRule};
use domain::{Destination, LanguageTag, OrganisationId, Policy};
use service::app_context::AppContext;
use service::delivery::texts::Text;
use service::delivery::{Content, CredentialsAfterReset, Email, MessageContext, Templates};
use service::{passkeys, sign_in};
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
    let message_context = message_context(app, message.organisation, message.language.clone()).await?;
    let opened = app.keys.open(&message.sealed, message.id.as_bytes())?;
    let content: Content = serde_json::from_slice(opened.expose()).context("the content of a message")?;
    let good_for = message.give_up_at.left_at(message.created_at);
    let id = message.id.simple().to_string();
    Ok(match to.clone() {
        Destination::Email(to) => Composed::Email(templates.email(id, to, &message_context, &content, good_for)?),
        Destination::Phone(to) => Composed::Text(templates.text(id, to, &message_context, &content, good_for)?),
    })
}

async fn message_context(
    app: &AppContext,
    id: OrganisationId,
    language: LanguageTag,
) -> anyhow::Result<MessageContext> {
    let organisation = organisations::find_by_id(&app.store, id).await?;
    let organisation = organisation.context("the organisation of a message is gone")?;
    let is_default = sign_in::is_default(app, &organisation).await?;
    let credentials_after_reset = credentials_after_reset(app, &organisation.policy);
    let view = OrganisationView {
        name: organisation.name.clone(),
        slug: organisation.slug,
        is_default,
        branding: Default::default(),
    };
    let branding = organisation.branding;
    Ok(MessageContext {
        sender_name: branding.sender_name.map_or_else(|| organisation.name.clone(), |name| name.to_string()),
        reply_to: branding.reply_to,
        logo: branding.logo_digest.map(|digest| paths::logo(&digest)),
        organisation: organisation.name,
        color: branding.color,
        support: branding.support,
        credentials_after_reset,
        language,
        sign_in: paths::sign_in(&view),
        recovery: paths::recovery(&view),
        not_me: paths::not_me,
        new_password: paths::new_password,
        undo: paths::undo,
        confirm_email: paths::confirm_email,
        reset: paths::reset,
        invitation: paths::invitation_link,
        invitations: paths::ADMIN_INVITATIONS,
    })
}

fn credentials_after_reset(app: &AppContext, policy: &Policy) -> CredentialsAfterReset {
    match policy.second_step.rule {
        _ if !passkeys::may_have(app, policy) && !policy.second_step.takes(SecondFactor::Authenticator) => {
            CredentialsAfterReset::None
        }
        SecondStepRule::Required => CredentialsAfterReset::Kept,
        SecondStepRule::Optional | SecondStepRule::Off => CredentialsAfterReset::Removable,
    }
}
