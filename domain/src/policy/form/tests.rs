//! Tests of reading a policy from the form.

use super::{super::FirstSignIn, *};
use rstest::rstest;

#[test]
fn a_form_means_the_policy_that_it_shows() {
    for preset in Preset::ALL {
        let policy = preset.policy();
        assert_eq!(read(&fields_of(&policy)), Ok(policy.clone()));
        assert!(fields_of(&policy).iter().all(|(name, _)| names().contains(&name)));
    }
}

#[rstest]
#[case(PRESET, "fax", PRESET)]
#[case(METHODS[0], "fax", "methods")]
#[case(METHODS[1], "email_code", "methods")]
#[case(SIGN_UP, "", SIGN_UP)]
#[case(FIRST_SIGN_IN, "", FIRST_SIGN_IN)]
#[case(MIN_LENGTH, "7", MIN_LENGTH)]
#[case(MIN_LENGTH, "eight", MIN_LENGTH)]
#[case(MAX_LENGTH, "129", MAX_LENGTH)]
#[case(MAX_LENGTH, "99999999", MAX_LENGTH)]
#[case(FAILURES, "0", FAILURES)]
#[case(MINUTES, "1441", MINUTES)]
#[case(LINK_MINUTES, "4", LINK_MINUTES)]
#[case(SECOND_STEP, "perhaps", SECOND_STEP)]
#[case(IDLE, "525601", IDLE)]
#[case(ABSOLUTE, "-1", ABSOLUTE)]
#[case(ABSOLUTE, "60", IDLE)]
fn the_first_setting_that_cannot_be_is_named(#[case] name: &str, #[case] value: &str, #[case] setting: &'static str) {
    let mut fields = fields_of(&Preset::Codes.policy());
    fields.set(name, value);
    assert_eq!(read(&fields).unwrap_err().setting, setting);
}

#[test]
fn no_way_in_at_all_is_refused() {
    let mut fields = fields_of(&Preset::Codes.policy());
    for name in METHODS {
        fields.set(name, "");
    }
    assert_eq!(read(&fields).unwrap_err().setting, "methods");
}

#[test]
fn how_the_invited_get_in_first_is_not_left_to_the_preset() {
    let mut fields = fields_of(&Preset::Temporary.policy());
    fields.set(FIRST_SIGN_IN, "invitation_code");
    let policy = read(&fields).unwrap();
    assert_eq!((policy.preset, policy.first_sign_in), (Preset::Temporary, FirstSignIn::InvitationCode));
    assert_eq!(changed(&Preset::Temporary.policy(), &policy), [FIRST_SIGN_IN]);
}

#[test]
fn a_temporary_password_lets_in_only_where_passwords_do() {
    let mut fields = fields_of(&Preset::Codes.policy());
    fields.set(FIRST_SIGN_IN, "temporary_password");
    assert_eq!(read(&fields).map(|policy| policy.first_sign_in), Ok(FirstSignIn::TemporaryPassword));
    fields.set(METHODS[2], "");
    assert_eq!(read(&fields).unwrap_err().setting, FIRST_SIGN_IN);
}

#[test]
fn a_second_step_without_a_way_is_refused_unless_it_is_off() {
    let mut fields = fields_of(&Preset::Hardened.policy());
    for (name, _) in SECOND_STEP_WAYS {
        fields.set(name, "");
    }
    assert_eq!(read(&fields).unwrap_err().setting, WAYS);
    fields.set(SECOND_STEP, "off");
    assert!(read(&fields).unwrap().second_step.ways.is_empty());
}

#[test]
fn the_fields_of_the_other_choice_do_not_count() {
    let mut fields = fields_of(&Preset::Temporary.policy());
    for name in [FAILURES, MINUTES, LINK_MINUTES] {
        fields.set(name, "nonsense");
    }
    assert_eq!(read(&fields), Ok(Preset::Temporary.policy()));
}

#[test]
fn what_differs_is_named_once() {
    let (codes, links) = (Preset::Codes.policy(), Preset::Links.policy());
    assert_eq!(changed(&codes, &links), [PRESET, "methods"]);
    assert_eq!(changed(&codes, &codes), [""; 0]);
}
