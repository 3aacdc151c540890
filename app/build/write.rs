//! Writes the language files as Rust code.

use crate::languages::{Forms, Language, MESSAGES, placeholders};
use std::{collections::BTreeMap, fmt::Write as _};

/// A section: its sentences with their keys and indices, and the sections below it.
#[derive(Default)]
struct Section<'a> {
    sentences: Vec<(&'a str, &'a Forms, usize)>,
    sections: BTreeMap<&'a str, Section<'a>>,
}

/// A module for each section. It has a name for each sentence: a constant, or a function of the placeholders. `BY_KEY`
/// lists the keys with their sentences, without the counted ones.
pub fn sentences(languages: &[Language]) -> String {
    let Some(first) = languages.first() else { return String::new() };
    let table = first.table(first);
    let (mut whole, mut index) = (Section::default(), 0);
    for (path, forms) in first.sentences.iter().filter(|(path, _)| !path.starts_with(MESSAGES)) {
        let mut section = &mut whole;
        let (sections, key) = path.rsplit_once('.').unwrap_or(("", path.as_str()));
        for name in sections.split('.') {
            section = section.sections.entry(name).or_default();
        }
        section.sentences.push((key, forms, index));
        index += if matches!(forms, Forms::Plain(_)) { 1 } else { 2 };
    }
    let mut code = String::new();
    for (name, section) in &whole.sections {
        code.push_str(&module(name, section, &table, 1));
    }
    code
}

fn module(name: &str, section: &Section, table: &[String], depth: usize) -> String {
    let mut code = format!("pub mod {name} {{\n");
    let up = "super::".repeat(depth);
    let word = |index: usize| {
        let english = table.get(index).map_or("", String::as_str);
        format!("{up}Word::new({index}, {english:?})")
    };
    for (key, forms, index) in &section.sentences {
        let names = placeholders(forms.other()).unwrap_or_default();
        code += &match forms {
            Forms::Plain(_) if names.is_empty() => {
                format!("pub const {}: {up}Word = {};\n", key.to_uppercase(), word(*index))
            }
            Forms::Plain(_) => function(key, &names, None, &up, &word(*index)),
            Forms::Counted { by, .. } => {
                let chosen = format!("if {by} == 1 {{ {} }} else {{ {} }}", word(*index), word(index + 1));
                function(key, &names, Some(by), &up, &chosen)
            }
        };
    }
    let plain = section.sentences.iter().filter(|(_, forms, _)| matches!(forms, Forms::Plain(_)));
    let rows: Vec<String> = plain.map(|(key, _, index)| format!("({key:?}, {})", word(*index))).collect();
    let _ = writeln!(code, "pub const BY_KEY: {up}Section = &[{}];", rows.join(", "));
    for (name, section) in &section.sections {
        code += &module(name, section, table, depth + 1);
    }
    code + "}\n"
}

/// `by` is the placeholder that decides between `one` and `other`.
fn function(key: &str, names: &[String], by: Option<&String>, up: &str, word: &str) -> String {
    let parameter = |name: &String| {
        let kind = if by == Some(name) { "u32" } else { "impl std::fmt::Display" };
        format!("{name}: {kind}")
    };
    let parameters: Vec<String> = names.iter().map(parameter).collect();
    let values: Vec<String> = names.iter().map(|name| format!("&{name}")).collect();
    let (parameters, values) = (parameters.join(", "), values.join(", "));
    format!("pub fn {key}({parameters}) -> String {{ {up}filled({word}, &[{values}]) }}\n")
}

/// The languages, and the sentences of each for screens and messages.
pub fn tables(languages: &[Language]) -> String {
    let mut code = String::new();
    let names: Vec<String> =
        languages.iter().map(|language| format!("({:?}, {:?})", language.code, language.name)).collect();
    let _ = writeln!(code, "/// Codes, and what their speakers call them.");
    let _ = writeln!(code, "pub const NAMES: &[(&str, &str)] = &[{}];", names.join(", "));
    let _ = writeln!(code, "/// For each language, the sentences of screens by their indices.");
    let _ = writeln!(code, "pub static SENTENCES: &[&[&str]] = &[");
    let Some(first) = languages.first() else { return code };
    for language in languages {
        let _ = writeln!(code, "&{:?},", language.table(first));
    }
    let _ = writeln!(code, "];\n/// For each language, the sentences of messages.");
    let _ = writeln!(code, "#[cfg(feature = \"ssr\")]\npub static MESSAGES: &[&[MessageSentence]] = &[");
    for language in languages {
        let _ = writeln!(code, "&[");
        for (path, forms) in &language.sentences {
            let Some(name) = path.strip_prefix(MESSAGES) else { continue };
            let (by, one) = match forms {
                Forms::Plain(_) => ("", ""),
                Forms::Counted { by, one, .. } => (by.as_str(), one.as_str()),
            };
            let other = forms.other();
            let _ = writeln!(code, "MessageSentence {{ name: {name:?}, by: {by:?}, one: {one:?}, other: {other:?} }},");
        }
        let _ = writeln!(code, "],");
    }
    code + "];\n"
}
