//! What is written about the settings, all of it made of the table: which values hold, the help, the documented table,
//! the example file and the JSON Schema.

use super::raw::{RawSettings, may_hide_a_secret};
use super::table::{ALL, Fallback, Kind, Setting};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// A setting, what holds of it, and where that comes from. It shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub name: &'static str,
    /// `None`: it is not set and has no single default. A secret is `set`.
    pub value: Option<String>,
    pub from: String,
}

impl RawSettings {
    /// All settings, as they hold.
    pub fn shown(&self) -> Vec<Shown> {
        let show = |setting: &Setting| {
            let from = match (self.source(setting), setting.default) {
                (Some(source), _) => source.to_string(),
                (None, Fallback::Value(_)) => "default".to_owned(),
                (None, Fallback::Described(what)) => format!("default: {}", what.replace('`', "")),
            };
            let value = self.value(setting).map(|value| {
                let is_hidden = setting.is_secret() || may_hide_a_secret(value);
                if is_hidden { "set".to_owned() } else { value.to_owned() }
            });
            Shown { name: setting.name, value, from }
        };
        ALL.iter().map(show).collect()
    }
}

impl Setting {
    /// The default, for a table: `none`, or a value between backticks.
    fn default_as_markdown(&self) -> String {
        match self.default {
            Fallback::Value(value) => format!("`{value}`"),
            Fallback::Described(what) => what.to_owned(),
        }
    }

    fn choices(&self) -> String {
        match self.kind {
            Kind::Choice(choices) => {
                let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                format!(" One of {}.", quoted.join(", "))
            }
            Kind::Text | Kind::Secret | Kind::Number | Kind::List => String::new(),
        }
    }
}

/// The table of the documentation.
pub fn markdown() -> String {
    let mut text = "| key | variable | default | what it is |\n|---|---|---|---|\n".to_owned();
    for setting in ALL {
        let (default, choices) = (setting.default_as_markdown(), setting.choices());
        let (name, variable, about) = (setting.name, setting.variable(), setting.about);
        let secret = if setting.is_secret() { " Secret." } else { "" };
        let _ = writeln!(text, "| `{name}` | `{variable}` | {default} | {about}{choices}{secret} |");
    }
    text
}

/// The end of `portico serve --help`.
pub fn help() -> String {
    let mut text =
        "Settings, from portico.toml (or --config FILE) and the environment, which takes precedence. A secret \
                    may also be in a file: PORTICO_…_FILE names it.\n\n"
            .to_owned();
    for setting in ALL {
        let default = setting.default_as_markdown();
        let about = format!("{}{} [{default}]", setting.about, setting.choices()).replace('`', "");
        let _ = writeln!(text, "  {}\n      {about}", setting.variable());
    }
    text
}

/// The example of a settings file. Every line of it is a comment, so it sets nothing.
pub fn example() -> String {
    let mut text = "# The settings of Portico: /etc/portico/portico.toml, or portico.toml in the working folder.\n\
                    # Remove the # before a setting to set it. The environment takes precedence: PORTICO_PUBLIC_URL is\n\
                    # public_url here. `portico settings` prints which values hold and where they come from.\n"
        .to_owned();
    for setting in ALL {
        let about = format!("{}{}", setting.about, setting.choices());
        text.push('\n');
        for line in wrapped(&about, 98) {
            let _ = writeln!(text, "# {line}");
        }
        let _ = match (setting.default, setting.kind) {
            (Fallback::Value(value), Kind::Number) => writeln!(text, "#{} = {value}", setting.name),
            (Fallback::Value(value), _) => writeln!(text, "#{} = \"{value}\"", setting.name),
            (Fallback::Described(what), _) => {
                writeln!(
                    text,
                    "# Default: {}\n#{} = {}",
                    what,
                    setting.name,
                    if setting.kind == Kind::Number { "1" } else { "\"\"" }
                )
            }
        };
    }
    text
}

/// The lines of a text, each of at most this many characters unless a word is longer.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A JSON Schema of the file, for editors.
pub fn json_schema() -> Value {
    let property = |setting: &Setting| {
        let mut property = match setting.kind {
            Kind::Text | Kind::Secret => json!({"type": "string", "minLength": 1}),
            Kind::Number => json!({"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"}),
            Kind::List => json!({"type": ["string", "array"], "items": {"type": "string"}}),
            Kind::Choice(choices) => json!({"type": "string", "enum": choices}),
        };
        property["description"] = setting.about.into();
        if let Some(value) = setting.default_value() {
            property["default"] =
                if setting.kind == Kind::Number { value.parse().unwrap_or_default() } else { value.into() };
        }
        if setting.is_secret() {
            property["writeOnly"] = true.into();
        }
        (setting.name.to_owned(), property)
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The settings of Portico: portico.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": ALL.iter().map(property).collect::<Map<String, Value>>(),
    })
}
