//! Passwords: what a new one needs, and why one cannot be had.

use domain::password::{PasswordProblem, Rule};

pub const PASSWORD: &str = "Password";
pub const SHOW: &str = "Show password";
pub const HIDE: &str = "Hide password";
pub const CAPS_LOCK: &str = "Caps Lock is on";
pub const STRENGTH: &str = "Strength";

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
        Rule::ListedSpecial => "One of ^ $ * . [ ] { } ( ) ? - \" ! @ # % & / , > < ' : ; | _ ~ ` + =".to_owned(),
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
        assert_eq!(rules(&all[..1]), "Your password needs 8 to 128 characters.");
    }
}
