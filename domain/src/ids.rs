//! Identifiers: random UUIDs, one type each so that they cannot be mixed up; written as 32 hexadecimal digits.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The text was not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // One spelling only, so that an address has one form.
                if text.len() != 32 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Err(NotAnId);
                }
                Uuid::try_parse(text).map($name).map_err(|_| NotAnId)
            }
        }
    };
}

id!(
    /// One tenant.
    OrganisationId
);
id!(
    /// One person in one organisation.
    AccountId
);
id!(
    /// One offer of an account. The account that comes of it has the same number.
    InvitationId
);
id!(
    /// One file of people that is being invited.
    ImportId
);
id!(
    /// One request to prove something. Knowing it is worth nothing without the browser that asked.
    ChallengeId
);
id!(
    /// One address that is kept.
    ReservationId
);

id!(
    /// One passkey of somebody.
    PasskeyId
);
id!(
    /// One request to a browser for a passkey. Knowing it is worth nothing without the browser that asked.
    PasskeyRequestId
);

impl InvitationId {
    /// The account that is there, or will be.
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
