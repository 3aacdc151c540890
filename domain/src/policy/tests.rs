//! Tests of the presets, and of documents that read back or name the wrong setting.

use super::*;
use crate::password::{Special, StrengthRule};

#[test]
fn every_preset_reads_back_from_its_document() {
    for preset in Preset::ALL {
        let policy = preset.policy();
        assert_eq!(Document::from(&policy).read(), Ok(policy));
        assert_eq!(preset.to_string().parse(), Ok(preset));
    }
}

#[test]
fn the_presets_are_those_of_the_products() {
    let methods = |preset: Preset| preset.policy().methods;
    assert_eq!(methods(Preset::Codes), [Method::EmailCode, Method::TextCode, Method::Password]);
    assert_eq!(methods(Preset::Links), [Method::Password, Method::EmailCode]);
    assert_eq!(methods(Preset::Temporary), [Method::Password]);
    assert_eq!(methods(Preset::Hardened), [Method::Passkey, Method::Password, Method::EmailCode]);
    let lengths = Preset::ALL.map(|preset| {
        let rules = preset.policy().password;
        (rules.min_length, rules.max_length)
    });
    assert_eq!(lengths, [(8, 128), (8, 128), (16, 32), (12, 128), (15, 128)]);
    assert_eq!(Preset::Invited.policy().password.special, Special::Listed);
    assert_eq!(Preset::Invited.policy().password.strength, StrengthRule::Full);
    assert_eq!(Preset::Hardened.policy().password.strength, StrengthRule::Three);
    assert_eq!(Preset::Temporary.policy().wrong_password, WrongPassword::SlowDown { longest: Seconds(60) });
    assert_eq!(
        Preset::Codes.policy().wrong_password,
        WrongPassword::Lockout { failures: 5, duration: Seconds::hours(1) }
    );
    assert_eq!(Preset::Codes.policy().sign_up, SignUp::Open);
    assert_eq!(Preset::Hardened.policy().sign_up, SignUp::Invitation);
    assert_eq!(Preset::Temporary.policy().first_sign_in, FirstSignIn::TemporaryPassword);
    assert_eq!(Preset::Invited.policy().first_sign_in, FirstSignIn::InvitationCode);
    assert_eq!(Preset::Hardened.policy().session.idle, Seconds::hours(1));
    let own = [SecondFactor::Passkey, SecondFactor::Authenticator];
    let second = |preset: Preset| preset.policy().second_step;
    for preset in [Preset::Codes, Preset::Links, Preset::Temporary] {
        assert_eq!((second(preset).rule, &second(preset).ways[..]), (SecondStepRule::Optional, &own[..]));
    }
    assert_eq!(second(Preset::Invited).rule, SecondStepRule::Required);
    assert_eq!(second(Preset::Invited).ways, [SecondFactor::Codes]);
    assert_eq!(
        (second(Preset::Hardened).rule, &second(Preset::Hardened).ways[..]),
        (SecondStepRule::Required, &own[..])
    );
    assert!(second(Preset::Invited).may_remember && !second(Preset::Hardened).may_remember);
}

#[test]
fn a_setting_that_cannot_be_is_named() {
    let document = |change: fn(&mut Document)| {
        let mut document = Document::from(&Preset::Codes.policy());
        change(&mut document);
        document.read().unwrap_err().setting
    };
    assert_eq!(document(|document| document.version = 2), "version");
    assert_eq!(document(|document| document.methods = Some(vec![])), "methods");
    assert_eq!(document(|document| document.methods = Some(vec![Method::Password; 2])), "methods");
    assert_eq!(document(|document| document.methods = Some(vec![Method::Passkey])), "methods");
    let without_password = |document: &mut Document| {
        document.methods = Some(vec![Method::EmailCode]);
        document.first_sign_in = Some(FirstSignIn::TemporaryPassword);
    };
    assert_eq!(document(without_password), "first_sign_in");
    assert_eq!(document(|document| document.password.min_length = Some(7)), "password.min_length");
    assert_eq!(document(|document| document.password.max_length = Some(129)), "password.max_length");
    assert_eq!(document(|document| document.second_step.ways = Some(vec![])), "second_step.ways");
    assert_eq!(document(|document| document.second_step.ways = Some(vec![SecondFactor::Codes; 2])), "second_step.ways");
    assert_eq!(document(|document| document.session.idle_minutes = Some(0)), "session.idle_minutes");
    assert_eq!(document(|document| document.session.absolute_minutes = Some(1)), "session.idle_minutes");
}

#[test]
fn what_is_left_out_is_as_in_the_preset() {
    let mut document = Document::from(&Preset::Hardened.policy());
    document.methods = None;
    document.first_sign_in = None;
    document.password = Default::default();
    document.wrong_password = None;
    document.second_step = Default::default();
    document.session = Default::default();
    assert_eq!(document.read(), Ok(Preset::Hardened.policy()));
}
