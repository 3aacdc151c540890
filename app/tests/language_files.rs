//! Tests of the checks that the build makes on language files.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails its test")]

#[path = "../build/languages.rs"]
mod languages;

use languages::{Forms, Language, MESSAGES, faults_of, parse, placeholders, read};
use rstest::rstest;
use std::path::Path;

const ENGLISH: &str = r#"
[language]
name = "English"

[sign_in]
title = "Sign in to {organisation}"
hint = "No password needed."
wait = { by = "seconds", one = "Wait {seconds} second.", other = "Wait {seconds} seconds." }

[sign_in.tabs]
password = "Password"

[message.sign_in_code]
heading = "Your code"
"#;

fn english() -> Language {
    parse("en", ENGLISH).unwrap()
}

/// The faults of the English file with one text replaced.
fn faults(from: &str, to: &str) -> Vec<String> {
    let text = ENGLISH.replace(from, to);
    assert_ne!(text, ENGLISH, "{from} is not there");
    faults_of(&english(), &parse("xx", &text).unwrap())
}

#[test]
fn a_file_that_says_the_same_in_another_way_is_good() {
    assert_eq!(faults("Sign in to {organisation}", "{organisation}: come in"), [""; 0]);
    assert_eq!(faults("Wait {seconds} second.", "Wait a second."), [""; 0]);
}

#[rstest]
#[case("hint = \"No password needed.\"\n", "", "xx.toml: sign_in.hint is missing")]
#[case("[message.sign_in_code]\nheading = \"Your code\"", "", "xx.toml: message.sign_in_code.heading is missing")]
#[case("[sign_in.tabs]", "[sign_in.tabs]\nmore = \"More\"", "xx.toml: sign_in.tabs.more: en.toml does not have it")]
#[case("{organisation}", "us", "xx.toml: sign_in.title: the placeholders are [], but should be [\"organisation\"]")]
#[case(
    "{organisation}",
    "{company}",
    "xx.toml: sign_in.title: the placeholders are [\"company\"], but should be [\"organisation\"]"
)]
#[case(
    "{seconds} seconds.\"",
    "a while.\"",
    "xx.toml: sign_in.wait: the placeholders are [], but should be [\"seconds\"]"
)]
#[case(
    "Wait {seconds} second.\"",
    "Wait {second}.\"",
    "xx.toml: sign_in.wait: the placeholders are [\"second\"], but should be []"
)]
#[case(
    "\"No password needed.\"",
    "{ by = \"n\", one = \"a\", other = \"{n}\" }",
    "xx.toml: sign_in.hint: one language counts and the other does not"
)]
#[case(
    "\"Password\"",
    "{ by = \"n\", one = \"a\", other = \"b\" }",
    "xx.toml: sign_in.tabs.password: one language counts and the other does not"
)]
#[case("needed.\"", "needed}.\"", "xx.toml: sign_in.hint: a brace without its pair in \"No password needed}.\"")]
fn a_file_that_does_not_match_is_named_with_its_key(#[case] from: &str, #[case] to: &str, #[case] fault: &str) {
    let faults = faults(from, to);
    assert!(faults.iter().any(|found| found == fault), "{faults:?}");
}

#[rstest]
#[case("xx", "[sign_in]\ntitle = \"x\"", "xx.toml: [language] name is missing")]
#[case("xx", "[language]\nname = \"X\"\n[a]\nb = 1", "xx.toml: a.b is no sentence")]
#[case("xx", "[language]\nname = \"X\"\n[a]\nb = { by = \"n\", one = \"x\" }", "needs by, one and other")]
#[case("xx", "[language", "xx.toml: TOML parse error")]
#[case("german", "", "german.toml: a file is called by its language")]
fn a_file_that_cannot_be_read_says_why(#[case] code: &str, #[case] text: &str, #[case] fault: &str) {
    let found = parse(code, text).unwrap_err();
    assert!(found.contains(fault), "{found}");
}

#[test]
fn placeholders_are_found_in_their_order() {
    assert_eq!(placeholders("{b} and {a}, {b}").unwrap(), ["b", "a"]);
    for bad in ["{", "}", "{}", "{A}", "{a b}", "a}b{", "{a{b}}"] {
        assert!(placeholders(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_table_has_the_sentences_of_screens_in_the_order_of_the_first_language() {
    let text = ENGLISH.replace("Sign in to {organisation}", "{organisation}!").replace("No password", "Kein Passwort");
    let table = parse("xx", &text).unwrap().table(&english());
    assert_eq!(table, ["Kein Passwort needed.", "Password", "{0}!", "Wait {0} second.", "Wait {0} seconds."]);
}

#[test]
fn the_files_of_this_tree_match() {
    let languages = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("languages")).unwrap();
    let codes: Vec<_> = languages.iter().map(|language| (language.code.as_str(), language.name.as_str())).collect();
    assert_eq!(codes, [("en", "English"), ("de", "Deutsch")]);
    let table = languages[1].table(&languages[0]);
    assert!(table.len() > 300, "{}", table.len());
    // The separator of sentences in the table that the client reads.
    assert!(table.iter().all(|sentence| !sentence.contains('\0')));
    for language in &languages {
        for (key, forms) in &language.sentences {
            let one = if let Forms::Counted { one, .. } = forms { one } else { "" };
            assert!(!key.starts_with(MESSAGES) || !format!("{one}{}", forms.other()).contains('<'), "{key}");
        }
    }
}
