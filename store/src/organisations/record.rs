//! An organisation as it is stored.

use anyhow::Context as _;
use domain::policy::{Document, Preset};
use domain::{Color, EmailAddress, OrganisationId, PersonName, Policy, Slug, SupportContact};

/// The table `organisation`: one tenant.
pub(crate) mod organisation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub slug: String,
        pub name: String,
        pub preset: String,
        pub created_at: i64,
        /// JSON. Null: the policy of the preset.
        pub policy: Option<String>,
        /// External origins that users may be redirected to after signing in. JSON.
        pub return_origins: String,
        /// `#rrggbb`
        pub color: Option<String>,
        pub support_contact: Option<String>,
        /// SHA-256 of the logo, in hexadecimal digits.
        pub logo_digest: Option<String>,
        pub sender_name: Option<String>,
        pub reply_to: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A tenant with its policy and branding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub slug: Slug,
    pub name: String,
    pub policy: Policy,
    /// External origins that users may be redirected to after signing in.
    pub return_origins: Vec<String>,
    pub branding: Branding,
}

/// The branding of an organisation's pages and messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branding {
    pub color: Option<Color>,
    /// Where users get help.
    pub support: Option<SupportContact>,
    /// SHA-256 of the logo in hexadecimal digits, which identifies the image.
    pub logo_digest: Option<String>,
    /// Whom messages are from; `None`: the name of the organisation.
    pub sender_name: Option<PersonName>,
    /// The address for replies to messages. `None`: replies are not read.
    pub reply_to: Option<EmailAddress>,
}

impl TryFrom<organisation::Model> for Organisation {
    type Error = anyhow::Error;

    fn try_from(row: organisation::Model) -> anyhow::Result<Self> {
        Ok(Organisation {
            id: OrganisationId(row.id),
            slug: row.slug.parse().context("organisation.slug")?,
            name: row.name,
            policy: match row.policy {
                None => row.preset.parse::<Preset>().context("organisation.preset")?.policy(),
                Some(json) => serde_json::from_str::<Document>(&json)?.read().context("organisation.policy")?,
            },
            return_origins: serde_json::from_str(&row.return_origins).context("organisation.return_origins")?,
            branding: Branding {
                color: row.color.map(|color| color.parse()).transpose().context("organisation.color")?,
                support: row.support_contact.map(|contact| contact.parse()).transpose()?,
                logo_digest: row.logo_digest,
                sender_name: row
                    .sender_name
                    .map(|name| name.parse())
                    .transpose()
                    .context("organisation.sender_name")?,
                reply_to: row.reply_to.map(|email| email.parse()).transpose().context("organisation.reply_to")?,
            },
        })
    }
}
