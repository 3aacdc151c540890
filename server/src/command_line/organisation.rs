//! The `portico organisation` commands.

use crate::{settings::RawSettings, startup};
use app::{organisation::OrganisationView, paths};
use clap::{Args, Subcommand};
use domain::{PersonName, Preset, Slug};
use service::operator::{NewOrganisation, Operator};

#[derive(Debug, Subcommand)]
pub enum OrganisationCommand {
    /// Create an organisation
    Create(Create),
}

#[derive(Debug, Args)]
pub struct Create {
    /// The name in URLs: 1 to 40 characters of a-z, 0-9 and -
    #[arg(long)]
    slug: Slug,
    /// The name that people see
    #[arg(long)]
    name: PersonName,
    /// The policy to start from: codes, links, invited, temporary or hardened
    #[arg(long, default_value_t = Preset::Codes)]
    preset: Preset,
    /// An origin to which users may return after signing in, like https://app.example; may be given several times
    #[arg(long = "return-to", value_name = "ORIGIN")]
    return_origins: Vec<String>,
}

// The organisation in which a command works. This is no doc comment: clap would print it.
#[derive(Debug, Args)]
pub struct AtOrganisation {
    /// The slug of the organisation; the default organisation if omitted
    #[arg(long)]
    organisation: Option<Slug>,
}

impl AtOrganisation {
    /// The organisation that is named, or else the default one.
    pub async fn read(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<Slug> {
        operator.organisation_or_default(self.organisation, raw.default_organisation()?).await
    }
}

impl OrganisationCommand {
    pub async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let OrganisationCommand::Create(Create { slug, name, preset, return_origins }) = self;
        preset.policy().check_served(startup::served(raw)?)?;
        let made = operator.create_organisation(NewOrganisation { slug, name, preset, return_origins }).await?;
        let page = paths::sign_in(&OrganisationView {
            name: made.name.clone(),
            slug: made.slug,
            is_default: false,
            branding: Default::default(),
        });
        println!("Organisation {} created. Its sign-in page: {page}", made.name);
        Ok(())
    }
}
