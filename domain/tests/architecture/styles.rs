//! Checks that the style sheets and the markup name the same classes. A class that only one of them names is usually
//! left over from a rename, and the page looks wrong.

use super::root;
use rstest::rstest;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All files of a folder that have one of these extensions, as one text.
fn text_below(folder: &Path, extensions: &[&str]) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &text_below(&path, extensions);
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted)) {
            text += &fs::read_to_string(&path).unwrap();
        }
    }
    text
}

fn is_no_letter(letter: char) -> bool {
    !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-')
}

/// The classes in the selectors of style sheets.
fn classes_of(sheets: &str) -> BTreeSet<String> {
    let without_comments = sheets.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code));
    let code: String = without_comments.collect();
    let mut before_blocks: Vec<&str> = code.split('{').collect();
    before_blocks.pop();
    let selectors = before_blocks.into_iter().filter_map(|text| text.rsplit([';', '}']).next());
    let names = selectors.flat_map(|selector| selector.split('.').skip(1));
    let names = names.filter_map(|name| name.split(is_no_letter).next());
    // What begins with a digit is a number in an at-rule.
    names.filter(|name| name.starts_with(|first: char| first.is_ascii_alphabetic())).map(str::to_owned).collect()
}

/// Whether markup names a class: as a whole, or composed as in `format!("button--{look}")`.
fn is_used(class: &str, words: &BTreeSet<&str>) -> bool {
    let is_composed =
        |(block, modifier): (&str, &str)| words.contains(format!("{block}--").as_str()) && words.contains(modifier);
    words.contains(class) || class.split_once("--").is_some_and(is_composed)
}

/// Whether a word of the markup can only be a class, such as `card__foot` or `button--wide`.
fn is_class(word: &str) -> bool {
    let has = |separator: &str| word.split_once(separator).is_some_and(|(_, rest)| !rest.is_empty());
    let is_lowercase = !word.contains(|letter: char| letter.is_ascii_uppercase());
    is_lowercase && word.starts_with(|first: char| first.is_ascii_lowercase()) && (has("__") || has("--"))
}

/// Describes the classes that only style sheets or only the markup names.
fn faults(sheets: &str, markup: &str) -> Vec<String> {
    let classes = classes_of(sheets);
    let words: BTreeSet<&str> = markup.split(is_no_letter).collect();
    let unused = classes.iter().filter(|class| !is_used(class, &words));
    let mut faults: Vec<String> = unused.map(|class| format!("no markup has the class {class}")).collect();
    let unstyled = words.iter().filter(|word| is_class(word) && !classes.contains(**word));
    faults.extend(unstyled.map(|word| format!("no style sheet has a rule for {word}")));
    faults
}

#[test]
fn style_sheets_and_markup_name_the_same_classes() {
    let all = |folders: &[&str], extensions: &[&str]| -> String {
        folders.iter().map(|folder| text_below(&root().join(folder), extensions)).collect()
    };
    let sheets = all(&["style", "public"], &["css"]);
    let markup = all(&["app/src", "server/src", "service/templates"], &["rs", "html"]);
    assert!(sheets.len() > 10_000 && markup.len() > 100_000, "the sources were not found");
    let faults = faults(&sheets, &markup);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[rstest]
#[case(".card { gap: 0; }", "", "no markup has the class card")]
#[case("@media print { p, .row--new:hover { gap: 0; } }", "class=\"row\"", "no markup has the class row--new")]
#[case(".card { gap: 0; }", "class=\"card card__foot\"", "no style sheet has a rule for card__foot")]
#[case("/* .card--wide { } */ p { gap: 0; }", "\"card--wide\"", "no style sheet has a rule for card--wide")]
fn a_class_that_only_one_of_them_names_is_found(#[case] sheet: &str, #[case] markup: &str, #[case] fault: &str) {
    assert_eq!(faults(sheet, markup), [fault]);
}

#[rstest]
#[case("@import \"./x.css\"; .row:not(.row__text) { gap: 0.5em; }", "class=\"row row__text\"")]
#[case("@media (max-width: 56.01rem) { .button--danger { gap: 0; } }", "format!(\"button--{look}\"); \"danger\"")]
#[case("p { gap: 0; }", "<p class=\"soft\">serve --demo</p>")]
fn classes_that_both_name_pass(#[case] sheet: &str, #[case] markup: &str) {
    assert_eq!(faults(sheet, markup), [""; 0]);
}
