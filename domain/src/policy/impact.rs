//! What a new policy changes for the users of an organisation, counted by the credentials that they have.

use super::{Policy, SecondFactor, StillNeeded};
use crate::{Credential, Method};
use serde::{Deserialize, Serialize};

/// Active users who have the same credentials. Every user has an email address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialGroup {
    pub has_password: bool,
    /// Whether they have a verified phone number, and the installation sends texts.
    pub has_phone: bool,
    /// The second factors that they set up and that work on this installation.
    pub own: Vec<SecondFactor>,
    pub people: u32,
    /// Whether the admin who reads this is one of them.
    pub has_you: bool,
}

/// What a new policy changes, as numbers of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Those who could sign in until now, and can no longer.
    pub shut_out: u32,
    /// Whether the admin who reads this is one of them.
    pub is_you_shut_out: bool,
    /// Those who have to choose a password before they can sign in, which "Forgot password?" lets them do.
    pub without_password: u32,
    /// The methods that are no longer offered, each with those who could sign in with it.
    pub removed: Vec<(Method, u32)>,
    /// Those who have to set up a second step when they next sign in, and did not have to until now.
    pub set_up: u32,
    /// Those whose password was chosen under other rules.
    pub old_passwords: u32,
}

impl CredentialGroup {
    /// Whether they can sign in with the method, if the policy offers it.
    fn can_use(&self, method: Method) -> bool {
        match method.credential() {
            Credential::EmailAddress => true,
            Credential::PhoneNumber => self.has_phone,
            Credential::Password => self.has_password,
            Credential::Passkey => self.own.contains(&SecondFactor::Passkey),
        }
    }
}

/// How users get in under a policy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Now,
    AfterRecovery,
    Never,
}

impl Policy {
    /// What this policy changes for the users in `groups`, compared to the policy until now.
    pub fn impact(&self, saved: &Policy, groups: &[CredentialGroup]) -> Impact {
        let count = |is_meant: &dyn Fn(&CredentialGroup) -> bool| {
            groups.iter().filter(|&group| is_meant(group)).map(|group| group.people).sum::<u32>()
        };
        let is_shut_out =
            |group: &CredentialGroup| self.access(group) == Access::Never && saved.access(group) != Access::Never;
        let becomes = |group: &CredentialGroup, access| self.access(group) == access && saved.access(group) != access;
        let must_set_up = |policy: &Policy, group: &CredentialGroup| {
            matches!(policy.second_step.still_needed(&group.own), StillNeeded::SetUp(_))
        };
        let removed = saved.methods.iter().copied().filter(|&method| !self.offers(method));
        let has_new_rules = self.offers(Method::Password) && self.password != saved.password;
        Impact {
            shut_out: count(&is_shut_out),
            is_you_shut_out: groups.iter().any(|group| group.has_you && is_shut_out(group)),
            without_password: count(&|group| becomes(group, Access::AfterRecovery)),
            removed: removed.map(|method| (method, count(&|group| group.can_use(method)))).collect(),
            set_up: count(&|group| must_set_up(self, group) && !must_set_up(saved, group)),
            old_passwords: if has_new_rules { count(&|group| group.has_password) } else { 0 },
        }
    }

    /// How the users of a group get in. Anyone can choose a password by email where passwords are offered.
    fn access(&self, group: &CredentialGroup) -> Access {
        if self.methods.iter().any(|&method| group.can_use(method)) {
            Access::Now
        } else if self.offers(Method::Password) {
            Access::AfterRecovery
        } else {
            Access::Never
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;
    use Method::{EmailCode, Passkey, Password, TextCode};

    fn of(methods: &[Method]) -> Policy {
        Policy { methods: methods.to_vec(), ..Preset::Codes.policy() }
    }

    fn group(has_password: bool, has_phone: bool, own: &[SecondFactor], people: u32) -> CredentialGroup {
        CredentialGroup { has_password, has_phone, own: own.to_vec(), people, has_you: false }
    }

    #[test]
    fn a_policy_shuts_out_users_who_have_nothing_that_it_takes() {
        let groups = [
            group(false, false, &[], 1),
            group(true, false, &[], 20),
            group(false, true, &[], 300),
            group(false, false, &[SecondFactor::Passkey], 4000),
        ];
        let impact = |methods: &[Method]| {
            let Impact { shut_out, without_password, .. } = of(methods).impact(&of(&[EmailCode]), &groups);
            (shut_out, without_password)
        };
        assert_eq!(impact(&[Password, EmailCode]), (0, 0));
        assert_eq!(impact(&[Password]), (0, 4301));
        assert_eq!(impact(&[TextCode]), (4021, 0));
        assert_eq!(impact(&[Password, TextCode]), (0, 4001));
        assert_eq!(impact(&[Passkey, TextCode]), (21, 0));
        assert_eq!(of(&[TextCode]).impact(&of(&[TextCode]), &groups).shut_out, 0, "they were shut out before");
    }

    #[test]
    fn the_admin_is_told_when_they_are_shut_out_themselves() {
        let you = CredentialGroup { has_you: true, ..group(true, false, &[], 1) };
        assert!(of(&[TextCode]).impact(&of(&[Password]), std::slice::from_ref(&you)).is_you_shut_out);
        assert!(!of(&[EmailCode]).impact(&of(&[Password]), &[you]).is_you_shut_out);
    }

    #[test]
    fn what_ends_and_what_begins_is_counted() {
        let groups = [group(true, false, &[], 38), group(true, false, &[SecondFactor::Authenticator], 12)];
        let (codes, hardened) = (Preset::Codes.policy(), Preset::Hardened.policy());
        let impact = hardened.impact(&codes, &groups);
        assert_eq!((impact.set_up, impact.old_passwords), (38, 50));
        assert_eq!(impact.removed, [(TextCode, 0)]);
        assert_eq!(of(&[EmailCode]).impact(&codes, &groups).removed, [(TextCode, 0), (Password, 50)]);
        assert_eq!(codes.impact(&codes, &groups), Impact::default());
    }
}
