//! What an application is told about a user, in the headers and in the assertion. The check sends it, and the console
//! previews it, so that both say the same.

use domain::application::{Identity, ProtectedOrigin, identity_headers};
use serde::Serialize;
use store::accounts::Account;
use store::applications::Application;
use store::groups::NamedGroup;
use store::organisations::Organisation;

/// Bytes of all names of groups in the assertion together, each with its quotation marks and comma. Many servers refuse
/// long headers.
const LONGEST_GROUPS: usize = 1024;

/// A user whom an application is told about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct User<'a> {
    pub account: &'a Account,
    pub organisation: &'a Organisation,
    /// All groups of the user, by name.
    pub groups: &'a [NamedGroup],
}

/// The claims of the assertion that depend neither on the session nor on the request.
#[derive(Debug, Serialize)]
pub(crate) struct UserClaims<'a> {
    /// The public URL of Portico.
    iss: &'a str,
    /// The id of the account.
    sub: String,
    /// The protected origin.
    aud: &'a str,
    /// The slug of the user's organisation.
    org: &'a str,
    groups: Vec<&'a str>,
    /// Whether the user is in more groups than those.
    #[serde(skip_serializing_if = "is_false")]
    groups_cut: bool,
}

const fn is_false(value: &bool) -> bool {
    !*value
}

/// The names and values of the headers about a user, beside the assertion. `None`: without a user.
pub(crate) fn headers_for(application: &Application, user: Option<User<'_>>) -> [(&'static str, String); 4] {
    let identity = user.map(|user| user.identity_for(application));
    identity_headers(application.header_style, application.user_header, identity.as_ref())
}

impl<'a> User<'a> {
    /// The claims about the user in a statement to the application at `origin`.
    pub(crate) fn claims(self, issuer: &'a ProtectedOrigin, origin: &'a ProtectedOrigin) -> UserClaims<'a> {
        let groups = first_groups(self.groups.iter().map(|group| group.name.as_str()));
        UserClaims {
            iss: issuer.as_str(),
            sub: self.account.id.to_string(),
            aud: origin.as_str(),
            org: self.organisation.slug.as_str(),
            groups_cut: groups.len() < self.groups.len(),
            groups,
        }
    }

    /// The user as the headers describe them. The headers do not name the user's organisation, and each organisation
    /// chooses its group names freely. So they contain groups only if the user belongs to the application's own
    /// organisation; the assertion, which names the organisation, always contains them.
    fn identity_for(self, application: &Application) -> Identity {
        let is_own = self.organisation.id == application.organisation;
        Identity {
            account: self.account.id,
            email: self.account.email.clone(),
            name: self.account.name.clone(),
            groups: self.groups.iter().filter(|_| is_own).map(|group| group.name.clone()).collect(),
        }
    }
}

fn first_groups<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut left = LONGEST_GROUPS;
    let fits = |name: &&str| match left.checked_sub(name.len() + 3) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    names.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_groups_are_cut_after_a_kilobyte() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number:03}")).collect();
        let first = first_groups(names.iter().map(String::as_str));
        assert_eq!((first.len(), first.last()), (170, Some(&"169")));
        assert!(serde_json::to_string(&first).unwrap().len() <= LONGEST_GROUPS + 2);
    }
}
