//! The user's own data, as a file.

use crate::{account::SignedIn, app_context::AppContext, browser_name};
use serde_json::{Value, json};
use store::applications::{self, Application};
use store::oauth_grants::{self, NamedGrant};
use store::{audit, groups, passkeys, sessions};

/// More rows than an account collects in the 400 days for which events are kept.
const MOST: u64 = 10_000;

/// The account's profile, groups, applications, credentials (without secrets), sessions and audit events, as JSON. Times
/// are milliseconds since 1970, UTC. Changes nothing.
pub async fn download(app: &AppContext, signed_in: &SignedIn) -> anyhow::Result<Value> {
    let account = &signed_in.account;
    let (rules, now) = (signed_in.organisation.policy.session, app.clock.now());
    let sessions = sessions::alive_of(&app.store, account.id, rules, now, None, MOST).await?;
    let activity = audit::of_account(&app.store, account.id, None, MOST).await?;
    let passkeys = passkeys::read_of_account(&app.store, account.id).await?;
    let groups = groups::groups_of(&app.store, account.id).await?;
    let applications = applications::enterable_by(&app.store, account.id, account.organisation).await?;
    let grants = oauth_grants::of_account(&app.store, account.id).await?;
    let (enrolled, since) = (&signed_in.enrolled, signed_in.authenticator_since);
    let phone = account.phone.as_ref();
    Ok(json!({
        "organisation": signed_in.organisation.name,
        "account": {
            "email": account.email.to_string(),
            "name": account.name,
            "phone": phone.map(|phone| phone.number.to_string()),
            "phone_is_verified": phone.map(|phone| phone.is_verified),
            "time_zone": account.time_zone,
            "browser_time_zone": account.browser_time_zone,
            "language": account.language.as_ref().map(ToString::to_string),
            "password_changed_at": signed_in.password_changed_at.map(|at| at.0),
        },
        "groups": groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
        "applications": applications.iter().map(application).collect::<Vec<_>>(),
        "applications_with_access": grants.iter().map(grant).collect::<Vec<_>>(),
        "passkeys": passkeys.iter().map(|passkey| json!({
            "name": passkey.name,
            "created_at": passkey.created_at.0,
            "last_used_at": passkey.last_used_at.map(|at| at.0),
        })).collect::<Vec<_>>(),
        "second_step": {
            "authenticator_since": since.map(|at| at.0),
            "recovery_codes_left": enrolled.recovery_codes,
        },
        "sessions": sessions.iter().map(|session| json!({
            "browser": browser_name(&session.user_agent),
            "user_agent": session.user_agent,
            "ip_address": session.client_address,
            "created_at": session.created_at.0,
            "last_seen_at": session.last_seen_at.0,
        })).collect::<Vec<_>>(),
        "activity": activity.events.iter().map(|event| json!({
            "at": event.at.0,
            "what": event.activity.name(),
            "detail": event.detail,
            "user_agent": event.user_agent,
            "ip_address": event.client_address,
        })).collect::<Vec<_>>(),
    }))
}

/// An application that the user may enter.
fn application(application: &Application) -> Value {
    json!({ "name": application.name.as_str(), "start_address": application.start.as_str() })
}

/// What an application may read about the user.
fn grant(grant: &NamedGrant) -> Value {
    json!({
        "name": grant.application.as_str(),
        "start_address": grant.start.as_str(),
        "scopes": grant.scopes.to_string(),
        "since": grant.created_at.0,
        "last_used_at": grant.used_at.0,
    })
}
