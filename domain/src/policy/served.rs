//! Checks a policy against the installation: some sign-in methods need more than email.

use super::{Policy, PolicyError, SecondFactor, SecondStepRule, second_step::WAYS, ways_in::SIGN_IN_METHODS};
use crate::{Credential, Method};
use serde::{Deserialize, Serialize};

/// What the installation offers besides email and passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// A text provider is configured.
    pub texts: bool,
    /// Browsers can create passkeys for the installation's URL.
    pub passkeys: bool,
}

/// The reason of a [`PolicyError`] for methods or second factors that are valid, but do not work on this installation.
pub const NOT_SERVED: &str = "on this installation no user gets in with these: text codes need a text provider, and passkeys a public URL that browsers create them for";

impl Served {
    /// Whether users of this installation can sign in with the method.
    pub const fn serves(self, method: Method) -> bool {
        match method.credential() {
            Credential::EmailAddress | Credential::Password => true,
            Credential::PhoneNumber => self.texts,
            Credential::Passkey => self.passkeys,
        }
    }
}

impl Policy {
    /// Refuses a policy under which no user of this installation could sign in, and names the setting.
    pub fn check_served(&self, served: Served) -> Result<(), PolicyError> {
        // A passkey can only be added after signing in another way.
        let lets_in = |method: &Method| served.serves(*method) && method.credential() != Credential::Passkey;
        let can_answer = |way: &SecondFactor| *way != SecondFactor::Passkey || served.passkeys;
        let second_step = &self.second_step;
        let unserved = |setting| Err(PolicyError { setting, reason: NOT_SERVED });
        if !self.methods.iter().any(lets_in) {
            return unserved(SIGN_IN_METHODS);
        }
        if second_step.rule == SecondStepRule::Required && !second_step.ways.iter().any(can_answer) {
            return unserved(WAYS);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;
    use rstest::rstest;

    const NOTHING: Served = Served { texts: false, passkeys: false };
    const ALL: Served = Served { texts: true, passkeys: true };

    #[test]
    fn every_preset_can_be_served_everywhere() {
        for preset in Preset::ALL {
            assert_eq!(preset.policy().check_served(NOTHING), Ok(()), "{preset}");
        }
    }

    #[rstest]
    #[case(&[Method::TextCode], Served { texts: false, ..ALL })]
    #[case(&[Method::Passkey, Method::TextCode], Served { texts: false, ..ALL })]
    #[case(&[Method::Passkey], ALL)]
    fn ways_in_that_let_no_user_in_are_refused(#[case] methods: &[Method], #[case] served: Served) {
        let policy = Policy { methods: methods.to_vec(), ..Preset::Codes.policy() };
        assert_eq!(policy.check_served(served).unwrap_err().setting, "methods");
        let open = Policy { methods: [methods, &[Method::EmailCode]].concat(), ..policy };
        assert_eq!(open.check_served(served), Ok(()));
    }

    #[test]
    fn a_required_second_step_takes_a_way_that_is_served() {
        let mut policy = Preset::Hardened.policy();
        policy.second_step.ways = vec![SecondFactor::Passkey];
        assert_eq!(policy.check_served(ALL), Ok(()));
        assert_eq!(policy.check_served(NOTHING).unwrap_err().setting, "second_step.ways");
        policy.second_step.rule = SecondStepRule::Optional;
        assert_eq!(policy.check_served(NOTHING), Ok(()), "no user is asked for it then");
    }
}
