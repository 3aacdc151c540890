//! Reads the language files and compares them with each other. Used by the build scripts of `app` and `server`.

use std::{collections::BTreeMap, fs, path::Path};
use toml::{Table, Value};

/// The reference language: every other language has the same sentence keys, and no more.
pub const FIRST: &str = "en";
/// The prefix of the sentences of messages, which the client never needs.
pub const MESSAGES: &str = "message.";
const LANGUAGE: &str = "language";

/// A sentence as it is written in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forms {
    Plain(String),
    /// `one` is used when the value of the placeholder `by` is 1.
    Counted {
        by: String,
        one: String,
        other: String,
    },
}

/// A language file. Its sentences are named by section and key: `sign_in.page_title`.
#[derive(Clone, Debug)]
pub struct Language {
    pub code: String,
    /// The name of the language in the language itself.
    pub name: String,
    pub sentences: BTreeMap<String, Forms>,
}

/// Reads all languages of a folder, `FIRST` first. Fails with all faults that it finds.
pub fn read(folder: &Path) -> Result<Vec<Language>, Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort_by_key(|path| (path.file_stem().is_none_or(|stem| stem != FIRST), path.clone()));
    let (mut languages, mut faults) = (Vec::<Language>::new(), Vec::new());
    for path in paths {
        let code = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let text = fs::read_to_string(&path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
        match parse(code, &text) {
            Ok(language) => {
                faults.extend(faults_of(languages.first().unwrap_or(&language), &language));
                languages.push(language);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if languages.first().is_none_or(|first| first.code != FIRST) {
        faults.push(format!("{FIRST}.toml cannot be read: all other languages are held against it"));
    }
    if faults.is_empty() { Ok(languages) } else { Err(faults) }
}

/// Parses a language file.
pub fn parse(code: &str, text: &str) -> Result<Language, String> {
    let is_code = (2..=3).contains(&code.split('-').next().unwrap_or_default().len())
        && code.len() <= 16
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_code {
        return Err(format!("{code}.toml: a file is called by its language, like de.toml or pt-BR.toml"));
    }
    let mut table: Table = text.parse().map_err(|error| format!("{code}.toml: {error}"))?;
    let name = match table.remove(LANGUAGE) {
        Some(Value::Table(language)) => language.get("name").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let name = name.ok_or_else(|| format!("{code}.toml: [{LANGUAGE}] name is missing"))?;
    let mut sentences = BTreeMap::new();
    collect(code, "", table, &mut sentences)?;
    Ok(Language { code: code.to_owned(), name, sentences })
}

fn collect(code: &str, section: &str, table: Table, into: &mut BTreeMap<String, Forms>) -> Result<(), String> {
    for (key, value) in table {
        let key = if section.is_empty() { key } else { format!("{section}.{key}") };
        match value {
            Value::String(text) => {
                into.insert(key, Forms::Plain(text));
            }
            Value::Table(table) if table.contains_key("by") => {
                let form = |name| table.get(name).and_then(Value::as_str).map(str::to_owned);
                let counted = form("by").zip(form("one")).zip(form("other")).filter(|_| table.len() == 3);
                let ((by, one), other) =
                    counted.ok_or_else(|| format!("{code}.toml: {key} needs by, one and other, and no more"))?;
                into.insert(key, Forms::Counted { by, one, other });
            }
            Value::Table(table) => collect(code, &key, table, into)?,
            _ => return Err(format!("{code}.toml: {key} is no sentence")),
        }
    }
    Ok(())
}

/// The faults of a file, compared with the reference language.
pub fn faults_of(first: &Language, language: &Language) -> Vec<String> {
    let file = format!("{}.toml", language.code);
    let missing = first.sentences.keys().filter(|key| !language.sentences.contains_key(*key));
    let mut faults: Vec<String> = missing.map(|key| format!("{file}: {key} is missing")).collect();
    for (key, forms) in &language.sentences {
        let fault = match first.sentences.get(key) {
            None => Some(format!("{FIRST}.toml does not have it")),
            Some(wanted) => fault_of(wanted, forms),
        };
        faults.extend(fault.map(|fault| format!("{file}: {key}: {fault}")));
    }
    faults
}

fn fault_of(wanted: &Forms, forms: &Forms) -> Option<String> {
    let wants = match placeholders(wanted.other()) {
        Ok(wants) => wants,
        Err(fault) => return Some(fault),
    };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    let differs = |has: Vec<String>, wants: Vec<String>| {
        let (has, wants) = (sorted(has), sorted(wants));
        (has != wants).then(|| format!("the placeholders are {has:?}, but should be {wants:?}"))
    };
    let has = match placeholders(forms.other()) {
        Ok(has) => has,
        Err(fault) => return Some(fault),
    };
    let fault = differs(has, wants.clone());
    match (wanted, forms) {
        (Forms::Plain(_), Forms::Plain(_)) => fault,
        (Forms::Counted { by: wanted, .. }, Forms::Counted { by, one, .. }) => {
            let has = match placeholders(one) {
                Ok(has) => has,
                Err(fault) => return Some(fault),
            };
            // The singular may leave out the number.
            let without = |names: Vec<String>| names.into_iter().filter(|name| name != by).collect();
            let of_one = || differs(without(has), without(wants.clone()));
            if by != wanted || !wants.contains(by) {
                return Some(format!("it is counted by {wanted:?}, which has to be a placeholder"));
            }
            fault.or_else(of_one)
        }
        _ => Some("one language counts and the other does not".to_owned()),
    }
}

/// The names between braces, in their order and each once. Fails for a brace without its pair, or a bad name.
pub fn placeholders(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut pieces = text.split('{');
    let is_stray = |piece: &str| piece.contains('}');
    let stray = || Err(format!("a brace without its pair in {text:?}"));
    if pieces.next().is_some_and(is_stray) {
        return stray();
    }
    for piece in pieces {
        let Some((name, rest)) = piece.split_once('}') else { return stray() };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        if !is_name || is_stray(rest) {
            return stray();
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

impl Forms {
    /// The only form, or the one for numbers other than 1.
    pub fn other(&self) -> &str {
        match self {
            Forms::Plain(text) | Forms::Counted { other: text, .. } => text,
        }
    }

    /// The forms with numbered placeholders: `{0}` replaces the first of `names`.
    fn numbered(&self, names: &[String]) -> Vec<String> {
        let numbered = |text: &str| {
            let number = |text: String, (number, name): (usize, &String)| {
                text.replace(&format!("{{{name}}}"), &format!("{{{number}}}"))
            };
            names.iter().enumerate().fold(text.to_owned(), number)
        };
        match self {
            Forms::Plain(text) => vec![numbered(text)],
            Forms::Counted { one, other, .. } => vec![numbered(one), numbered(other)],
        }
    }
}

impl Language {
    /// The sentences of screens, in the order of their indices. A counted sentence has two entries, `one` before
    /// `other`.
    pub fn table(&self, first: &Language) -> Vec<String> {
        let sentences = first.sentences.iter().filter(|(key, _)| !key.starts_with(MESSAGES));
        let own = sentences.filter_map(|(key, wanted)| Some((wanted, self.sentences.get(key)?)));
        own.flat_map(|(wanted, own)| own.numbered(&placeholders(wanted.other()).unwrap_or_default())).collect()
    }
}
