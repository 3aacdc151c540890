//! How `portico application list` and `show` print applications.

use serde_json::{Value, json};
use service::applications::ApplicationView;
use store::applications::Application;

/// One line of a list.
pub fn line_of(application: &Application) -> String {
    let state = if application.is_on { "on " } else { "off" };
    format!("{}  {state}  {}  {}", application.id, application.name, application.start)
}

/// An entry of a list in JSON.
pub fn summary_as_json(application: &Application) -> Value {
    json!({
        "id": application.id.to_string(),
        "name": application.name.as_str(),
        "start_address": application.start.as_str(),
        "is_on": application.is_on,
    })
}

/// An application in JSON.
pub fn view_as_json(view: &ApplicationView) -> Value {
    let ApplicationView { application, origins, access, organisations } = view;
    json!({
        "id": application.id.to_string(),
        "name": application.name.as_str(),
        "start_address": application.start.as_str(),
        "is_on": application.is_on,
        "everyone": access.everyone,
        "groups": access.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
        "people": access.people.iter().map(|person| person.email.as_str()).collect::<Vec<_>>(),
        "strength": application.strength.level.name(),
        "within_minutes": application.strength.within.map(|within| within.0 / 60),
        "origins": origins.iter().map(|origin| origin.as_str()).collect::<Vec<_>>(),
        "headers": application.header_style.name(),
        "user_header": application.user_header.name(),
        "path_rules": application.path_rules.rules().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "open_to_all": application.open_to_all,
        "organisations": organisations.iter().map(|organisation| organisation.slug.as_str()).collect::<Vec<_>>(),
    })
}

/// The values of `view_as_json`, one on each line.
pub fn view_as_text(view: &ApplicationView) -> String {
    let Value::Object(fields) = view_as_json(view) else { return String::new() };
    let text = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    fields.iter().map(|(name, value)| format!("{name}: {}\n", text(value))).collect()
}
