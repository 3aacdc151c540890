//! Decides whether a new password is acceptable: the policy's rules first, then what attackers guess first. The browser
//! shows only a preview of this, with a checklist and a bar; no password may be stored, logged or forwarded here.

use domain::Password;
use domain::password::{PasswordProblem, PasswordRules, StrengthRule, strength};
use std::cmp::Reverse;
use zxcvbn::{Score, matching::patterns::MatchPattern, zxcvbn};

/// How many of the most common passwords are refused.
const COMMON: usize = 10_000;

/// How many characters zxcvbn gets. A hundred full of l33t would keep a core busy for a second; this many, for 40 ms.
const SEEN: usize = 28;

/// Up to this many digits and special characters at the end, like `2026!!`, leave a common password common.
const TAIL: usize = 6;

/// The minimum length in characters of a word about the user. Shorter ones are in many passwords by chance.
const WORD: usize = 4;

/// How many characters must remain after the words about the user are removed.
const REST: usize = 8;

/// Returns the first problem with a new password, if any. `about` is what others know: the user's email address and
/// name, and the organisation's name. It may run zxcvbn several times, so do not call it on the async runtime.
pub fn check(rules: &PasswordRules, password: &Password, about: &[&str]) -> Result<(), PasswordProblem> {
    let typed = password.expose();
    let is_weak = || match rules.strength {
        StrengthRule::Shown => false,
        StrengthRule::Full => rules.bar(typed, about) < strength::FULL,
        StrengthRule::Three => score(typed, about) < Score::Three,
    };
    if !rules.unmet(typed).is_empty() {
        Err(PasswordProblem::Rules)
    } else if is_common(typed) {
        Err(PasswordProblem::Common)
    } else if is_about(typed, about) {
        Err(PasswordProblem::AboutYou)
    } else if is_weak() {
        Err(PasswordProblem::Weak)
    } else {
        Ok(())
    }
}

/// Whether the whole password (NIST SP 800-63B-4 §3.1.1.2) is common, or all but a short tail that rules tempt users to
/// add. It may be in any letter case, reversed, or in l33t.
fn is_common(typed: &str) -> bool {
    let whole = typed.to_lowercase();
    let without_specials = whole.trim_end_matches(|character: char| !character.is_alphanumeric());
    let word = whole.trim_end_matches(|character: char| !character.is_alphabetic());
    let length = whole.chars().count();
    let mut forms = vec![whole.as_str(), without_specials, word];
    forms.dedup();
    forms.into_iter().any(|form| {
        let kept = form.chars().count();
        length - kept <= kept.min(TAIL) && is_guessed_first(form)
    })
}

/// Whether the text is among the first ten thousand guesses: a word of such a rank, or a keyboard walk, a sequence or a
/// repetition that is found as soon. Words count from every dictionary, because zxcvbn lists each word in only one.
fn is_guessed_first(text: &str) -> bool {
    if text.chars().count() > SEEN {
        return false;
    }
    let estimate = zxcvbn(text, &[]);
    let [only] = estimate.sequence() else { return false };
    match &only.pattern {
        MatchPattern::Dictionary(word) => word.rank <= COMMON,
        MatchPattern::BruteForce => false,
        _ => estimate.guesses() <= COMMON as u64,
    }
}

/// Whether the password is little more than what others know about the user.
fn is_about(typed: &str, about: &[&str]) -> bool {
    let whole = typed.to_lowercase();
    let rest = words_about(about).iter().fold(whole.clone(), |rest, word| rest.replace(word, ""));
    // A name does no harm in a password that is long enough without it.
    rest != whole && rest.chars().count() < REST
}

/// The words to look for, longest first: each text, the part of an address before the `@`, and their single words.
fn words_about(about: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in about {
        let text = text.to_lowercase();
        let local = text.split_once('@').map_or(text.as_str(), |(local, _)| local);
        words.extend(local.split(|character: char| !character.is_alphanumeric()).map(str::to_owned));
        words.extend([local.to_owned(), text]);
    }
    words.retain(|word| word.chars().count() >= WORD);
    words.sort_by_key(|word| Reverse(word.chars().count()));
    words
}

fn score(typed: &str, about: &[&str]) -> Score {
    let seen: String = typed.chars().take(SEEN).collect();
    let words = words_about(about);
    zxcvbn(&seen, &words.iter().map(String::as_str).collect::<Vec<_>>()).score()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::password::Special;
    use proptest::prelude::*;
    use rstest::rstest;

    const ABOUT: [&str; 3] = ["robin.alderway@codes.example", "Robin Alderway", "Quillfeather Ltd"];

    fn answer(strength: StrengthRule, typed: &str) -> Result<(), PasswordProblem> {
        let rules = PasswordRules {
            min_length: 8,
            max_length: 128,
            needs_upper: false,
            needs_lower: false,
            needs_digit: false,
            special: Special::None,
            strength,
        };
        check(&rules, &Password::new(typed.to_owned()), &ABOUT)
    }

    #[test]
    fn the_rules_come_first() {
        assert_eq!(answer(StrengthRule::Three, "1234567"), Err(PasswordProblem::Rules));
        assert_eq!(answer(StrengthRule::Shown, &"x".repeat(129)), Err(PasswordProblem::Rules));
    }

    #[rstest]
    #[case("password")]
    #[case("PASSWORD")]
    #[case("drowssaP")]
    #[case("p@$$w0rd")]
    #[case("Password1!")]
    #[case("Password2026!")]
    #[case("Summer2026!!")]
    #[case("P4ssw0rd!")]
    #[case("trustno1!")]
    #[case("1qaz2wsx")]
    #[case("elizabeth")]
    #[case("12345678")]
    #[case("99999999")]
    #[case("abcdefgh")]
    #[case("qwertyuiop")]
    #[case("passwordpassword")]
    fn what_everybody_tries_first_is_common(#[case] typed: &str) {
        assert_eq!(answer(StrengthRule::Shown, typed), Err(PasswordProblem::Common), "{typed}");
    }

    #[rstest]
    #[case("password and seventeen geese")]
    #[case("Password-Lantern")]
    #[case("king#7$9!24")]
    #[case("elizabeth48!7&29#3")]
    #[case("xqzjvkwp")]
    #[case("tR4v!k2mQz8p#Lw9")]
    fn a_common_word_in_something_longer_is_not(#[case] typed: &str) {
        assert_eq!(answer(StrengthRule::Shown, typed), Ok(()), "{typed}");
    }

    #[rstest]
    #[case::local_part("Robin.Alderway77")]
    #[case::address("robin.alderway@codes.example1!")]
    #[case::name("AlderwayRobin#1")]
    #[case::one_word_of_it("77alderway77")]
    #[case::organisation("quillfeather2026")]
    #[case::organisation_with_legal_form("Quillfeather Ltd 1")]
    fn what_others_know_is_no_password(#[case] typed: &str) {
        assert_eq!(answer(StrengthRule::Shown, typed), Err(PasswordProblem::AboutYou), "{typed}");
    }

    #[rstest]
    #[case("alderway keeps nine herons")]
    #[case("Ltd-lantern-rye")]
    fn a_name_in_something_long_enough_without_it_may_stay(#[case] typed: &str) {
        assert_eq!(answer(StrengthRule::Three, typed), Ok(()), "{typed}");
    }

    #[rstest]
    #[case(StrengthRule::Shown, Ok(()))]
    #[case(StrengthRule::Three, Err(PasswordProblem::Weak))]
    #[case(StrengthRule::Full, Err(PasswordProblem::Weak))]
    fn what_is_easy_to_guess_is_weak_where_the_policy_cares(
        #[case] strength: StrengthRule,
        #[case] expected: Result<(), PasswordProblem>,
    ) {
        assert_eq!(answer(strength, "monkeydragon"), expected);
        assert_eq!(answer(strength, "tR4v!k2mQz8p#Lw9"), Ok(()));
    }

    #[test]
    fn the_bar_has_to_be_full_where_the_policy_says_so() {
        assert_eq!(answer(StrengthRule::Three, "xqzjvkwpd"), Ok(()));
        assert_eq!(answer(StrengthRule::Full, "xqzjvkwpd"), Err(PasswordProblem::Weak));
    }

    #[rstest]
    #[case("4@8({[<3691!|170$5+7%2")]
    #[case("qW")]
    #[case("1212345")]
    #[case("aB")]
    #[case("İ")]
    fn long_input_is_no_trouble(#[case] part: &str) {
        let typed: String = part.chars().cycle().take(128).collect();
        let _ = answer(StrengthRule::Three, &typed);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_text_makes_it_panic(typed in ".{8,128}") {
            let _ = answer(StrengthRule::Three, &typed);
        }
    }
}
