//! Passwords: what a new one needs, and why one cannot be had.

use domain::password::{PasswordProblem, Rule};

pub const PASSWORD: &str = "Password";
pub const CURRENT: &str = "Current password";
pub const NEW_PASSWORD: &str = "New password";
pub const CONFIRM: &str = "Confirm new password";
pub const SAVE: &str = "Save";
/// What was typed the second time is something else.
pub const DIFFER: &str = "The two passwords are not the same.";
pub const SHOW: &str = "Show password";
pub const HIDE: &str = "Hide password";
/// What the button itself says, for the eye.
pub const SHOW_WORD: &str = "Show";
pub const HIDE_WORD: &str = "Hide";
pub const CAPS_LOCK: &str = "Caps Lock is on";
pub const STRENGTH: &str = "Strength";
/// What `Rule::ListedSpecial` allows.
pub const LISTED: &str = "^ $ * . [ ] { } ( ) ? - \" ! @ # % & / , > < ' : ; | _ ~ ` + =";
pub const NEEDS: &str = "Your password needs";
/// After a line of the checklist, read aloud.
pub const MET: &str = "(met)";
pub const NOT_YET: &str = "(not yet)";
/// What is read aloud when the last rule is met.
pub const ALL_MET: &str = "Your password meets all the rules.";
/// Below a button that waits for the bar.
pub const WAITS_FOR_BAR: &str = "This works when the bar is fully green.";

/// Why a new password cannot be had.
pub fn problem(problem: PasswordProblem) -> &'static str {
    match problem {
        PasswordProblem::Rules => "This password does not meet all the rules below.",
        PasswordProblem::Common => "This password is one of the most common. Choose another one.",
        PasswordProblem::AboutYou => "This password holds your name, your email or ours. Choose another one.",
        PasswordProblem::Weak => "This password is too easy to guess. Make it longer or less predictable.",
    }
}

/// A line of the checklist.
pub fn rule(rule: Rule) -> String {
    match rule {
        Rule::Length { min, max } => format!("{min} to {max} characters"),
        Rule::Upper => "An upper-case letter".to_owned(),
        Rule::Lower => "A lower-case letter".to_owned(),
        Rule::Digit => "A digit".to_owned(),
        Rule::Special => "A special character".to_owned(),
        Rule::ListedSpecial => "A special character out of these:".to_owned(),
    }
}

/// What a rule asks for, inside a sentence.
fn asked(rule: Rule) -> String {
    match rule {
        Rule::Length { min, max } => format!("{min} to {max} characters"),
        Rule::Upper => "an upper-case letter".to_owned(),
        Rule::Lower => "a lower-case letter".to_owned(),
        Rule::Digit => "a digit".to_owned(),
        Rule::Special => "a special character".to_owned(),
        Rule::ListedSpecial => "a special character of the list".to_owned(),
    }
}

/// What to do about it, below the bar.
pub fn missing(unmet: &[Rule], is_full: bool) -> String {
    let length = unmet.iter().find(|rule| matches!(rule, Rule::Length { .. }));
    let others = || unmet.iter().copied().filter(|rule| !matches!(rule, Rule::Length { .. })).map(asked);
    match (length, others().next().is_some()) {
        (Some(length), false) => format!("Use {}", asked(*length)),
        (Some(length), true) => format!("Use {}, with {}", asked(*length), listed(others())),
        (None, true) => format!("Add {}", listed(others())),
        (None, false) if !is_full => "Make it longer, or harder to foresee".to_owned(),
        (None, false) => String::new(),
    }
}

/// All rules in one sentence, above the field.
pub fn rules(rules: &[Rule]) -> String {
    format!("Your password needs {}.", listed(rules.iter().copied().map(asked)))
}

/// `a, b and c`
fn listed(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    match (parts.pop(), parts.is_empty()) {
        (Some(last), false) => format!("{} and {last}", parts.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

/// What the bar says, by how much of it is filled.
pub fn strength(bar: u8) -> &'static str {
    match bar {
        0 => "",
        1 => "Very weak",
        2 => "Weak",
        3 => "Fair",
        4 => "Good",
        _ => "Strong",
    }
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
