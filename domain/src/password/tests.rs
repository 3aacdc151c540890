//! Tests of the rules for new passwords.

use super::*;
use crate::Preset;
use proptest::prelude::*;

#[test]
fn a_password_does_not_show_in_debug() {
    assert_eq!(format!("{:?}", Password::new("Hunter2!".to_owned())), "Password(…)");
}

#[test]
fn the_listed_specials_are_those_of_the_policy() {
    for character in "^ $ * . [ ] { } ( ) ? - \" ! @ # % & / , > < ' : ; | _ ~ ` + =".split(' ') {
        assert!(LISTED.contains(character), "{character}");
    }
    assert_eq!(LISTED.chars().count(), 31);
    assert!(!Rule::ListedSpecial.is_met("§ \\ €"));
    assert!(Rule::Special.is_met("§"));
}

#[test]
fn each_rule_says_what_is_missing() {
    let rules = Preset::Invited.policy().password;
    let (min, max) = (16, 32);
    assert_eq!(
        rules.unmet(""),
        [Rule::Length { min, max }, Rule::Upper, Rule::Lower, Rule::Digit, Rule::ListedSpecial]
    );
    assert_eq!(rules.unmet("Abcdefghijklmno1"), [Rule::ListedSpecial]);
    assert_eq!(rules.unmet("Abcdefghijklmn1!"), []);
    assert_eq!(rules.unmet(&format!("A1!{}", "b".repeat(30))), [Rule::Length { min, max }]);
}

#[test]
fn length_counts_characters_not_bytes() {
    let rules = Preset::Codes.policy().password;
    assert_eq!(rules.unmet("Ümläüt1!"), []);
}

#[test]
fn two_spellings_of_one_character_are_one_password() {
    let password = |text: &str| Password::new(text.to_owned());
    let (composed, decomposed) = (password("Pässwort"), password("Pa\u{308}sswort"));
    assert!(composed.is_same(&decomposed));
    assert_eq!(decomposed.in_nfc().expose(), composed.expose());
    // Compatibility characters are not equal (NFC, not NFKC), and nothing is trimmed.
    assert!(!password("ﬁ").is_same(&password("fi")));
    assert!(!password("Pässwort ").is_same(&composed));
}

#[test]
fn what_is_empty_or_longer_than_any_policy_allows_is_no_password() {
    let is_possible = |text: String| Password::new(text).is_possible();
    assert!(!is_possible(String::new()) && !is_possible("a".repeat(129)));
    assert!(is_possible(" ".to_owned()) && is_possible("a".repeat(128)) && is_possible("a\u{308}".repeat(128)));
}

#[test]
fn a_full_bar_is_asked_for_only_where_the_policy_says_so() {
    let weak = "Aaaaaaaaaaaaaa1!";
    assert!(!Preset::Invited.policy().password.may_be_saved(weak, &[]));
    assert!(Preset::Codes.policy().password.may_be_saved(weak, &[]));
    assert!(Preset::Invited.policy().password.may_be_saved("tR4v!k2mQz8p#Lw9", &[]));
}

#[test]
fn generators_are_told_the_rules() {
    assert_eq!(
        Preset::Codes.policy().password.attribute(),
        "minlength: 8; maxlength: 128; required: lower; required: upper; required: digit; required: special;"
    );
    let listed = Preset::Invited.policy().password.attribute();
    assert!(listed.contains("minlength: 16; maxlength: 32;") && listed.contains("required: [-"));
    assert_eq!(Preset::Hardened.policy().password.attribute(), "minlength: 15; maxlength: 128;");
}

proptest! {
    #[test]
    fn what_may_be_saved_meets_every_rule(text in "[ -~]{0,40}") {
        for preset in Preset::ALL {
            let rules = preset.policy().password;
            if rules.may_be_saved(&text, &[]) {
                prop_assert!(rules.rules().iter().all(|rule| rule.is_met(&text)));
            }
            prop_assert!(rules.bar(&text, &[]) <= strength::FULL);
        }
    }
}
