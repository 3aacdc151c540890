//! A small estimate of how hard a password is to guess, light enough for the browser's live strength bar.
//! For `StrengthRule::Three` the server uses a larger estimator instead.

/// The value of a full bar.
pub const FULL: u8 = 5;

/// The cost of guessing, in bits, at which each part of the bar fills: 1 to 5.
const PARTS: [u32; FULL as usize] = [1, 24, 36, 48, 60];

/// Words that are common in passwords all over the world. Each counts as a guess among a few thousand words.
const WORDS: [&str; 48] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "welcome",
    "letmein",
    "secret",
    "admin",
    "login",
    "master",
    "hello",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "iloveyou",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "shadow",
    "michael",
    "jordan",
    "charlie",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "february",
    "march",
    "april",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "friday",
    "company",
    "changeme",
    "default",
    "computer",
    "internet",
    "access",
    "trustno",
    "freedom",
    "whatever",
];

/// Rows of keyboards and alphabets. A step along one is easy to guess.
const ROWS: [&str; 8] = [
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
];

const WORD_BITS: u32 = 11;
const STEP_BITS: u32 = 1;

/// How much of the bar is filled, 0 to 5; 0 only for an empty password. `about` holds what others know about the user,
/// such as name and email address.
pub fn bar(typed: &str, about: &[&str]) -> u8 {
    if typed.is_empty() {
        return 0;
    }
    let bits = bits(typed, about);
    let filled = PARTS.iter().filter(|&&part| bits >= part).count();
    u8::try_from(filled.max(1)).unwrap_or(FULL)
}

/// The cost of guessing, in bits. A character costs by its kind, but only one bit if it follows from those before.
fn bits(typed: &str, about: &[&str]) -> u32 {
    let lower = typed.to_lowercase();
    let (rest, words) = without_words(&lower, about);
    let per_character = bits_per_character(typed);
    let characters: Vec<char> = rest.chars().collect();
    let mut bits = words * WORD_BITS;
    for (at, &character) in characters.iter().enumerate() {
        if character == TAKEN {
            continue;
        }
        let before = at.checked_sub(1).map(|before| characters[before]);
        let is_foreseen = before.is_some_and(|before| is_step(before, character)) || is_refrain(&characters, at);
        bits += if is_foreseen { STEP_BITS } else { per_character };
    }
    bits
}

/// Replaces a word that was counted already.
const TAKEN: char = '\u{0}';

/// The text with `TAKEN` in the place of known words and years, and how many there were.
fn without_words(lower: &str, about: &[&str]) -> (String, u32) {
    let mut rest = lower.to_owned();
    let mut words = 0;
    let about = about.iter().flat_map(|text| text.split(|character: char| !character.is_alphanumeric()));
    let about = about.map(str::to_lowercase).filter(|word| word.chars().count() >= 3);
    for word in about.chain(WORDS.iter().map(|&word| word.to_owned())) {
        let found = rest.matches(word.as_str()).count();
        if found > 0 {
            words += u32::try_from(found).unwrap_or(u32::MAX);
            rest = rest.replace(word.as_str(), "\u{0}");
        }
    }
    for century in ["19", "20"] {
        while let Some(at) = year_in(&rest, century) {
            words += 1;
            rest.replace_range(at..at + 4, "\u{0}");
        }
    }
    (rest, words)
}

/// The position of the first year of a century.
fn year_in(text: &str, century: &str) -> Option<usize> {
    text.match_indices(century).map(|(at, _)| at).find(|&at| {
        let rest = text.as_bytes().get(at + 2..at + 4);
        rest.is_some_and(|rest| rest.iter().all(u8::is_ascii_digit))
    })
}

/// Whether the text repeats what was typed shortly before: `abcabc`.
fn is_refrain(characters: &[char], at: usize) -> bool {
    (2..=4).any(|back| {
        at > back && characters[at] == characters[at - back] && characters[at - 1] == characters[at - 1 - back]
    })
}

/// The bits of a character that is chosen from the kinds that occur in the password.
fn bits_per_character(typed: &str) -> u32 {
    let has = |kind: fn(char) -> bool| typed.chars().any(kind);
    let mut alphabet = 0u32;
    alphabet += if has(|character| character.is_lowercase()) { 26 } else { 0 };
    alphabet += if has(|character| character.is_uppercase()) { 26 } else { 0 };
    alphabet += if has(|character| character.is_ascii_digit()) { 10 } else { 0 };
    alphabet += if has(|character| !character.is_alphanumeric()) { 32 } else { 0 };
    // People do not choose at random: about two thirds of the bits of a random choice.
    (alphabet.max(2).ilog2() + 1) * 2 / 3 + 1
}

/// Whether a character is easy to guess from the one before it: it is the same, or its neighbour in a row.
fn is_step(before: char, character: char) -> bool {
    before == character
        || ROWS.iter().any(|row| {
            let place = |of: char| row.chars().position(|candidate| candidate == of);
            matches!((place(before), place(character)), (Some(one), Some(other)) if one.abs_diff(other) == 1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("")]
    fn nothing_typed_fills_nothing(#[case] typed: &str) {
        assert_eq!(bar(typed, &[]), 0);
    }

    #[rstest]
    #[case("password")]
    #[case("Password1!")]
    #[case("12345678")]
    #[case("qwertyuiop")]
    #[case("aaaaaaaaaaaaaaaaaaaa")]
    #[case("abcabcabcabcabcabc")]
    #[case("Summer2026!")]
    fn what_everybody_tries_first_stays_weak(#[case] typed: &str) {
        assert!(bar(typed, &[]) <= 2, "{typed}: {} bits", bits(typed, &[]));
    }

    #[rstest]
    #[case("correct horse battery staple")]
    #[case("tR4v!k2mQz8p#Lw9")]
    #[case("Blue-Lantern_77-Over-Rye")]
    fn long_and_unforeseen_is_full(#[case] typed: &str) {
        assert_eq!(bar(typed, &[]), FULL, "{typed}: {} bits", bits(typed, &[]));
    }

    #[test]
    fn what_others_know_is_worth_little() {
        let about = ["robin.alderway@codes.example", "Robin Alderway"];
        assert!(bar("RobinAlderway77", &about) < bar("RobinAlderway77", &[]));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_the_bar_has_five_parts(text in ".{0,140}", about in ".{0,40}") {
            prop_assert!(bar(&text, &[&about]) <= FULL);
        }
    }
}
