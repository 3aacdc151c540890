//! Reads `portico.toml`. Its errors give the file, line and key and nothing else, because a line may contain a secret.

use super::raw::{RawSettings, Source};
use super::table::{self, Kind};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use toml::{Spanned, Value};

/// Longer keys are not shown: they are something else that was pasted.
const LONGEST_KEY: usize = 40;

/// Adds the settings in the text of a file, and everything that is wrong with it.
pub(super) fn read(raw: &mut RawSettings, file: &Path, text: &str) {
    let line_of = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let told = |line: usize, problem: &dyn Display| format!("{}, line {line}: {problem}", file.display());
    let table: BTreeMap<Spanned<String>, Spanned<Value>> = match toml::from_str(text) {
        Ok(table) => table,
        // The full error would quote the line.
        Err(error) => {
            let line = line_of(error.span().map_or(0, |span| span.start));
            raw.problems.add(told(line, &format_args!("this is not TOML: {}", error.message())));
            raw.is_file_unread = true;
            return;
        }
    };
    let mut lines: Vec<_> =
        table.iter().map(|(key, value)| (key.span().start, key.get_ref(), value.get_ref())).collect();
    lines.sort_by_key(|(at, ..)| *at);
    for (at, key, value) in lines {
        let line = line_of(at);
        let Some(setting) = table::find(key) else {
            raw.problems.add(told(line, &unknown(key)));
            continue;
        };
        match read_value(setting.kind, value) {
            Ok(value) if value.trim().is_empty() => {
                raw.problems.add(told(line, &format_args!("{key} is empty; give it a value or remove the line")));
            }
            Ok(value) => raw.set(setting, &value, Source::File { file: file.to_owned(), line }),
            Err(needs) => {
                raw.problems.add(told(line, &format_args!("{key} has to be {needs}")));
                raw.unread.push(setting.name);
            }
        }
    }
}

/// The value as text, or what it would have to be.
fn read_value(kind: Kind, value: &Value) -> Result<String, &'static str> {
    match (kind, value) {
        (_, Value::String(text)) => Ok(text.clone()),
        (Kind::Number, Value::Integer(number)) => Ok(number.to_string()),
        (Kind::Number, _) => Err("a whole number"),
        (Kind::List, Value::Array(parts)) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            parts.map(|parts| parts.join(",")).ok_or("a text in quotes, or a list of them")
        }
        (Kind::List, _) => Err("a text in quotes, or a list of them"),
        (Kind::Text | Kind::Secret | Kind::Choice(_), _) => Err("a text in quotes"),
    }
}

fn unknown(key: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if key.len() > LONGEST_KEY || !key.bytes().all(is_plain) {
        return "this key is no setting".to_owned();
    }
    let meant = table::nearest(key).map(|setting| format!("; did you mean {}?", setting.name)).unwrap_or_default();
    format!("there is no setting {key:?}{meant}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn problems(text: &str) -> Vec<String> {
        let mut raw = RawSettings::default();
        read(&mut raw, Path::new("portico.toml"), text);
        raw.problems.iter().map(str::to_owned).collect()
    }

    #[rstest]
    #[case("log = 'info'\nsecret_key = hunter2\n", "line 2")]
    #[case("log = 'info'\nsecret_key = 'hunter2\n", "line 2")]
    #[case("\n\nsmtp_url: smtps://user:hunter2@mail.example\n", "line 3")]
    #[case("secret_key = 'a' hunter2", "line 1")]
    #[case("secret_key = 'a'\nsecret_key = 'hunter2'", "line 2")]
    #[case("smtp_url = \"\\hunter2\"", "line 1")]
    #[case("log = 'info'\nsecret_key = ['hunter2']", "line 2: secret_key")]
    #[case("[smtp_url]\npassword = 'hunter2'", "line 1: smtp_url")]
    #[case("\nsecret_kye = 'hunter2'", "line 2: there is no setting \"secret_kye\"; did you mean secret_key?")]
    #[case("'smtps://user:hunter2@mail.example' = 1", "line 1: this key is no setting")]
    #[case("\nlog_format = true", "line 2: log_format has to be a text in quotes")]
    #[case("max_connections = 1.5", "line 1: max_connections has to be a whole number")]
    #[case("trusted_proxies = [1]", "line 1: trusted_proxies has to be a text in quotes, or a list of them")]
    #[case("mail_from = ' '", "line 1: mail_from is empty")]
    fn an_error_names_the_line_and_never_shows_it(#[case] text: &str, #[case] told: &str) {
        let problems = problems(text).join("; ");
        assert!(problems.contains(told) && !problems.contains("hunter2"), "{problems}");
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let text = "log = ['a']\nsite_adr = ''\nsms_provider = 'none'\nsmtp_url = { a = 1 }\n";
        let problems = problems(text);
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[1].starts_with("portico.toml, line 2: "), "{problems:?}");
    }
}
