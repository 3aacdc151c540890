//! An application as it is stored.

use anyhow::Context as _;
use domain::application::{ApplicationName, HeaderStyle, PathRules, StartAddress, Strength, StrengthLevel, UserHeader};
use domain::{ApplicationId, OrganisationId, Seconds, Timestamp};
use sea_orm::{FromQueryResult as _, QueryResult};

/// The table `application`: what people of an organisation use behind Portico.
pub(crate) mod application {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "application")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub name: String,
        /// The name, folded by `folding::fold`.
        pub name_key: String,
        pub start_address: String,
        pub is_on: bool,
        /// Everyone of the organisation may enter.
        pub everyone: bool,
        pub open_to_all: bool,
        /// The name of a [`StrengthLevel`](domain::application::StrengthLevel).
        pub strength: String,
        pub strength_seconds: Option<i32>,
        pub header_style: String,
        pub user_header: String,
        /// One rule in each line.
        pub path_rules: String,
        /// SHA-256 of the logo, in hexadecimal digits.
        pub logo_digest: Option<String>,
        pub created_at: i64,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `protected_origin`: an origin that a proxy guards for an application.
pub(crate) mod protected_origin {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "protected_origin")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub origin: String,
        pub application_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something that people of an organisation use behind Portico. Who may enter it is an `Access`, which is read on its
/// own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub id: ApplicationId,
    pub organisation: OrganisationId,
    pub name: ApplicationName,
    pub start: StartAddress,
    /// An application that is turned off lets no one in.
    pub is_on: bool,
    /// How strongly people must have signed in.
    pub strength: Strength,
    pub header_style: HeaderStyle,
    pub user_header: UserHeader,
    pub path_rules: PathRules,
    /// SHA-256 of the logo in hexadecimal digits, which identifies the image.
    pub logo_digest: Option<String>,
    /// The operator opened it to all organisations, also to those that are added later.
    pub open_to_all: bool,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
}

impl TryFrom<application::Model> for Application {
    type Error = anyhow::Error;

    fn try_from(row: application::Model) -> anyhow::Result<Self> {
        Ok(Application {
            id: ApplicationId(row.id),
            organisation: OrganisationId(row.organisation_id),
            name: row.name.parse().context("application.name")?,
            start: StartAddress::from_store(row.start_address),
            is_on: row.is_on,
            strength: Strength {
                level: StrengthLevel::of(&row.strength).context("application.strength")?,
                within: row
                    .strength_seconds
                    .map(|seconds| u32::try_from(seconds).map(Seconds))
                    .transpose()
                    .context("application.strength_seconds")?,
            },
            header_style: HeaderStyle::of(&row.header_style).context("application.header_style")?,
            user_header: UserHeader::of(&row.user_header).context("application.user_header")?,
            path_rules: row.path_rules.parse().context("application.path_rules")?,
            logo_digest: row.logo_digest,
            open_to_all: row.open_to_all,
            created_at: Timestamp(row.created_at),
            changed_at: Timestamp(row.changed_at),
        })
    }
}

impl Application {
    /// A new application, which is turned on and has the default settings.
    pub fn new(
        id: ApplicationId,
        organisation: OrganisationId,
        name: ApplicationName,
        start: StartAddress,
        now: Timestamp,
    ) -> Self {
        Application {
            id,
            organisation,
            name,
            start,
            is_on: true,
            strength: Strength::default(),
            header_style: HeaderStyle::default(),
            user_header: UserHeader::default(),
            path_rules: PathRules::default(),
            logo_digest: None,
            open_to_all: false,
            created_at: now,
            changed_at: now,
        }
    }

    /// From the columns of `application`, with a prefix.
    pub(crate) fn read(row: &QueryResult, prefix: &str) -> anyhow::Result<Self> {
        application::Model::from_query_result(row, prefix)?.try_into()
    }
}
