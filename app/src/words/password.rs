//! Texts about passwords: what a new one needs, and why one is refused.

pub use super::sentences::password::*;
use domain::password::{PasswordProblem, Rule};

/// The characters that `Rule::ListedSpecial` allows.
pub const LISTED: &str = "^ $ * . [ ] { } ( ) ? - \" ! @ # % & / , > < ' : ; | _ ~ ` + =";

/// Why a new password is refused.
pub fn problem(problem: PasswordProblem) -> &'static str {
    match problem {
        PasswordProblem::Rules => PROBLEM_RULES,
        PasswordProblem::Common => PROBLEM_COMMON,
        PasswordProblem::AboutYou => PROBLEM_ABOUT_YOU,
        PasswordProblem::Weak => PROBLEM_WEAK,
    }
    .text()
}

/// A line of the checklist.
pub fn rule(rule: Rule) -> String {
    match rule {
        Rule::Length { min, max } => return rule_length(min, max),
        Rule::Upper => RULE_UPPER,
        Rule::Lower => RULE_LOWER,
        Rule::Digit => RULE_DIGIT,
        Rule::Special => RULE_SPECIAL,
        Rule::ListedSpecial => RULE_LISTED_SPECIAL,
    }
    .into()
}

/// What a rule requires, as part of a sentence.
fn asked(rule: Rule) -> String {
    match rule {
        Rule::Length { min, max } => return asked_length(min, max),
        Rule::Upper => ASKED_UPPER,
        Rule::Lower => ASKED_LOWER,
        Rule::Digit => ASKED_DIGIT,
        Rule::Special => ASKED_SPECIAL,
        Rule::ListedSpecial => ASKED_LISTED_SPECIAL,
    }
    .into()
}

/// What the user should change, below the strength bar.
pub fn missing(unmet: &[Rule], is_full: bool) -> String {
    let length = unmet.iter().find(|rule| matches!(rule, Rule::Length { .. }));
    let others = || unmet.iter().copied().filter(|rule| !matches!(rule, Rule::Length { .. })).map(asked);
    match (length, others().next().is_some()) {
        (Some(length), false) => use_length(asked(*length)),
        (Some(length), true) => use_length_with(asked(*length), listed(others())),
        (None, true) => add_others(listed(others())),
        (None, false) if !is_full => MAKE_LONGER.into(),
        (None, false) => String::new(),
    }
}

/// All rules in one sentence, above the field.
pub fn rules(rules: &[Rule]) -> String {
    needs_all(listed(rules.iter().copied().map(asked)))
}

/// `a, b and c`
fn listed(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    let last = parts.pop().unwrap_or_default();
    match parts.into_iter().reduce(comma) {
        Some(first) => and(first, last),
        None => last,
    }
}

/// The word beside the strength bar. `bar` is the number of filled parts.
pub fn strength(bar: u8) -> &'static str {
    match bar {
        0 => return "",
        1 => VERY_WEAK,
        2 => WEAK,
        3 => FAIR,
        4 => GOOD,
        _ => STRONG,
    }
    .text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_read_as_one_sentence() {
        let all = [Rule::Length { min: 8, max: 128 }, Rule::Upper, Rule::Digit];
        assert_eq!(rules(&all), "Your password needs 8 to 128 characters, an upper-case letter and a digit.");
        assert_eq!(missing(&all, false), "Use 8 to 128 characters, with an upper-case letter and a digit");
        assert_eq!(missing(&all[..1], false), "Use 8 to 128 characters");
        assert_eq!(missing(&all[1..], false), "Add an upper-case letter and a digit");
        assert_eq!(missing(&[], true), "");
        assert_eq!(rules(&all[..1]), "Your password needs 8 to 128 characters.");
    }
}
