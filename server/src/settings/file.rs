//! Reads `portico.toml`. Its errors give the file, line and key and nothing else, because a line may contain a secret.

use super::raw::RawSettings;
use anyhow::{Context as _, bail};
use std::{collections::BTreeMap, fmt::Display, io::ErrorKind, path::Path};
use toml::{Spanned, Value};

/// Returns the text of the file after checking all keys and the types of all values. A missing file counts as empty.
pub fn read(file: &Path) -> anyhow::Result<String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
    };
    match problems(&text)?.as_slice() {
        [] => Ok(text),
        problems => bail!("{}: {}", file.display(), problems.join("; ")),
    }
}

/// All problems in a text, each with its line number.
fn problems(text: &str) -> anyhow::Result<Vec<String>> {
    let on_line = |at: usize, problem: &dyn Display| {
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        format!("line {line}: {problem}")
    };
    let table: BTreeMap<Spanned<String>, Spanned<Value>> = match toml::from_str(text) {
        Ok(table) => table,
        // The full error would quote the line.
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            return Ok(vec![on_line(at, &format_args!("this is not TOML: {}", error.message()))]);
        }
    };
    let known = serde_json::to_value(RawSettings::default())?;
    let problem = |(key, value): (&Spanned<String>, &Spanned<Value>)| {
        let name = key.get_ref();
        let problem = match value.get_ref() {
            _ if known.get(name).is_none() => format!("there is no setting {name:?}"),
            Value::Array(_) | Value::Table(_) | Value::Datetime(_) => format!("{name} has to be a text in quotes"),
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => return None,
        };
        Some((key.span().start, problem))
    };
    let mut problems: Vec<_> = table.iter().filter_map(problem).collect();
    problems.sort();
    Ok(problems.into_iter().map(|(at, problem)| on_line(at, &problem)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("log = 'info'\nsecret_key = hunter2\n", "line 2")]
    #[case("log = 'info'\nsecret_key = 'hunter2\n", "line 2")]
    #[case("\n\nsmtp_url: smtps://user:hunter2@mail.example\n", "line 3")]
    #[case("secret_key = 'a' hunter2", "line 1")]
    #[case("secret_key = 'a'\nsecret_key = 'hunter2'", "line 2")]
    #[case("smtp_url = \"\\hunter2\"", "line 1")]
    #[case("log = 'info'\nsecret_key = ['hunter2']", "line 2: secret_key")]
    #[case("[smtp_url]\npassword = 'hunter2'", "line 1: smtp_url")]
    #[case("\nsecret_kye = 'hunter2'", "line 2: there is no setting \"secret_kye\"")]
    fn an_error_names_the_line_and_never_shows_it(#[case] text: &str, #[case] told: &str) {
        let problems = problems(text).unwrap().join("; ");
        assert!(problems.contains(told) && !problems.contains("hunter2"), "{problems}");
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let text = "log = ['a']\nsite_adr = ''\nsms_provider = 'none'\nsmtp_url = { a = 1 }\n";
        let problems = problems(text).unwrap();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[1].starts_with("line 2: "), "{problems:?}");
    }

    #[test]
    fn a_file_that_is_there_and_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("none.toml")).unwrap(), "");
        let error = read(folder.path()).unwrap_err();
        assert!(format!("{error:#}").contains("cannot be read"), "{error:#}");
    }
}
