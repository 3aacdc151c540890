//! An import and its lines as they are stored.

use crate::{accounts::Role, prelude::*};
use domain::{GroupId, ImportId, LanguageTag, PhoneNumber};

/// The table `import`: a file of users who are being invited.
pub(crate) mod import {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        /// The account of the admin.
        pub imported_by: Uuid,
        /// Digest of the uploaded text, which identifies it.
        pub digest: Vec<u8>,
        /// Language of the invitations (BCP 47).
        pub language: String,
        pub client_address: String,
        pub user_agent: String,
        pub lines: i32,
        pub invited: i32,
        pub refused: i32,
        /// The next invitation leaves at this time at the earliest.
        pub due_at: i64,
        pub leased_until: i64,
        pub created_at: i64,
        pub finished_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `import_line`: one user of an `import`.
pub(crate) mod import_line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: Uuid,
        /// The line number in the file, as in an editor: the first line is 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub email: String,
        /// Deleted once the line is processed.
        pub name: Option<String>,
        /// E.164. Deleted once the line is processed.
        pub phone: Option<String>,
        pub role: String,
        /// The ids of groups, separated by spaces. Deleted once the line is processed.
        pub group_ids: Option<String>,
        /// `accepted`, `invited` or `refused`.
        pub state: String,
        /// Why it was refused. JSON.
        pub reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An import and its progress.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub organisation: OrganisationId,
    /// The admin who started it, and that admin's browser.
    pub imported_by: AccountId,
    pub client_address: String,
    pub user_agent: String,
    /// Language of the invitations.
    pub language: LanguageTag,
    /// Digest of the uploaded text, which identifies it.
    pub digest: Vec<u8>,
    pub lines: u32,
    /// Lines that were invited so far.
    pub invited: u32,
    /// Lines that were refused so far.
    pub refused: u32,
    /// The next invitation leaves at this time at the earliest.
    pub due_at: Timestamp,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub(super) leased_until: Timestamp,
}

/// One user of an import.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: u32,
    pub email: EmailAddress,
    pub name: Option<String>,
    pub phone: Option<PhoneNumber>,
    pub role: Role,
    pub groups: Vec<GroupId>,
}

impl From<import::Model> for Import {
    fn from(row: import::Model) -> Self {
        let many = |number: i32| u32::try_from(number).unwrap_or_default();
        Import {
            id: ImportId(row.id),
            organisation: OrganisationId(row.organisation_id),
            imported_by: AccountId(row.imported_by),
            client_address: row.client_address,
            user_agent: row.user_agent,
            language: row.language.parse().unwrap_or_default(),
            digest: row.digest,
            lines: many(row.lines),
            invited: many(row.invited),
            refused: many(row.refused),
            due_at: Timestamp(row.due_at),
            created_at: Timestamp(row.created_at),
            finished_at: row.finished_at.map(Timestamp),
            leased_until: Timestamp(row.leased_until),
        }
    }
}

impl TryFrom<import_line::Model> for Line {
    type Error = anyhow::Error;

    fn try_from(row: import_line::Model) -> anyhow::Result<Self> {
        Ok(Line {
            number: u32::try_from(row.number).context("import_line.number")?,
            email: row.email.parse().context("import_line.email")?,
            name: row.name,
            phone: row.phone.map(|number| number.parse()).transpose().context("import_line.phone")?,
            role: Role::of(&row.role).unwrap_or(Role::Member),
            groups: row
                .group_ids
                .unwrap_or_default()
                .split_whitespace()
                .map(str::parse::<GroupId>)
                .collect::<Result<_, _>>()
                .context("import_line.group_ids")?,
        })
    }
}
