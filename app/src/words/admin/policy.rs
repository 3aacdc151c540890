//! Texts of the policy page: the settings, their errors, and the policy in sentences.

pub use crate::words::sentences::admin::policy::*;
use crate::words::{self, Sentence, Word, by_name};
use domain::password::{Special, StrengthRule};
use domain::policy::{
    Answer, FirstSignIn, Impact, NOT_SERVED, PolicyError, Recovery, RecoveryWay, SecondFactor, SecondStepRule, SignUp,
    form::{self, Unit},
};
use domain::return_to::OriginsError;
use domain::{Method, Policy, Preset, Seconds, WrongPassword};

static PRESET_NAMES: [Word; Preset::ALL.len()] = by_name(BY_KEY, "preset_", Preset::NAMES);
static UNITS: [Word; Unit::ALL.len()] = by_name(BY_KEY, "unit_", Unit::NAMES);
pub const SIGN_UPS: [Word; SignUp::ALL.len()] = by_name(BY_KEY, "sign_up_", SignUp::NAMES);
pub const FIRST_SIGN_INS: [Word; FirstSignIn::ALL.len()] = by_name(BY_KEY, "first_sign_in_", FirstSignIn::NAMES);
pub const SPECIALS: [Word; Special::ALL.len()] = by_name(BY_KEY, "special_", Special::NAMES);
pub const STRENGTHS: [Word; StrengthRule::ALL.len()] = by_name(BY_KEY, "strength_", StrengthRule::NAMES);
pub const ANSWERS: [Word; Answer::ALL.len()] = by_name(BY_KEY, "answer_", Answer::NAMES);
pub const RECOVERY_WAYS: [Word; RecoveryWay::ALL.len()] = by_name(BY_KEY, "way_", RecoveryWay::NAMES);
pub const SECOND_STEP_RULES: [Word; SecondStepRule::ALL.len()] = by_name(BY_KEY, "second_step_", SecondStepRule::NAMES);
static SECOND_FACTORS: [Word; SecondFactor::ALL.len()] = by_name(BY_KEY, "second_step_", SecondFactor::NAMES);

pub fn preset(preset: Preset) -> Word {
    PRESET_NAMES[preset as usize]
}

/// The label of a second factor's checkbox.
pub fn second_step_way(way: SecondFactor) -> Word {
    SECOND_FACTORS[way as usize]
}

/// The name of a unit in a drop-down.
pub fn unit(unit: Unit) -> Word {
    UNITS[unit as usize]
}

/// The error beside the invalid setting.
pub fn problem(error: PolicyError) -> Word {
    match error.setting {
        form::SIGN_IN_METHODS if error.reason == NOT_SERVED => PROBLEM_METHODS_NOT_SERVED,
        form::SIGN_IN_METHODS if error.reason == form::SHUTS_YOU_OUT => PROBLEM_SHUTS_YOU_OUT,
        form::SIGN_IN_METHODS => PROBLEM_METHODS,
        form::CONFIRM => PROBLEM_CONFIRM,
        form::FIRST_SIGN_IN => PROBLEM_FIRST_SIGN_IN,
        form::MIN_LENGTH => PROBLEM_MIN_LENGTH,
        form::MAX_LENGTH => PROBLEM_MAX_LENGTH,
        form::FAILURES => PROBLEM_FAILURES,
        form::MINUTES => PROBLEM_MINUTES,
        form::LONGEST_SECONDS => PROBLEM_LONGEST_SECONDS,
        form::LINK_MINUTES => PROBLEM_LINK_MINUTES,
        form::WAYS if error.reason == NOT_SERVED => PROBLEM_SECOND_STEP_NOT_SERVED,
        form::WAYS => PROBLEM_SECOND_STEP_WAYS,
        form::IDLE => PROBLEM_IDLE,
        form::ABSOLUTE => PROBLEM_ABSOLUTE,
        _ => PROBLEM_CHOICE,
    }
}

/// The error beside the list of origins.
pub fn origins_problem(error: OriginsError) -> Sentence {
    match error {
        OriginsError::NotAnOrigin(line) => not_an_origin(line).into(),
        OriginsError::TooMany => TOO_MANY_ORIGINS.text().into(),
    }
}

/// The policy as users experience it, one sentence for each rule.
pub fn rules(policy: &Policy) -> Vec<String> {
    let ways = policy.methods.iter().map(|&method| words::sign_in::tab(method).into());
    let ways: Vec<String> = ways.collect();
    let mut rules = vec![match ways.as_slice() {
        [way] => rule_way(way),
        ways => rule_ways(ways.join(", ")),
    }];
    rules.push(match policy.sign_up {
        SignUp::Open => RULE_OPEN.into(),
        SignUp::Invitation => RULE_INVITATION.into(),
    });
    rules.push(match policy.first_sign_in {
        FirstSignIn::InvitationCode => RULE_INVITATION_CODE.into(),
        FirstSignIn::TemporaryPassword => RULE_FIRST_PASSWORD.into(),
    });
    if policy.offer_passkey && policy.offers(Method::Passkey) {
        rules.push(RULE_OFFER_PASSKEY.into());
    }
    if policy.offers(Method::Password) {
        rules.push(words::password::rules(&policy.password.rules()));
        match policy.password.strength {
            StrengthRule::Shown => {}
            StrengthRule::Full => rules.push(RULE_FULL.into()),
            StrengthRule::Three => rules.push(RULE_THREE.into()),
        }
        rules.push(match policy.wrong_password {
            WrongPassword::Lockout { failures, duration } => rule_lockout(failures, span(duration)),
            WrongPassword::SlowDown { longest } => rule_slow_down(span(longest)),
        });
        rules.push(match policy.recovery {
            Recovery::Link { good_for } => rule_link(span(good_for)),
            Recovery::TemporaryPassword => RULE_TEMPORARY_PASSWORD.into(),
        });
    }
    rules.extend(second_step_rules(policy));
    rules.push(rule_session(span(policy.session.idle), span(policy.session.absolute)));
    rules
}

/// What a policy changes for how many people, a sentence for each.
pub fn impact(impact: &Impact) -> Vec<String> {
    let counted = |people: u32, sentence: fn(u32) -> String| (people > 0).then(|| sentence(people));
    let removed = impact.removed.iter().filter(|(_, people)| *people > 0);
    let removed = removed.map(|&(method, people)| removed_method(people, words::sign_in::tab(method)));
    let others = [
        counted(impact.shut_out, shut_out),
        counted(impact.without_password, without_password),
        counted(impact.set_up, set_up),
        counted(impact.old_passwords, old_passwords),
    ];
    removed.chain(others.into_iter().flatten()).collect()
}

/// What saving a stricter second step does to the users who are signed in. `None`: nothing.
pub fn signs_out(others: u32, is_you: bool) -> Option<String> {
    match (others, is_you) {
        (0, false) => None,
        (0, true) => Some(SIGNS_OUT_YOU.into()),
        (_, true) => Some(signs_out_you_and(others)),
        (_, false) => Some(signs_out_others(others)),
    }
}

fn second_step_rules(policy: &Policy) -> Vec<String> {
    let second_step = &policy.second_step;
    let ways: Vec<&str> = second_step.ways.iter().map(|&way| second_step_way(way).text()).collect();
    let asked = match second_step.rule {
        SecondStepRule::Off => return vec![RULE_SECOND_STEP_OFF.into()],
        SecondStepRule::Optional => rule_second_step_optional(ways.join(", ")),
        SecondStepRule::Required => rule_second_step_required(ways.join(", ")),
    };
    let remembered = second_step.may_remember.then(|| RULE_SECOND_STEP_REMEMBERED.into());
    [Some(asked), remembered].into_iter().flatten().collect()
}

/// Writes a duration in the largest unit that is exact.
fn span(Seconds(seconds): Seconds) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 => days(seconds / 86_400),
        _ if seconds % 3600 == 0 => hours(seconds / 3600),
        _ if seconds % 60 == 0 => minutes_long(seconds / 60),
        _ => seconds_long(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_people_meet_them() {
        let codes = rules(&Preset::Codes.policy());
        assert_eq!(
            codes[0],
            "People sign in with: Email code, Text code, Password. The sign-in page opens with the first."
        );
        assert_eq!(
            codes[2],
            "People who are invited get a code by email. Their account is created when they enter it."
        );
        assert!(codes[3].starts_with("Your password needs 8 to 128 characters, "), "{codes:?}");
        assert_eq!(
            codes[4],
            "After 5 wrong passwords, password sign-in is paused for 1 hour. Other ways to sign in still work."
        );
        assert_eq!(codes[5], "Anyone who forgets their password gets a link that is valid for 30 minutes.");
        assert_eq!(
            codes[6],
            "Anyone who sets up a second step is asked for it after signing in: Passkey, Authenticator app."
        );
        assert_eq!(codes[7], "People can skip the second step for 30 days on a browser they trust.");
        assert_eq!(
            codes[8],
            "People have to sign in again after 7 days of inactivity, and after 30 days at the latest."
        );
        let temporary = rules(&Preset::Temporary.policy());
        assert_eq!(temporary[0], "People sign in with: Password.");
        assert!(temporary[2].starts_with("People who are invited have an account immediately"), "{temporary:?}");
        assert!(temporary.iter().any(|rule| rule.contains("up to 1 minute.")), "{temporary:?}");
        let no_password = Policy { methods: vec![Method::EmailCode], ..Preset::Codes.policy() };
        assert_eq!(rules(&no_password).len(), 6);
    }
}
