//! Identifiers: random UUIDs, written as 32 hexadecimal digits. Each kind is a separate type, so that they cannot be
//! mixed up.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The text is not 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that nothing has. A query that finds nothing asks for it, so that it takes as long as any other.
            pub const NONE: Self = $name(Uuid::nil());
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // Only one spelling is accepted, so that a page has only one URL.
                if text.len() != 32 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Err(NotAnId);
                }
                Uuid::try_parse(text).map($name).map_err(|_| NotAnId)
            }
        }
    };
}

id!(
    /// An organisation, the unit of tenancy.
    OrganisationId
);
id!(
    /// An account: one user in one organisation.
    AccountId
);
id!(
    /// An invitation. The account that it leads to has the same UUID.
    InvitationId
);
id!(
    /// An import: one file of people to invite.
    ImportId
);
id!(
    /// A challenge. The id alone gives no access: only the browser that requested the challenge can answer it.
    ChallengeId
);
id!(
    /// A reserved email address.
    ReservationId
);

id!(
    /// A passkey of an account.
    PasskeyId
);
id!(
    /// A request to a browser for a passkey. The id alone gives no access: only that browser can answer it.
    PasskeyRequestId
);

id!(
    /// An application that people of an organisation enter.
    ApplicationId
);
id!(
    /// A group of people of an organisation.
    GroupId
);

id!(
    /// The OpenID Connect side of an application.
    ClientId
);
id!(
    /// What one account allowed one client.
    GrantId
);
id!(
    /// One run of the authorization endpoint: what one sign-in gave a client. Its tokens end with it.
    AuthorizationId
);
id!(
    /// A request of a client to the authorization endpoint. The id alone gives no access.
    AuthorizationRequestId
);

impl InvitationId {
    /// The id of the account that the invitation leads to, whether it exists already or not.
    pub const fn account(self) -> AccountId {
        AccountId(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_exactly_one_spelling() {
        let id = ChallengeId(Uuid::from_u128(0xabc));
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "abc", "00000000-0000-0000-0000-000000000abc", "00000000000000000000000000000ABC"] {
            assert_eq!(text.parse::<ChallengeId>(), Err(NotAnId), "{text}");
        }
    }
}
