//! The settings as read, not yet parsed: each value with where it comes from.

use super::problems::Problems;
use super::table::{Kind, Setting};
use crate::causes;
use anyhow::{Context as _, anyhow, bail};
use domain::Secret;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The settings as read, not yet parsed. Its `Debug` shows no value.
#[derive(Debug, Default)]
pub struct RawSettings {
    values: BTreeMap<&'static str, RawValue>,
    /// What could not be read.
    pub(super) problems: Problems,
    /// Whether the file could not be read, so that any setting may be in it.
    pub(super) is_file_unread: bool,
    /// The names of settings that are set somewhere, but could not be read there.
    pub(super) unread: Vec<&'static str>,
    /// Variables of the environment that begin with `PORTICO_` and are no settings.
    pub(super) unknown: Vec<String>,
}

#[derive(Debug)]
struct RawValue {
    text: Secret<String>,
    source: Source,
}

/// Where the value of a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A line of `portico.toml`.
    File { file: PathBuf, line: usize },
    /// A variable of the environment.
    Environment(String),
    /// A file that a variable of the environment names.
    SecretFile(String),
    /// A credential that systemd passes.
    Credential(String),
    /// An option of `portico setup`, or the answer to its question.
    Option(String),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File { file, line } => write!(formatter, "{}, line {line}", file.display()),
            Source::Environment(variable) => write!(formatter, "{variable} in the environment"),
            Source::SecretFile(variable) => write!(formatter, "the file that {variable} names"),
            Source::Credential(name) => write!(formatter, "the systemd credential {name}"),
            Source::Option(option) => formatter.write_str(option),
        }
    }
}

impl RawSettings {
    /// Sets a value, instead of one that was set before. Spaces around it do not count.
    pub(super) fn set(&mut self, setting: &Setting, text: &str, source: Source) {
        self.values.insert(setting.name, RawValue { text: Secret::new(text.trim().to_owned()), source });
    }

    /// The value that was set, without the default. Only for parsers.
    pub(super) fn set_value(&self, setting: &Setting) -> Option<&str> {
        self.values.get(setting.name).map(|value| value.text.expose().as_str())
    }

    /// The value that holds: the one that was set, or else the default. Only for parsers.
    pub(super) fn value(&self, setting: &Setting) -> Option<&str> {
        self.set_value(setting).or(setting.default_value())
    }

    /// The value of a secret setting that was set.
    pub(super) fn secret(&self, setting: &Setting) -> Option<Secret<String>> {
        self.values.get(setting.name).map(|value| value.text.clone())
    }

    /// Where the value of a setting comes from. `None`: it is not set.
    pub fn source(&self, setting: &Setting) -> Option<&Source> {
        self.values.get(setting.name).map(|value| &value.source)
    }

    /// The same settings, of which those in the file are named by the options of `portico setup`: it takes the file away
    /// when something is wrong.
    pub fn named_by_options(mut self) -> Self {
        for (name, value) in &mut self.values {
            if matches!(value.source, Source::File { .. }) {
                value.source = Source::Option(format!("--{}", name.replace('_', "-")));
            }
        }
        self
    }

    /// Whether a setting is set in a place that could not be read, as far as is known.
    pub(super) fn may_be_set(&self, setting: &Setting) -> bool {
        self.source(setting).is_none() && (self.is_file_unread || self.unread.contains(&setting.name))
    }

    /// The error for a required setting that is not set. If the setting may be in a file that could not be read, the error
    /// is about that file: a typing error in the file must not lead an administrator to make a second secret key.
    pub(super) fn missing(&self, setting: &Setting, what_to_do: &str) -> anyhow::Error {
        if self.may_be_set(setting) {
            return self.problems.clone().into();
        }
        anyhow!("{} is not set. {what_to_do}", self.label(setting))
    }

    /// How errors name a setting: its variable, and where the file sets it.
    pub(super) fn label(&self, setting: &Setting) -> String {
        match self.source(setting) {
            Some(Source::Option(option)) => option.clone(),
            Some(source @ (Source::File { .. } | Source::Credential(_))) => {
                format!("{} ({source})", setting.variable())
            }
            _ => setting.variable(),
        }
    }

    /// An error that begins with the variable of one of these settings, with what `label` adds to it.
    pub(super) fn labelled(&self, settings: &[Setting], error: anyhow::Error) -> anyhow::Error {
        let told = causes::told(&error);
        for setting in settings {
            if let Some(rest) = told.strip_prefix(setting.variable().as_str()) {
                return anyhow!("{}{rest}", self.label(setting));
            }
        }
        error
    }

    /// Parses the value that holds; `None` if there is none. The error names the setting, says what it `needs`, and
    /// quotes the value if it is no secret.
    pub(super) fn parsed<T: FromStr>(&self, setting: &Setting, needs: &str) -> anyhow::Result<Option<T>> {
        let Some(text) = self.value(setting) else { return Ok(None) };
        let wrong = || format!("{}: {} is not {needs}", self.label(setting), quoted(setting, text));
        text.parse().ok().map(Some).with_context(wrong)
    }

    /// The value of a setting with choices; its default if none is set.
    pub(super) fn choice(&self, setting: &Setting) -> anyhow::Result<&'static str> {
        let Kind::Choice(choices) = setting.kind else { bail!("{} has no choices", setting.name) };
        let text = self.value(setting).unwrap_or_default();
        let chosen = choices.iter().find(|choice| choice.eq_ignore_ascii_case(text));
        chosen.copied().with_context(|| {
            format!("{}: {} is none of {}", self.label(setting), quoted(setting, text), choices.join(", "))
        })
    }
}

/// A value for an error. A secret, or a URL that may contain a password, is not shown.
pub(super) fn quoted(setting: &Setting, text: &str) -> String {
    if setting.is_secret() || may_hide_a_secret(text) { "the value".to_owned() } else { format!("{text:?}") }
}

/// Whether a value should not be shown although its setting is no secret: an administrator may have pasted a URL with a
/// password, or a key, into the wrong setting.
pub(super) fn may_hide_a_secret(text: &str) -> bool {
    const LONGEST: usize = 80;
    text.len() > LONGEST || (text.contains(':') && text.contains('@'))
}
