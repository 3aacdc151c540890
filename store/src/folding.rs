//! Folds names so that all spellings of a word become the same text, both where it is stored and where it is searched:
//! `MOLNÁR` becomes `molnar`, composed or decomposed. Folded text is never shown.

use domain::{EmailAddress, visible::is_ignored};
use unicode_normalization::UnicodeNormalization as _;

/// Removes case, accents and character widths. The dotted and the dotless i of Turkish become the same letter. Letters
/// that are not an accented form of another one stay: `ø`, `が`.
pub fn fold(text: &str) -> String {
    // In upper case `ı` is `I` and `ß` is `SS`, which is how people without these keys type them. Letter by letter,
    // because lower case of a whole word depends on its end (`ς`).
    let letters = text.nfkd().filter(|letter| !is_accent(*letter) && !is_ignored(*letter));
    letters.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

/// The words of a folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| letter.is_whitespace() || letter == '・').filter(|word| !word.is_empty())
}

/// Folds the typed beginning of an email address. A complete address is returned as it is stored.
pub fn address(typed: &str) -> String {
    match typed.parse::<EmailAddress>() {
        Ok(address) => address.to_string(),
        Err(_) => fold(typed.trim()),
    }
}

/// Whether a word contains characters of scripts that write names without spaces: Chinese, Japanese, Korean.
pub fn is_unspaced(word: &str) -> bool {
    word.chars().any(|letter| {
        matches!(
            letter,
            '\u{3005}'..='\u{3007}'
                | '\u{3040}'..='\u{30ff}'
                | '\u{31f0}'..='\u{31ff}'
                | '\u{3400}'..='\u{4dbf}'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{ac00}'..='\u{d7a3}'
                | '\u{20000}'..='\u{3ffff}'
        )
    })
}

/// A combining mark of Latin, Greek or Cyrillic letters. Marks of other scripts change the letter for their readers.
const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("Éva MOLNÁR", "E\u{301}va Molna\u{301}r", "eva molnar")]
    #[case("İpek Işık", "ipek ışık", "ipek isik")]
    #[case("IPEK ISIK", "i\u{307}pek isik", "ipek isik")]
    #[case("Groß", "GROSS", "gross")]
    #[case("ΣΑΣ", "σας", "σασ")]
    #[case("ＡＤＡ\u{3000}１", "Ada\u{200b} 1", "ada 1")]
    #[case("\u{1112}\u{1161}\u{11ab}", "한", "한")]
    #[case("か\u{3099}", "が", "が")]
    #[case("ｶﾞ", "ガ", "ガ")]
    #[case("Øre", "ØRE", "øre")]
    fn spellings_of_one_word_fold_to_one(#[case] one: &str, #[case] other: &str, #[case] folded: &str) {
        assert_eq!((fold(one).as_str(), fold(other).as_str()), (folded, folded));
    }

    #[test]
    fn a_searched_address_is_one_as_it_is_stored() {
        assert_eq!(address(" Jo@EXÄMPLE.com\u{200b}"), "jo@xn--exmple-cua.com");
        assert_eq!(address(" Jo.D"), "jo.d");
    }

    proptest! {
        #[test]
        fn what_is_folded_stays_as_it_is(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
