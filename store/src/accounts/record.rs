//! An account as it is stored.

use crate::prelude::*;
use domain::{LanguageTag, PhoneNumber, onboarding::Progress};

/// The table `account`: one user in one organisation.
pub(crate) mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        #[sea_orm(unique)]
        pub email: String,
        pub name: Option<String>,
        pub role: String,
        pub created_at: i64,
        /// E.164.
        pub phone: Option<String>,
        pub phone_verified_at: Option<i64>,
        pub deactivated_at: Option<i64>,
        /// IANA name.
        pub time_zone: Option<String>,
        /// BCP 47, as in `Accept-Language`.
        pub language: Option<String>,
        /// Onboarding progress of an invited user. Null: onboarding is finished, or the user was not invited.
        pub welcome: Option<String>,
        /// When the user closed it, for good.
        pub closed_at: Option<i64>,
        /// IANA name of the browser's time zone at the last sign-in.
        pub browser_time_zone: Option<String>,
        /// How often the user has skipped the offer to add a passkey.
        pub passkey_offers_skipped: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

domain::named_enum! {
    /// The rights of a user in the organisation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Role {
        Admin = "admin",
        Member = "member",
    }
}

/// An account of one user in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub organisation: OrganisationId,
    pub email: EmailAddress,
    pub name: Option<String>,
    pub role: Role,
    pub phone: Option<Phone>,
    /// The IANA name that the user chose; `None`: the time zone of the browser.
    pub time_zone: Option<String>,
    /// The IANA name of the time zone in which the user signed in last; `None`: unknown.
    pub browser_time_zone: Option<String>,
    /// `None`: the language that the browser asks for.
    pub language: Option<LanguageTag>,
    /// Onboarding progress of an invited user; `None`: onboarding is finished, or the user was not invited.
    pub onboarding: Option<Progress>,
}

impl Account {
    /// An account with only what every account has.
    pub fn new(id: AccountId, organisation: OrganisationId, email: EmailAddress, role: Role) -> Self {
        Account {
            id,
            organisation,
            email,
            name: None,
            role,
            phone: None,
            time_zone: None,
            browser_time_zone: None,
            language: None,
            onboarding: None,
        }
    }
}

/// The phone number of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    pub number: PhoneNumber,
    /// Codes are sent only to a verified number.
    pub is_verified: bool,
}

impl TryFrom<account::Model> for Account {
    type Error = anyhow::Error;

    fn try_from(row: account::Model) -> anyhow::Result<Self> {
        Ok(Account {
            id: AccountId(row.id),
            organisation: OrganisationId(row.organisation_id),
            email: row.email.parse().context("account.email")?,
            name: row.name,
            time_zone: row.time_zone,
            browser_time_zone: row.browser_time_zone,
            language: row.language.and_then(|language| language.parse().ok()),
            onboarding: row.welcome.map(|progress| progress.parse()).transpose().context("account.welcome")?,
            phone: match row.phone {
                None => None,
                Some(number) => Some(Phone {
                    number: number.parse().context("account.phone")?,
                    is_verified: row.phone_verified_at.is_some(),
                }),
            },
            role: Role::of(&row.role).unwrap_or(Role::Member),
        })
    }
}

impl Account {
    /// The IANA name of the time zone in which the user reads times; `None`: unknown, so UTC.
    pub fn zone(&self) -> Option<&str> {
        self.time_zone.as_deref().or(self.browser_time_zone.as_deref())
    }

    /// Where codes can be sent: the email address, and the phone number if it is verified. An unverified number proves
    /// nothing about its owner.
    pub fn destinations(&self) -> impl Iterator<Item = &str> {
        let phone = self.phone.as_ref().filter(|phone| phone.is_verified);
        std::iter::once(self.email.as_str()).chain(phone.map(|phone| phone.number.as_str()))
    }

    /// Whether an email address or a phone number is one of `destinations`.
    pub fn owns(&self, destination: &str) -> bool {
        self.destinations().any(|own| own == destination)
    }
}
