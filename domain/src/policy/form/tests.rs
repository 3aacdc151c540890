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
#[case(MINUTES, "25", MINUTES)]
#[case(MINUTES, "4294967295", MINUTES)]
#[case(LOCKOUT_TIME.unit, "weeks", MINUTES)]
#[case(LINK_MINUTES, "4", LINK_MINUTES)]
#[case(LINK_TIME.unit, "hours", LINK_MINUTES)]
#[case(SECOND_STEP, "perhaps", SECOND_STEP)]
#[case(IDLE, "366", IDLE)]
#[case(ABSOLUTE, "-1", ABSOLUTE)]
#[case(ABSOLUTE, "6", IDLE)]
#[case(ABSOLUTE_TIME.unit, "minutes", IDLE)]
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

#[rstest]
#[case(60, "1", "hours")]
#[case(90, "90", "minutes")]
#[case(1440, "1", "days")]
#[case(10_080, "7", "days")]
fn a_time_is_shown_in_the_largest_unit_that_is_exact(#[case] minutes: u32, #[case] number: &str, #[case] unit: &str) {
    let mut fields = Fields::default();
    IDLE_TIME.fill(minutes, &mut fields);
    assert_eq!((fields.get(IDLE), fields.get(IDLE_TIME.unit)), (number, unit));
    assert_eq!(IDLE_TIME.read(&fields), Ok(minutes));
    fields.set(IDLE_TIME.unit, "");
    assert_eq!(
        IDLE_TIME.read(&fields).map(|read| read.to_string()),
        Ok(number.to_owned()),
        "minutes, if none is named"
    );
}

#[test]
fn a_change_of_the_unit_is_a_change_of_the_setting() {
    let old = Preset::Codes.policy();
    let mut fields = fields_of(&old);
    fields.set(IDLE_TIME.unit, "hours");
    let new = read(&fields).unwrap();
    assert_eq!(new.session.idle, crate::Seconds::hours(7));
    assert_eq!(changed(&old, &new), [IDLE]);
}

#[test]
fn settings_of_passwords_are_not_refused_without_passwords_and_valid_ones_are_kept() {
    let mut fields = fields_of(&Preset::Codes.policy());
    fields.set(METHODS[2], "");
    fields.set(MIN_LENGTH, "20");
    fields.set(FAILURES, "many");
    let policy = read(&fields).unwrap();
    assert_eq!(policy.password.min_length, 20);
    assert_eq!(policy.wrong_password, Preset::Codes.policy().wrong_password);
    fields.set(METHODS[2], "password");
    assert_eq!(read(&fields).unwrap_err().setting, FAILURES);
}

#[test]
fn leaving_others_without_a_way_in_is_to_be_confirmed_and_oneself_is_refused() {
    let served = Served { texts: true, passkeys: true };
    let group = |has_phone, has_you| CredentialGroup { has_password: true, has_phone, own: vec![], people: 3, has_you };
    let saved = Preset::Codes.policy();
    let mut fields = fields_of(&Policy { methods: vec![Method::TextCode], ..saved.clone() });
    let read = |fields: &Fields, groups: &[CredentialGroup]| {
        read_confirmed(fields, served, &saved, groups).map(|_| ()).map_err(|error| error.setting)
    };
    assert_eq!(read(&fields, &[group(true, true)]), Ok(()));
    assert_eq!(read(&fields, &[group(false, true)]), Err(SIGN_IN_METHODS));
    assert_eq!(read(&fields, &[group(true, true), group(false, false)]), Err(CONFIRM));
    fields.set(CONFIRM, ON);
    assert_eq!(read(&fields, &[group(true, true), group(false, false)]), Ok(()));
    assert_eq!(read(&fields, &[group(false, true)]), Err(SIGN_IN_METHODS), "a confirmation does not help");
}
