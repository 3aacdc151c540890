//! The `portico organisation` commands.

use super::listing::{Listing, Row, next_after};
use crate::{settings::RawSettings, startup};
use anyhow::ensure;
use app::{organisation::OrganisationView, paths};
use clap::{Args, Subcommand};
use domain::{PersonName, Preset, Slug};
use serde_json::{Value, json};
use service::operator::{NewOrganisation, Operator};
use service::operator_organisations::{OrganisationChange, OrganisationDetails, counted};
use store::organisations::Organisation;

#[derive(Debug, Subcommand)]
pub enum OrganisationCommand {
    /// Create an organisation
    Create(Create),
    /// List the organisations, by slug
    List(List),
    /// Show one organisation
    Show(Show),
    /// Change the name of an organisation, or where its users may return to
    Edit(Edit),
    /// Delete an organisation for good, with its accounts, groups and applications
    Delete(Delete),
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
    /// Succeed without a change if there is an organisation with this slug
    #[arg(long)]
    if_missing: bool,
}

#[derive(Debug, Args)]
pub struct List {
    /// Begin after the organisation with this slug
    #[arg(long, value_name = "SLUG")]
    after: Option<Slug>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Args)]
pub struct Show {
    /// The slug of the organisation
    #[arg(long)]
    slug: Slug,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// The slug of the organisation
    #[arg(long)]
    slug: Slug,
    /// Its name as users see it
    #[arg(long)]
    name: Option<PersonName>,
    /// An origin to which users may return after signing in; may be given several times. Replaces those that were
    /// there; an empty one leaves none
    #[arg(long = "return-to", value_name = "ORIGIN")]
    return_origins: Option<Vec<String>>,
}

#[derive(Debug, Args)]
pub struct Delete {
    /// The slug of the organisation
    #[arg(long)]
    slug: Slug,
    /// Do it: without this option the command only says what it would delete
    #[arg(long)]
    yes: bool,
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
        match self {
            OrganisationCommand::Create(new) => new.run(operator, raw).await,
            OrganisationCommand::List(List { after, listing }) => {
                let (found, is_more) = operator.organisations(after.as_ref(), listing.limit).await?;
                let rows = found.iter().map(row).collect::<Vec<_>>();
                listing.print(&rows, next_after(&found, is_more, |last| last.slug.to_string()));
                Ok(())
            }
            OrganisationCommand::Show(Show { slug, json }) => {
                let OrganisationDetails { organisation, accounts } = operator.organisation_details(&slug).await?;
                let mut shown = as_json(&organisation);
                shown["accounts"] = json!(accounts);
                match json {
                    true => println!("{shown:#}"),
                    false => {
                        println!("{}\naccounts: {accounts}", row(&organisation).line);
                        organisation.return_origins.iter().for_each(|origin| println!("return to: {origin}"));
                    }
                }
                Ok(())
            }
            OrganisationCommand::Edit(Edit { slug, name, return_origins }) => {
                ensure!(
                    name.is_some() || return_origins.is_some(),
                    "nothing to change. Give at least one of --name and --return-to"
                );
                // An empty one leaves none.
                let none_if_empty = |origins: Vec<String>| origins.into_iter().filter(|one| !one.is_empty()).collect();
                let return_origins = return_origins.map(none_if_empty);
                operator.edit_organisation(&slug, OrganisationChange { name, return_origins }).await?;
                println!("Organisation {slug} is changed.");
                Ok(())
            }
            OrganisationCommand::Delete(which) => which.run(operator, raw).await,
        }
    }
}

impl Create {
    async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let Create { slug, name, preset, return_origins, if_missing } = self;
        if if_missing && operator.organisation(&slug).await.is_ok() {
            println!("There is an organisation {slug} already.");
            return Ok(());
        }
        preset.policy().check_served(startup::served(raw)?)?;
        let made = operator.create_organisation(NewOrganisation { slug, name, preset, return_origins }).await?;
        println!("Organisation {} created. Its sign-in page: {}", made.name, sign_in_path(&made, false));
        Ok(())
    }
}

impl Delete {
    /// If it was the default organisation, tells which one is from now on.
    async fn run(self, operator: Operator<'_>, raw: &RawSettings) -> anyhow::Result<()> {
        let Delete { slug, yes } = self;
        let named = raw.default_organisation()?;
        let default = operator.organisation_or_default(None, named.clone()).await?;
        let accounts = operator.delete_organisation(&slug, yes).await?;
        println!("Organisation {slug} with {} is deleted.", counted(accounts));
        if default != slug {
            return Ok(());
        }
        if named.is_some() {
            println!(
                "There is no default organisation now: PORTICO_DEFAULT_ORGANISATION names {slug}. Remove that setting, or \
                 name another organisation."
            );
        } else {
            let next = operator.organisation_or_default(None, None).await?;
            println!("The default organisation is now {next}.");
        }
        Ok(())
    }
}

/// The path of the sign-in page.
pub fn sign_in_path(organisation: &Organisation, is_default: bool) -> String {
    paths::sign_in(&OrganisationView {
        name: organisation.name.clone(),
        slug: organisation.slug.clone(),
        is_default,
        branding: Default::default(),
    })
}

fn row(organisation: &Organisation) -> Row {
    let Organisation { slug, name, policy, .. } = organisation;
    Row { line: format!("{slug}  {}  {name}", policy.preset), json: as_json(organisation) }
}

fn as_json(organisation: &Organisation) -> Value {
    json!({
        "id": organisation.id.to_string(),
        "slug": organisation.slug.as_str(),
        "name": organisation.name,
        "preset": organisation.policy.preset.to_string(),
        "return_to": organisation.return_origins,
    })
}
