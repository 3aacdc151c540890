//! How `portico application list` and `show` print applications.

use super::values::level_name;
use crate::command_line::listing::Row;
use serde_json::{Map, Value, json};
use service::applications::{ApplicationView, ClientView, minutes_and_days};
use service::delivery::rfc3339;
use store::applications::Application;

/// A row of a list.
pub fn row(application: &Application) -> Row {
    let state = if application.is_on { "on " } else { "off" };
    let line = format!("{}  {state}  {}  {}", application.id, application.name, application.start);
    let json = json!({
        "id": application.id.to_string(),
        "name": application.name.as_str(),
        "start_address": application.start.as_str(),
        "is_on": application.is_on,
    });
    Row { line, json }
}

/// An application in JSON. `client` is its OpenID Connect side, if it has one.
pub fn view_as_json(view: &ApplicationView, client: Option<&ClientView>) -> anyhow::Result<Value> {
    let ApplicationView { application, origins, access, organisations } = view;
    Ok(json!({
        "id": application.id.to_string(),
        "name": application.name.as_str(),
        "start_address": application.start.as_str(),
        "is_on": application.is_on,
        "everyone": access.everyone,
        "groups": access.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
        "people": access.people.iter().map(|person| person.email.as_str()).collect::<Vec<_>>(),
        "strength": level_name(application.strength.level),
        "within_minutes": application.strength.within.map(|within| within.0 / 60),
        "origins": origins.iter().map(|origin| origin.as_str()).collect::<Vec<_>>(),
        "headers": application.header_style.name(),
        "user_header": application.user_header.name(),
        "path_rules": application.path_rules.rules().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "open_to_all": application.open_to_all,
        "organisations": organisations.iter().map(|organisation| organisation.slug.as_str()).collect::<Vec<_>>(),
        "client": client.map(client_as_json).transpose()?,
    }))
}

/// A client in JSON. Of its secrets, only the ends are known.
fn client_as_json(client: &ClientView) -> anyhow::Result<Value> {
    let ClientView { id, settings, secrets, .. } = client;
    let secrets = secrets.iter().map(|secret| -> anyhow::Result<Value> {
        Ok(json!({
            "hint": secret.hint,
            "since": rfc3339(secret.created_at)?,
            "until": secret.expires_at.map(rfc3339).transpose()?,
        }))
    });
    let number = |text: String| text.parse::<u32>().ok();
    let [access_minutes, refresh_days] = minutes_and_days(settings.lifetimes).map(number);
    Ok(json!({
        "id": id.to_string(),
        "authentication": settings.authentication.name(),
        "redirect_uris": settings.redirect_uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>(),
        "sign_out_uris": settings.sign_out_uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>(),
        "back_channel_uri": settings.back_channel_uri.as_ref().map(|uri| uri.as_str()),
        "consent": settings.asks_consent,
        "lean": settings.is_lean,
        "id_token_algorithm": settings.id_token_algorithm.name(),
        "pkce": settings.demands_pkce(),
        "offline": settings.allows_offline,
        "device": settings.allows_device,
        "client_credentials": settings.allows_client_credentials,
        "access_minutes": access_minutes,
        "refresh_days": refresh_days,
        "secrets": secrets.collect::<anyhow::Result<Vec<_>>>()?,
    }))
}

/// The values of `view_as_json`, one on each line.
pub fn view_as_text(view: &ApplicationView, client: Option<&ClientView>) -> anyhow::Result<String> {
    let view = view_as_json(view, client)?;
    Ok(view.as_object().map(|fields| lines_of("", fields)).unwrap_or_default())
}

fn lines_of(before: &str, fields: &Map<String, Value>) -> String {
    let line = |(name, value): (&String, &Value)| match value {
        Value::Object(fields) => lines_of(&format!("{before}{name}."), fields),
        other => format!("{before}{name}: {}\n", text_of(other)),
    };
    fields.iter().map(line).collect()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
