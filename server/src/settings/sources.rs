//! Where the settings come from: `portico.toml`, systemd credentials and the environment. Later ones take precedence.
//! Only this module reads the environment.

use super::file;
use super::raw::{RawSettings, Source};
use super::table::{self, ALL, SITE_ADDR, Setting};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Where `portico.toml` is looked for when the command line names none.
const FILES: [&str; 2] = ["portico.toml", "/etc/portico/portico.toml"];
/// The framework's variable for the address, which its tool sets in development.
const FRAMEWORK_ADDR: &str = "LEPTOS_SITE_ADDR";
/// The folder in which systemd puts credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// Variables that begin with `PORTICO_` and are not for the server: the tests and the build use them.
const OTHERS: [&str; 2] = ["PORTICO_BINARY", "PORTICO_TOOLS"];

type Variables = BTreeMap<String, OsString>;

impl RawSettings {
    /// Reads the file, `config` or else the first of the usual ones that exists, and the environment. What cannot be
    /// read is among the problems.
    #[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
    pub fn read(config: Option<&Path>) -> Self {
        let mut raw = RawSettings::default();
        match find_file(config) {
            Ok(Some((path, text))) => file::read(&mut raw, &path, &text),
            Ok(None) => {}
            Err(problem) => {
                raw.problems.add(problem);
                raw.is_file_unread = true;
            }
        }
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        raw.read_environment(&variables.collect());
        raw
    }

    /// Adds the settings of the environment, of the files that it names, and of systemd credentials.
    pub(super) fn read_environment(&mut self, variables: &Variables) {
        if let Some(address) = self.variable(variables, FRAMEWORK_ADDR) {
            self.set(&SITE_ADDR, &address, Source::Environment(FRAMEWORK_ADDR.to_owned()));
        }
        let credentials = self.variable(variables, CREDENTIALS).map(PathBuf::from);
        for setting in ALL {
            if let Some(folder) = credentials.as_ref().filter(|_| setting.is_secret()) {
                self.read_credential(folder, setting);
            }
            let name = setting.variable();
            let value = self.variable(variables, &name);
            if setting.is_secret() {
                self.read_secret_file(variables, setting, value.is_some());
            }
            if let Some(value) = value {
                if is_in_quotes(&value) {
                    self.problems.add(format!("{name}: the value is in quotation marks; remove them"));
                    self.unread.push(setting.name);
                } else {
                    self.set(setting, &value, Source::Environment(name));
                }
            }
        }
        let unknown = variables.keys().filter(|name| is_unknown(name)).cloned().collect();
        self.unknown = unknown;
    }

    /// A variable of the environment. An empty one counts as not set.
    fn variable(&mut self, variables: &Variables, name: &str) -> Option<String> {
        let value = variables.get(name)?.to_str();
        if value.is_none() {
            self.problems.add(format!("{name}: the value is not UTF-8 text"));
        }
        value.filter(|value| !value.trim().is_empty()).map(str::to_owned)
    }

    /// Adds a secret from the file that `PORTICO_…_FILE` names.
    fn read_secret_file(&mut self, variables: &Variables, setting: &Setting, is_set: bool) {
        let name = format!("{}_FILE", setting.variable());
        let Some(file) = self.variable(variables, &name) else { return };
        if is_set {
            self.problems.add(format!("{} and {name} are both set; remove one of them", setting.variable()));
            return;
        }
        match read_secret(Path::new(&file)) {
            Ok(text) => self.set(setting, &text, Source::SecretFile(name)),
            // Not with the path: it may be the secret itself, in the wrong variable.
            Err(error) => {
                self.problems.add(format!("{name}: the file that it names cannot be used: {error}"));
                self.unread.push(setting.name);
            }
        }
    }

    /// Adds a secret from a systemd credential, which has the name of the key or that of the variable in lower case.
    fn read_credential(&mut self, folder: &Path, setting: &Setting) {
        for name in [setting.name.to_owned(), setting.variable().to_ascii_lowercase()] {
            match read_secret(&folder.join(&name)) {
                Ok(text) => self.set(setting, &text, Source::Credential(name)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    self.problems
                        .add(format!("{}: the systemd credential {name} cannot be used: {error}", setting.variable()));
                    self.unread.push(setting.name);
                }
            }
        }
    }

    /// Warns of variables that begin with `PORTICO_` and are no settings.
    pub fn warn_of_unknown(&self) {
        for name in &self.unknown {
            let meant = table::nearest(name.trim_end_matches("_FILE")).map(Setting::variable).unwrap_or_default();
            tracing::warn!(name, meant, "a variable of the environment is no setting of Portico; it is not read");
        }
    }
}

/// The file and its text. `None`: there is none.
fn find_file(config: Option<&Path>) -> Result<Option<(PathBuf, String)>, String> {
    let cannot = |file: &Path, error: io::Error| format!("{} cannot be read: {error}", file.display());
    if let Some(file) = config {
        let text = fs::read_to_string(file).map_err(|error| format!("--config: {}", cannot(file, error)))?;
        return Ok(Some((file.to_owned(), text)));
    }
    for file in FILES.map(Path::new) {
        match fs::read_to_string(file) {
            Ok(text) => return Ok(Some((file.to_owned(), text))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(cannot(file, error)),
        }
    }
    Ok(None)
}

/// The text of a file that contains one secret. The error does not show it.
fn read_secret(file: &Path) -> io::Result<String> {
    let text = fs::read_to_string(file)?;
    if text.trim().is_empty() {
        return Err(io::Error::new(ErrorKind::InvalidData, "the file is empty"));
    }
    Ok(text)
}

/// `docker run --env-file` and some others keep the quotation marks.
fn is_in_quotes(value: &str) -> bool {
    let value = value.trim();
    value.len() > 1 && ['"', '\''].iter().any(|mark| value.starts_with(*mark) && value.ends_with(*mark))
}

fn is_unknown(variable: &str) -> bool {
    let Some(name) = variable.strip_prefix("PORTICO_") else { return false };
    let name = name.to_ascii_lowercase();
    let is_setting = table::find(&name).is_some_and(|setting| setting.variable() == variable);
    let of_file = name.strip_suffix("_file").and_then(table::find);
    !is_setting && !of_file.is_some_and(Setting::is_secret) && !OTHERS.contains(&variable)
}

/// A variable that is no setting of Portico: sudo and doas say in some who became root.
#[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
pub fn variable_of_system(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether the standard variable of OpenTelemetry names a collector. The library reads its value.
#[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
pub fn sends_traces() -> bool {
    std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some_and(|endpoint| !endpoint.is_empty())
}

/// The framework sets this variable in development mode.
#[expect(clippy::disallowed_methods, reason = "the only reader of the environment")]
pub(super) fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}
