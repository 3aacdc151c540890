//! The headers with which a proxy tells an application who its user is.

use crate::{AccountId, EmailAddress, GroupName, group::groups_header, header_value::header_value};
use serde::{Deserialize, Serialize};
use std::{array, mem};

crate::named_enum! {
    /// The names of the headers. The database stores the name of the style.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum HeaderStyle {
        /// `Remote-User` and so on, as most applications document them.
        #[default]
        Remote = "remote",
        /// `X-Forwarded-User` and so on.
        Forwarded = "forwarded",
        /// `X-Auth-Request-User` and so on.
        AuthRequest = "auth_request",
    }
}

crate::named_enum! {
    /// What the header with the user contains. The database stores the name.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    pub enum UserHeader {
        /// The id of the account, which never changes.
        #[default]
        Id = "id",
        /// The email address, which may change.
        Email = "email",
    }
}

/// The user whom the headers describe to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub account: AccountId,
    pub email: EmailAddress,
    pub name: Option<String>,
    pub groups: Vec<GroupName>,
}

impl HeaderStyle {
    /// The names of the headers with the user, the email address, the name and the groups.
    pub const fn header_names(self) -> [&'static str; 4] {
        match self {
            HeaderStyle::Remote => ["Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups"],
            HeaderStyle::Forwarded => {
                ["X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Preferred-Username", "X-Forwarded-Groups"]
            }
            HeaderStyle::AuthRequest => [
                "X-Auth-Request-User",
                "X-Auth-Request-Email",
                "X-Auth-Request-Preferred-Username",
                "X-Auth-Request-Groups",
            ],
        }
    }
}

/// The headers for an application, always all four: an empty one replaces what the visitor sent under its name. Without
/// an identity the visitor has not signed in, so all are empty. The values are printable ASCII. In the name, `%` and
/// everything else is percent-encoded as UTF-8; [`groups_header`] says how the groups are written.
pub fn identity_headers(
    style: HeaderStyle,
    user: UserHeader,
    identity: Option<&Identity>,
) -> [(&'static str, String); 4] {
    let names = style.header_names();
    let mut values = identity.map(|identity| values_of(user, identity)).unwrap_or_default();
    array::from_fn(|at| (names[at], mem::take(&mut values[at])))
}

fn values_of(user: UserHeader, identity: &Identity) -> [String; 4] {
    let email = identity.email.as_str();
    let user = match user {
        UserHeader::Id => identity.account.to_string(),
        UserHeader::Email => email.to_owned(),
    };
    let name = header_value(identity.name.as_deref().unwrap_or_default(), b"");
    [user, email.to_owned(), name, groups_header(&identity.groups)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn jo() -> Identity {
        Identity {
            account: AccountId(Uuid::from_u128(0xabc)),
            email: "jo@example.com".parse().unwrap(),
            name: Some("Jo Döe, 100 %".to_owned()),
            groups: vec!["staff".parse().unwrap(), "a,b".parse().unwrap()],
        }
    }

    #[test]
    fn the_headers_say_who_the_user_is() {
        let headers = identity_headers(HeaderStyle::Remote, UserHeader::Id, Some(&jo()));
        let expected = [
            ("Remote-User", "00000000000000000000000000000abc"),
            ("Remote-Email", "jo@example.com"),
            ("Remote-Name", "Jo D%C3%B6e, 100 %25"),
            ("Remote-Groups", "staff,a%2Cb"),
        ];
        assert_eq!(headers.each_ref().map(|(name, value)| (*name, value.as_str())), expected);
        let [(name, value), ..] = identity_headers(HeaderStyle::AuthRequest, UserHeader::Email, Some(&jo()));
        assert_eq!((name, value.as_str()), ("X-Auth-Request-User", "jo@example.com"));
    }

    #[test]
    fn every_header_is_there_even_without_a_value() {
        for style in HeaderStyle::ALL {
            let stranger = identity_headers(style, UserHeader::Id, None);
            assert!(stranger.iter().all(|(name, value)| !name.is_empty() && value.is_empty()));
            let nameless = Identity { name: None, groups: Vec::new(), ..jo() };
            let [_, _, (_, name), (_, groups)] = identity_headers(style, UserHeader::Id, Some(&nameless));
            assert!(name.is_empty() && groups.is_empty());
        }
    }

    proptest! {
        #[test]
        fn no_name_can_add_a_header(name in "(?s).{0,40}") {
            let identity = Identity { name: Some(name), ..jo() };
            for (_, value) in identity_headers(HeaderStyle::Forwarded, UserHeader::Email, Some(&identity)) {
                prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            }
        }
    }
}
