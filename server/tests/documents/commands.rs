//! The commands that pages show: what is in a block of code can be parsed, and what is in a sentence exists.

use super::{Page, pages};
use clap::{Command, CommandFactory as _, Parser as _};
use rstest::rstest;
use server::command_line::CommandLine;

/// Stands for an id of an application.
const ID: &str = "0192f0c1d2e37a4b8c5d6e7f8091a2b3";

/// The words of a command as a shell reads them, up to what is not a part of it: a comment, another command, a file for
/// the output. What another command would print is [`ID`].
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut letters) = (Vec::new(), None::<String>, None, line.chars().peekable());
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (letter, Some(open)) if letter == open => quote = None,
            ('$', _) if letters.peek() == Some(&'(') => {
                let _ = letters.by_ref().take_while(|letter| *letter != ')').count();
                word.get_or_insert_default().push_str(ID);
            }
            ('|' | '&' | ';' | '<' | '>', None) => break,
            ('#', None) if word.is_none() => break,
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words.into_iter().map(|word| if word == "ID" { ID.to_owned() } else { word }).collect()
}

/// The commands in the blocks of code of a page. A line that ends with a backslash goes on in the next one.
fn shown(page: &Page) -> Vec<Vec<String>> {
    let (_, code) = page.parts();
    let joined = code.join("\n").replace("\\\n", " ");
    let lines = joined.lines().map(|line| line.trim_start().trim_start_matches("$ ").trim_start_matches("sudo "));
    // `portico = …` is a line of a program.
    lines.filter(|line| line.starts_with("portico ") && !line.starts_with("portico =")).map(words).collect()
}

/// What is wrong with a command that a sentence names, such as `account deactivate|reactivate --email E`.
fn fault(root: &Command, named: &str) -> Option<String> {
    let mut command = root;
    for word in named.split_whitespace().skip(1) {
        let word = word.trim_matches(['[', ']', ',']);
        if let Some(option) = word.strip_prefix("--") {
            let option = option.split('=').next().unwrap_or_default();
            if !command.get_arguments().any(|argument| argument.get_long() == Some(option)) {
                return Some(format!("`{named}`: there is no --{option}"));
            }
        } else if command.has_subcommands() {
            let found: Vec<_> = word.split('|').map(|name| command.find_subcommand(name)).collect();
            match found.first() {
                Some(Some(first)) if found.iter().all(Option::is_some) => command = *first,
                _ => return Some(format!("`{named}`: there is no {word}")),
            }
        }
    }
    None
}

#[test]
fn every_command_in_a_block_of_code_can_be_parsed() {
    let (mut faults, mut tried) = (Vec::new(), 0);
    for page in pages() {
        for words in shown(&page) {
            tried += 1;
            if let Err(error) = CommandLine::try_parse_from(&words) {
                faults.push(format!("{}: {}: {error}", page.name(), words.join(" ")));
            }
        }
    }
    assert!(tried > 20, "the commands were not found");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_command_in_a_sentence_exists_with_its_options() {
    let mut root = CommandLine::command();
    root.build();
    let (mut faults, mut tried) = (Vec::new(), 0);
    // This one is made from the program, and names commands in the notation of its manual.
    for page in pages().into_iter().filter(|page| page.name() != "docs/operations/commands.md") {
        let (prose, _) = page.parts();
        for paragraph in prose {
            // Between the first and the second sign, the third and the fourth …
            for named in paragraph.split('`').skip(1).step_by(2).filter(|code| code.starts_with("portico ")) {
                tried += 1;
                let named = named.replace("\\|", "|");
                faults.extend(fault(&root, &named).map(|fault| format!("{}: {fault}", page.name())));
            }
        }
    }
    assert!(tried > 50, "the commands were not found");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[rstest]
#[case("portico check # and more", &["portico", "check"])]
#[case("portico check && portico serve &", &["portico", "check"])]
#[case("portico setup --name 'A B' >file", &["portico", "setup", "--name", "A B"])]
#[case("portico application set \"$(portico x | y)\" --group ''", &["portico", "application", "set", ID, "--group", ""])]
#[case("portico application show ID", &["portico", "application", "show", ID])]
fn words_are_those_of_a_shell(#[case] line: &str, #[case] expected: &[&str]) {
    assert_eq!(words(line), expected);
}

#[rstest]
#[case("portico account deactivate|reactivate --email E", None)]
#[case("portico doctor forward-auth URL", None)]
#[case("portico account vanish", Some("no vanish"))]
#[case("portico account list --everything", Some("no --everything"))]
#[case("portico account list|vanish", Some("no list|vanish"))]
fn what_does_not_exist_is_found(#[case] named: &str, #[case] told: Option<&str>) {
    let mut root = CommandLine::command();
    root.build();
    let fault = fault(&root, named);
    assert_eq!(fault.is_some(), told.is_some(), "{fault:?}");
    assert!(fault.unwrap_or_default().contains(told.unwrap_or_default()));
}
